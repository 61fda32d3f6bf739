// The package behind bundlers: each builds a fresh project, and Chromium runs what it built against the emulator.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import test, { after } from 'node:test';
import { openPage } from '../../../js/test/browser/page.mjs';
import { esbuild, vite, webpack, workerd } from '../../../js/test/support/bundlers.mjs';
import { startEmulator } from '../../../js/test/support/emulator.mjs';
import { freshProject, run } from './project.mjs';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };
const AS_IT_SHOULD = { length: 3, first: true, error: 'NotFoundError' };

const { folder, remove } = await freshProject('bundled');
const emulator = await startEmulator('--allow-origin', '*');
const { browser, close } = await openPage();
after(() => Promise.all([close(), emulator.stop(), remove()]));
const options = { baseUrl: emulator.info.base_url, accessToken: emulator.info.token };

for (const [bundler, outcomes] of [
  [vite, [AS_IT_SHOULD, AS_IT_SHOULD]],
  [webpack, [AS_IT_SHOULD, AS_IT_SHOULD]],
  [esbuild, [AS_IT_SHOULD]],
]) {
  const places = outcomes.length > 1 ? 'a page and a worker' : 'a page';
  test(`what ${bundler.name} makes runs in ${places}`, async () => {
    await bundler(folder, `built-${bundler.name}`);
    assert.deepEqual(await outcomesIn(join(folder, `built-${bundler.name}`)), outcomes);
  });
}

for (const bundler of [vite, webpack]) {
  test(`${bundler.name} keeps DOMPurify apart from the element`, async () => {
    const files = await readdir(join(folder, `built-${bundler.name}`), {
      recursive: true,
      withFileTypes: true,
    });
    const scripts = files.filter(({ name }) => name.endsWith('.js'));
    const texts = await Promise.all(
      scripts.map((file) => readFile(join(file.parentPath ?? file.path, file.name), 'utf8')),
    );
    const [element, ...rest] = texts.filter((text) => text.includes('hubspot-engagement-timeline'));
    assert.deepEqual(rest, []);
    assert.equal(element.includes('ALLOWED_TAGS'), false);
    assert.equal(texts.filter((text) => text.includes('ALLOWED_TAGS')).length, 1);
  });
}

test('what is made for workerd has the compiled module in it', async () => {
  await workerd(folder, 'built-edge.mjs');
  const { stdout } = await run(process.execPath, ['built-edge.mjs', JSON.stringify(options)], {
    cwd: folder,
  });
  assert.deepEqual(JSON.parse(stdout), [AS_IT_SHOULD]);
});

/** What the page of this folder tells on its console. */
async function outcomesIn(root) {
  const server = await serve(root);
  const page = await browser.newPage();
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  try {
    const told = page.waitForEvent('console', {
      predicate: (message) => message.type() === 'log',
      timeout: 15_000,
    });
    await page.goto(`${server.origin}/#${encodeURIComponent(JSON.stringify(options))}`);
    return JSON.parse((await told).text());
  } catch (error) {
    throw new Error(`the page told nothing: ${problems.join('; ')}`, { cause: error });
  } finally {
    await page.close();
    await server.stop();
  }
}

/** A folder's files, and a page for its script where it has none of its own. */
async function serve(root) {
  const page = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/app.js"></script>';
  const server = createServer(async ({ url }, response) => {
    const path = url === '/' ? '/index.html' : url;
    const file = await readFile(join(root, normalize(path))).catch(() => (url === '/' ? page : undefined));
    response.writeHead(file ? 200 : 404, { 'content-type': TYPES[extname(path)] ?? 'text/plain' }).end(file);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, stop };
}
