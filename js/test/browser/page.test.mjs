import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import test, { after } from 'node:test';
import { startEmulator } from '../support/emulator.mjs';
import { OPERATIONS } from '../support/operations.mjs';
import { openPage } from './page.mjs';

const { page, origin, close } = await openPage();
const emulator = await startEmulator('--allow-origin', origin);
const service = await startEmulator();
after(() => Promise.all([close(), emulator.stop(), service.stop()]));

const crashes = [];
page.on('pageerror', (error) => crashes.push(error));

// Before any test is declared: the runner takes a pause between declarations for the end.
const vectors = new URL('../../../tests/vectors/', import.meta.url);
const outcomes = [];
for (const folder of ['request', 'response', 'dialogue']) {
  for (const file of await readdir(new URL(`${folder}/`, vectors))) {
    const ofFile = await page.evaluate(
      async ([folder, file]) => {
        const module = await import('/js/dist/index.js');
        const { runFile } = await import('/js/test/support/vector-runner.mjs');
        const text = await (await fetch(`/tests/vectors/${folder}/${file}`)).text();
        return runFile(module, folder, text);
      },
      [folder, file],
    );
    outcomes.push(...ofFile);
  }
}

/** The options of a client of this emulator. */
const of = ({ info }) => ({ baseUrl: info.base_url, accessToken: info.token });

for (const name of Object.keys(OPERATIONS)) {
  test(`${name} in a page`, async () => {
    await page.evaluate(
      async ([name, options, portal]) => {
        const module = await import('/js/dist/index.js');
        const { OPERATIONS } = await import('/js/test/support/operations.mjs');
        const hubspot = await module.Engagements.connect(options);
        await OPERATIONS[name](hubspot, portal, module);
        hubspot.close();
      },
      [name, of(emulator), emulator.info],
    );
  });
}

for (const { id, problem } of outcomes) {
  test(`${id} in a page`, () => assert.equal(problem, undefined, problem));
}

test('every vector was run', async () => {
  const { count } = JSON.parse(await readFile(new URL('manifest.json', vectors), 'utf8'));
  assert.equal(outcomes.length, count);
});

test('a service without CORS headers cannot be called, and the error says what can be done', async () => {
  const error = await failure(async ({ Engagements }, options) => {
    const hubspot = await Engagements.connect({ ...options, maxAttempts: 1 });
    return hubspot.get(1);
  }, of(service));
  assert.equal(error.name, 'ConnectionError');
  assert.match(error.message, /Failed to fetch/);
  assert.match(error.message, /service worker.*proxy.*fetch/);
});

test('JSON.stringify in a page writes all digits of what the service sent', async () => {
  const text =
    '{"engagement":{"id":9223372036854775807,"type":"NOTE","newId":5},"metadata":{"pi":3.14159265358979323846,"one":1.0}}';
  const written = await page.evaluate(async (text) => {
    const { Engagements } = await import('/js/dist/index.js');
    const listing = `{"results":[${text}],"hasMore":false,"offset":0}`;
    const fetch = async (url) => new Response(url.includes('paged') ? listing : text);
    const hubspot = await Engagements.connect({ accessToken: 'x', fetch });
    return [JSON.stringify(await hubspot.get(1)), JSON.stringify(await hubspot.list())];
  }, text);
  assert.deepEqual(written, [text, `{"results":[${text}],"hasMore":false,"offset":0}`]);
});

for (const reason of ['a text', undefined, 7]) {
  test(`giving up with the reason ${reason} in a page`, async () => {
    const error = await failure(
      async ({ Engagements }, { reason, ...options }) => {
        const controller = new AbortController();
        const pending = (await Engagements.connect(options)).get(1, { signal: controller.signal });
        setTimeout(() => controller.abort(reason), 0);
        return pending;
      },
      { ...of(emulator), baseUrl: await silentServer(), reason },
    );
    assert.equal(error.name, 'CancelledError');
    if (reason !== undefined) assert.equal(error.cause, String(reason));
  });
}

test('a redirect is not followed in a page', async () => {
  const baseUrl = await listening((_, response) => {
    const headers = {
      location: origin,
      'access-control-allow-origin': '*',
      'access-control-allow-headers': '*',
    };
    response.writeHead(_.method === 'OPTIONS' ? 204 : 302, headers).end();
  });
  const error = await failure(
    async ({ Engagements }, options) => (await Engagements.connect(options)).get(1),
    { ...of(emulator), baseUrl },
  );
  assert.deepEqual([error.name, error.status], ['ApiError', 0]);
});

for (const [kind, scope] of [
  ['worker', 'DedicatedWorkerGlobalScope'],
  ['service worker', 'ServiceWorkerGlobalScope'],
]) {
  test(`the same file serves a ${kind}`, async () => {
    const answer = await page.evaluate(askWorker, [kind, of(emulator)]);
    assert.equal(answer.error, undefined);
    assert.deepEqual([answer.scope, answer.ids.length], [scope, 3]);
  });
}

test('nothing crashed in the page', () => assert.deepEqual(crashes, []));

/** What a function rejects with in the page, as far as it crosses. */
function failure(work, options) {
  return page.evaluate(
    async ([source, options]) => {
      const module = await import('/js/dist/index.js');
      // biome-ignore lint/security/noGlobalEval: the function is one of this file.
      const error = await eval(`(${source})`)(module, options).then(
        () => ({ name: 'nothing' }),
        (error) => error,
      );
      const { name, message, status, cause } = error;
      return { name, message, status, cause: String(cause) };
    },
    [String(work), options],
  );
}

async function askWorker([kind, options]) {
  const script = '/js/test/support/worker.mjs';
  if (kind === 'worker') {
    const worker = new Worker(script, { type: 'module' });
    const answer = new Promise((resolve) => worker.addEventListener('message', ({ data }) => resolve(data)));
    worker.postMessage(options);
    return answer;
  }
  await navigator.serviceWorker.register(script, { type: 'module', scope: '/' });
  const { active } = await navigator.serviceWorker.ready;
  const answer = new Promise((resolve) => {
    navigator.serviceWorker.addEventListener('message', ({ data }) => resolve(data));
  });
  navigator.serviceWorker.startMessages();
  active.postMessage(options);
  return answer;
}

async function listening(handler) {
  const { createServer } = await import('node:http');
  const server = createServer(handler);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

/** A server that never answers. */
function silentServer() {
  return listening(() => {});
}
