// Serves the repository's scripts to a page, as any web server would.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';

const repository = new URL('../../../', import.meta.url);
const SERVED = /^\/(?:js\/(?:dist|wasm|test)|tests|examples\/sidebar-widget)\/[\w./-]+$/;
const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};

/** A server on a free port of this machine. */
export async function serveFiles() {
  const server = createServer((request, response) => answer(request.url, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, stop };
}

async function answer(path, response) {
  if (path === '/') {
    response.setHeader('content-type', 'text/html');
    return response.end('<!doctype html><link rel="icon" href="data:,"><title>test</title>');
  }
  const isServed = SERVED.test(path) && !path.includes('..');
  const bytes = isServed && (await readFile(new URL(`.${path}`, repository)).catch(() => undefined));
  if (!bytes) return response.writeHead(404).end();
  response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream');
  // A service worker may then stand for the whole origin.
  response.setHeader('service-worker-allowed', '/');
  response.end(bytes);
}
