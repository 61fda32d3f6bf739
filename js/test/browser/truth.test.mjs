// What only a browser shows: the policies that pages live under, what it hides, and what it keeps in memory.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import test, { after } from 'node:test';
import { startEmulator } from '../support/emulator.mjs';
import { OPERATIONS } from '../support/operations.mjs';
import { openPage } from './page.mjs';

const { page, browser, origin, close } = await openPage(
  '--js-flags=--expose-gc',
  '--enable-precise-memory-info',
);
const emulator = await startEmulator('--allow-origin', '*');
const large = await startEmulator('--allow-origin', '*', '--engagements', '10000');
const closedToPages = await startEmulator();
after(() => Promise.all([close(), emulator.stop(), large.stop(), closedToPages.stop()]));

const of = ({ info }) => ({ baseUrl: info.base_url, accessToken: info.token });

/** What a worker finds, before the tests are declared. */
const inWorker = await page.evaluate(
  ([options, portal]) => {
    const worker = new Worker('/js/test/support/scenario-worker.mjs', { type: 'module' });
    const answer = new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
    });
    worker.postMessage({ options, portal });
    return answer;
  },
  [of(emulator), emulator.info],
);

test('a worker carries out every operation', () =>
  assert.deepEqual(Object.keys(inWorker), Object.keys(OPERATIONS)));

for (const [name, problem] of Object.entries(inWorker)) {
  test(`${name} in a worker`, () => assert.equal(problem, null, problem));
}

/** What a call of this service rejects with in the page. */
function failure(options) {
  return page.evaluate(async (options) => {
    const { Engagements } = await import('/js/dist/index.js');
    const hubspot = await Engagements.connect({ ...options, maxAttempts: 1 });
    const { name, message } = await hubspot.get(1).catch((error) => error);
    return { name, message };
  }, options);
}

test('a call that the browser blocks and one that is refused look the same, and the error says so', async () => {
  const blocked = await failure(of(closedToPages));
  const refused = await failure({ ...of(closedToPages), baseUrl: `http://127.0.0.1:${await closedPort()}` });
  for (const { name, message } of [blocked, refused]) {
    assert.equal(name, 'ConnectionError');
    assert.match(message, /A browser does not say why/);
    for (const route of [/extension's service worker with host permission/, /proxy of your own/, /a `fetch`/])
      assert.match(message, route);
  }
  const withoutPort = ({ message }) => message.replaceAll(/127\.0\.0\.1(:\d+)?/g, 'HOST');
  assert.equal(withoutPort(blocked), withoutPort(refused));
});

test('a strict Content-Security-Policy is enough', async () => {
  const outcome = await underPolicy(
    `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ${emulator.info.base_url}`,
  );
  assert.deepEqual(outcome, { length: 3, violations: [] });
});

test("a policy without 'wasm-unsafe-eval' is named by the error", async () => {
  const { error } = await underPolicy(
    `default-src 'none'; script-src 'self'; connect-src 'self' ${emulator.info.base_url}`,
  );
  assert.match(error, /'wasm-unsafe-eval'/);
});

test('three listings of 10,000 engagements leave nothing behind', { timeout: 120_000 }, async () => {
  const rounds = [];
  for (let round = 0; round < 3; round++) {
    assert.ok((await listAll()) >= 10_000);
    rounds.push(await memory());
  }
  const [first] = rounds;
  console.log(
    `memory after listing 10,000 engagements: ${rounds.map(({ heap, wasm }) => `heap ${heap}, wasm ${wasm}`).join('; ')}`,
  );
  for (const { heap, wasm } of rounds) {
    assert.ok(heap <= first.heap * 1.1, `JavaScript's heap: ${heap} bytes after ${first.heap}`);
    assert.ok(wasm <= first.wasm * 1.1, `WebAssembly's memory: ${wasm} bytes after ${first.wasm}`);
  }
});

/** Keeps every engagement until all are there, then drops them. The instance's memory is seen as it is made. */
function listAll() {
  return page.evaluate(async (options) => {
    if (!window.hubspot) {
      const instantiate = WebAssembly.instantiate;
      WebAssembly.instantiate = async (...given) => {
        const made = await instantiate.apply(WebAssembly, given);
        window.wasmMemory = Object.values(made.exports).find((each) => each instanceof WebAssembly.Memory);
        return made;
      };
      const { Engagements } = await import('/js/dist/slim.js');
      const wasm = await WebAssembly.compileStreaming(fetch('/js/wasm/hubspot_engagements_bg.wasm'));
      window.hubspot = await Engagements.connect({ ...options, rateLimit: 0, wasm });
    }
    return (await window.hubspot.list({ limit: 250 }).toArray()).length;
  }, of(large));
}

async function memory() {
  const session = await page.context().newCDPSession(page);
  for (let round = 0; round < 3; round++) await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return { heap: usedSize, wasm: await page.evaluate(() => window.wasmMemory.buffer.byteLength) };
}

/** What a page under this policy comes to: the first page's length, or the error's text. */
async function underPolicy(policy) {
  const server = await serveUnder(policy);
  const strict = await browser.newPage();
  // Told on the console: the policy forbids a script that a test puts in, too.
  const told = strict.waitForEvent('console', {
    predicate: (message) => message.text().startsWith('{'),
    timeout: 10_000,
  });
  await strict.goto(`${server.origin}/#${encodeURIComponent(JSON.stringify(of(emulator)))}`);
  const outcome = JSON.parse((await told).text());
  await strict.close();
  await server.stop();
  return outcome;
}

/** A server of one page under this policy, and of the package's files. */
async function serveUnder(policy) {
  const page = '<!doctype html><script type="module" src="/js/test/support/policy-page.mjs"></script>';
  const server = createServer(async ({ url }, response) => {
    response.setHeader('content-security-policy', policy);
    if (url === '/') return response.setHeader('content-type', 'text/html').end(page);
    const file = await fetch(`${origin}${url}`);
    response.writeHead(file.status, { 'content-type': file.headers.get('content-type') ?? 'text/plain' });
    response.end(Buffer.from(await file.arrayBuffer()));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, stop };
}

async function closedPort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
