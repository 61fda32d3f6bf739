// Clients whose service is a function.
import { Engagements } from 'hubspot-engagements';

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

/** A clock that moves only while somebody sleeps on it: all sleepers together, the earliest first. */
export function clock(start = 1_700_000_000_000) {
  let now = start;
  const sleepers = [];
  const wake = () => {
    const [next] = sleepers.sort((a, b) => a.until - b.until).splice(0, 1);
    if (!next) return;
    now = Math.max(now, next.until);
    next.resolve();
  };
  const sleep = (ms) =>
    new Promise((resolve) => {
      sleepers.push({ until: now + ms, resolve });
      // Later than all that can go on without time: promises, and answers that come at once.
      setTimeout(wake, 1);
    });
  return { sleep, now: () => now, seed: 0 };
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
