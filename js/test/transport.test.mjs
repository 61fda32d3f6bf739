import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import test from 'node:test';
import {
  AmbiguousCreateError,
  ApiError,
  ConnectionError,
  Engagements,
  ResponseError,
  TimeoutError,
} from 'hubspot-engagements';
import { canned, json, record } from './support/canned.mjs';
import { startDropping } from './support/http2-server.mjs';

const NOTE = { engagement: { type: 'NOTE' }, metadata: { body: 'hello' } };

/** A client over the runtime's own fetch, of a server that is closed when the test ends. */
async function served(t, handler, options = {}) {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const baseUrl = `http://127.0.0.1:${server.address().port}`;
  return Engagements.connect({ accessToken: 'test-token', baseUrl, maxAttempts: 1, ...options });
}

test('a request is what the core made of it, and nothing is added', async (t) => {
  const seen = [];
  const hubspot = await served(t, async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ method: request.method, url: request.url, headers: request.headers, body });
    response.end(JSON.stringify(record(1)));
  });
  await hubspot.create(NOTE);
  const [{ method, url, headers, body }] = seen;
  assert.deepEqual([method, url], ['POST', '/engagements/v1/engagements']);
  assert.deepEqual(JSON.parse(body), NOTE);
  assert.equal(headers.authorization, 'Bearer test-token');
  assert.equal(headers['content-type'], 'application/json');
  assert.equal(headers.cookie, undefined);
});

test('a given fetch gets plain values', async () => {
  const { hubspot, sent } = await canned(() => json(record(1)));
  await hubspot.get(1);
  const { signal, ...rest } = sent[0];
  assert.ok(signal instanceof AbortSignal);
  assert.deepEqual(rest, {
    url: 'https://api.hubapi.com/engagements/v1/engagements/1',
    method: 'GET',
    headers: { accept: 'application/json', authorization: 'Bearer test-token' },
    redirect: 'manual',
    credentials: 'omit',
    cache: 'no-store',
  });
});

test('a create that met no server was certainly not applied', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseUrl = `http://127.0.0.1:${server.address().port}`;
  await new Promise((resolve) => server.close(resolve));
  const hubspot = await Engagements.connect({ accessToken: 'x', baseUrl, maxAttempts: 1 });
  const error = await hubspot.create(NOTE).catch((error) => error);
  assert.ok(error instanceof ConnectionError, error.stack);
  assert.equal(error.mayHaveBeenApplied, false);
});

test('a create that a certificate kept from its server was certainly not applied', async (t) => {
  const { origin: baseUrl, bodies, stop } = await startDropping();
  t.after(stop);
  const hubspot = await Engagements.connect({ accessToken: 'x', baseUrl, maxAttempts: 1 });
  const error = await hubspot.create(NOTE).catch((error) => error);
  assert.ok(error instanceof ConnectionError, error.stack);
  assert.deepEqual([error.mayHaveBeenApplied, bodies.length], [false, 0]);
  assert.match(error.message, /127\.0\.0\.1:\d+.*certificate/);
});

test('a create whose connection broke may have been applied', async (t) => {
  const hubspot = await served(t, (request) => request.socket.destroy());
  const error = await hubspot.create(NOTE).catch((error) => error);
  assert.ok(error instanceof AmbiguousCreateError, error.stack);
  assert.equal(error.mayHaveBeenApplied, true);
});

test('a body that ends early is a failed connection, not a short list', async (t) => {
  const hubspot = await served(t, (request, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('{"results":[');
    setTimeout(() => request.socket.destroy(), 5);
  });
  const error = await hubspot.list().then(assert.fail, (error) => error);
  assert.ok(error instanceof ConnectionError && !(error instanceof TimeoutError), error.stack);
  assert.match(error.message, /body could not be read/);
});

test('time runs out over the head and over the body', async (t) => {
  for (const handler of [() => {}, (_, response) => response.write('{')]) {
    const hubspot = await served(t, handler, { timeoutMs: 30 });
    const error = await hubspot.get(1).catch((error) => error);
    assert.ok(error instanceof TimeoutError, error.stack);
    assert.match(error.message, /30 ms/);
  }
});

test("giving up with a text over the runtime's own fetch", async (t) => {
  const hubspot = await served(t, () => {});
  const controller = new AbortController();
  const pending = hubspot.get(1, { signal: controller.signal });
  setTimeout(() => controller.abort('enough'), 20);
  await assert.rejects(pending, { name: 'CancelledError', cause: 'enough', mayHaveBeenApplied: false });
});

test('a redirect is not followed', async (t) => {
  let followed = 0;
  const hubspot = await served(t, (request, response) => {
    if (request.url === '/elsewhere') followed += 1;
    response.writeHead(302, { location: '/elsewhere' }).end();
  });
  const error = await hubspot.get(1).catch((error) => error);
  assert.ok(error instanceof ApiError, error.stack);
  assert.deepEqual([error.status, followed], [302, 0]);
  assert.match(error.message, /redirect/);
});

test('whatever a given fetch does, the promise settles with an error of this package', async () => {
  const answers = {
    'rejects with a text': () => Promise.reject('no'),
    'rejects with nothing': () => Promise.reject(),
    'gives nothing': () => undefined,
    'gives a number': () => 5,
    'gives an object without a status': () => ({}),
    'gives a status that is none': () => ({ status: 'ok' }),
    'gives no body': () => ({ status: 200, headers: new Headers() }),
    'gives a body that is none': () => ({ status: 200, headers: [], arrayBuffer: async () => 'text' }),
    'gives headers that throw': () => ({
      status: 200,
      get headers() {
        throw new Error('no headers');
      },
    }),
  };
  for (const [what, answer] of Object.entries(answers)) {
    const { hubspot } = await canned(answer, { maxAttempts: 1 });
    const error = await hubspot.get(1).catch((error) => error);
    assert.ok(error instanceof ConnectionError || error instanceof ResponseError, `${what}: ${error.stack}`);
  }
});

test('a given fetch that throws before it returns a promise', async () => {
  const fetch = () => {
    throw new TypeError('not today');
  };
  const hubspot = await Engagements.connect({ accessToken: 'x', fetch, maxAttempts: 1 });
  await assert.rejects(hubspot.get(1), /not today/);
});

test('a replaced global fetch may reject with anything', async (t) => {
  t.mock.method(globalThis, 'fetch', () => Promise.reject('no Error at all'));
  const hubspot = await Engagements.connect({
    accessToken: 'x',
    baseUrl: 'http://127.0.0.1:9',
    maxAttempts: 1,
  });
  await assert.rejects(hubspot.get(1), ConnectionError);
});

test('a user agent goes out where the runtime allows it', async (t) => {
  let agent;
  const answer = (request, response) => {
    agent = request.headers['user-agent'];
    response.end(JSON.stringify(record(1)));
  };
  await (await served(t, answer, { userAgent: 'nightly-report/2' })).get(1);
  assert.equal(agent, 'nightly-report/2');
});
