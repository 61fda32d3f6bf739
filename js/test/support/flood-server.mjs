// Answers every request with more than a client should read. It runs in a process of its own, so that its memory is
// not the client's. The base address says how: `/plain` without a length, `/length` with one, `/bomb` compressed.
import { createServer } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';

const MEBIBYTE = Buffer.alloc(1 << 20, ' ');

function* mebibytes(count) {
  for (let sent = 0; sent < count; sent++) yield MEBIBYTE;
}

const server = createServer((request, response) => {
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-allow-headers', 'authorization, content-type');
  if (request.method === 'OPTIONS') return response.writeHead(204).end();
  const kind = request.url.split('/')[1];
  if (kind === 'length') response.setHeader('content-length', 100 << 20);
  if (kind !== 'bomb') return pipeline(Readable.from(mebibytes(100)), response, () => {});
  response.setHeader('content-encoding', 'gzip');
  pipeline(Readable.from(mebibytes(1024)), createGzip({ level: 1 }), response, () => {});
});

server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
