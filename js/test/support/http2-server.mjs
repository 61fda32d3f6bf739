// A service over HTTP/2 that drops the connection at each POST, with a certificate made for the day.
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createSecureServer } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type',
};

/** The server's address, and the bodies that POSTs had so far. */
export async function startDropping() {
  const bodies = [];
  const sockets = new Set();
  const server = createSecureServer({ allowHTTP1: true, ...(await certificate()) });
  server.on('connection', (socket) => sockets.add(socket));
  // Connections that are dropped are errors to the server too.
  server.on('sessionError', () => {});
  server.on('stream', async (stream, { ':method': method }) => {
    stream.on('error', () => {});
    if (method === 'OPTIONS') return stream.respond({ ':status': 204, ...CORS }, { endStream: true });
    if (method === 'POST') {
      bodies.push(await text(stream));
      for (const socket of sockets) socket.destroy();
      return sockets.clear();
    }
    stream.respond({ ':status': 200, 'content-type': 'application/json', ...CORS });
    stream.end('{"engagement":{"id":1,"type":"NOTE"},"metadata":{}}');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  };
  return { origin: `https://127.0.0.1:${server.address().port}`, bodies, stop };
}

async function text(stream) {
  let whole = '';
  for await (const chunk of stream.setEncoding('utf8')) whole += chunk;
  return whole;
}

/** Self-signed: a browser must be told to ignore that. */
async function certificate() {
  const folder = await mkdtemp(join(tmpdir(), 'http2-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const what = ['-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=127.0.0.1', '-days', '1'];
  try {
    execFileSync('openssl', ['req', '-x509', ...what, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    return { key: await readFile(key), cert: await readFile(cert) };
  } finally {
    await rm(folder, { recursive: true });
  }
}
