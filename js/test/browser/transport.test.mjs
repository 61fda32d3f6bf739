// What Chromium's `fetch` does beside what it is asked to, over real connections.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { FLOODS, startFlood } from '../support/flood.mjs';
import { startDropping } from '../support/http2-server.mjs';
import { openPage } from './page.mjs';

const { page, close } = await openPage('--ignore-certificate-errors');
const flood = await startFlood();
after(() => Promise.all([close(), flood.stop()]));

for (const kind of FLOODS) {
  test(`a response that is too long (${kind}) is an error in a page`, async () => {
    const codes = await page.evaluate(async (baseUrl) => {
      const { Engagements, note } = await import('/js/dist/index.js');
      const hubspot = await Engagements.connect({ accessToken: 'test-token', baseUrl, maxAttempts: 1 });
      const code = (error) => error.code;
      return [await hubspot.list().then(() => 'none', code), await hubspot.create(note({})).catch(code)];
    }, `${flood.origin}/${kind}`);
    assert.deepEqual(codes, ['response', 'ambiguous_create']);
  });
}

/** A create on a connection that was in use before and drops; what came of it, and what the server saw. */
async function createOnDroppedConnection(options) {
  const server = await startDropping();
  const error = await page.evaluate(
    async (options) => {
      const { Engagements, note } = await import('/js/dist/index.js');
      const hubspot = await Engagements.connect({ accessToken: 'test-token', ...options });
      await hubspot.get(1);
      const error = await hubspot.create(note({ body: 'Grüße' })).catch((error) => error);
      return error.details;
    },
    { baseUrl: server.origin, ...options },
  );
  await server.stop();
  return { error, bodies: server.bodies.map((body) => JSON.parse(body)) };
}

const NOTE = { engagement: { type: 'NOTE' }, metadata: { body: 'Grüße' } };

test('a create as a text may be sent again by the browser, and its ticket says so', async () => {
  const { error, bodies } = await createOnDroppedConnection({});
  assert.deepEqual([error.code, error.ticket.mayHaveBeenResent], ['ambiguous_create', true]);
  assert.ok(bodies.length >= 1);
  for (const body of bodies) assert.deepEqual(body, NOTE);
});

test('a create as a stream is sent once', async () => {
  const { error, bodies } = await createOnDroppedConnection({ streamBodies: true });
  assert.deepEqual([error.code, error.ticket.mayHaveBeenResent], ['ambiguous_create', false]);
  assert.deepEqual(bodies, [NOTE]);
});

test('where a browser cannot send streams, texts are sent and tickets say so', async () => {
  await page.evaluate(() => {
    // As a browser does that knows no `duplex`: it makes a text of the stream.
    window.Request = class extends window.Request {
      constructor(input, init) {
        super(input, init?.duplex ? { ...init, body: String(init.body) } : init);
      }
    };
  });
  const { error, bodies } = await createOnDroppedConnection({ streamBodies: true });
  assert.deepEqual([error.code, error.ticket.mayHaveBeenResent], ['ambiguous_create', true]);
  assert.ok(bodies.length >= 1);
  for (const body of bodies) assert.deepEqual(body, NOTE);
});

test('a given fetch is trusted to send once', async () => {
  const ticket = await page.evaluate(async () => {
    const { Engagements, note } = await import('/js/dist/index.js');
    const fetch = () => Promise.reject(new TypeError('broken'));
    const hubspot = await Engagements.connect({ accessToken: 'test-token', fetch });
    return hubspot.create(note({})).catch((error) => error.ticket);
  });
  assert.equal(ticket.mayHaveBeenResent, false);
});
