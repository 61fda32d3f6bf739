// Clients whose service is a function.
import { Engagements } from 'hubspot-engagements';

export { clock } from './virtual-clock.mjs';

/** A client and the requests that it sent; `answer(request, count)` gives a Response or throws. */
export async function canned(answer, options = {}) {
  const sent = [];
  const fetch = async (url, init) => {
    sent.push({ url, ...init });
    return answer(sent.at(-1), sent.length);
  };
  // Tests that send hundreds of requests must not wait for their turns.
  const given = { accessToken: 'test-token', fetch, rateLimit: 0, ...options };
  return { hubspot: await Engagements.connect(given), sent };
}

export function json(value, init) {
  return Response.json(value, init);
}

export function record(id, more = {}) {
  return { engagement: { id, type: 'NOTE', lastUpdated: id }, metadata: { body: `note ${id}` }, ...more };
}

/** A listing of these pages, each an array of records. */
export function pages(...pages) {
  return (_, count) => {
    return json({ results: pages[count - 1], hasMore: count < pages.length, offset: count });
  };
}
