// Addresses at which no service is to be had.
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Worker } from 'node:worker_threads';

/** An address at which nobody listens. */
export async function closed() {
  const { port, stop } = await listening(createServer());
  await stop();
  return { url: `http://127.0.0.1:${port}`, stop: async () => {} };
}

/** An address whose queue of connections is full: the next one gets no answer. */
export async function full() {
  // Node takes connections as they come, unless the thread that would do it stands still.
  const code = `
    const { createServer } = require('node:net');
    const { parentPort } = require('node:worker_threads');
    const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      parentPort.postMessage(server.address().port);
      setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
    });`;
  const worker = new Worker(code, { eval: true });
  const port = await new Promise((resolve) => worker.once('message', resolve));
  const waiting = Array.from({ length: 5 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  const stop = async () => {
    for (const socket of waiting) socket.destroy();
    await worker.terminate();
  };
  return { url: `http://127.0.0.1:${port}`, stop };
}

/** A TLS server whose certificate nobody has signed. */
export async function selfSigned() {
  const pem = readFileSync(new URL('../../../tests/faults/self-signed.pem', import.meta.url));
  const { port, stop } = await listening(createTlsServer({ cert: pem, key: pem }));
  return { url: `https://localhost:${port}`, stop };
}

async function listening(server) {
  server.on('tlsClientError', () => {});
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => new Promise((resolve) => server.close(resolve));
  return { port: server.address().port, stop };
}
