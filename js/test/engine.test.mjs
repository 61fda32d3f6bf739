import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { Engagements, EngagementsError } from 'hubspot-engagements';
import { Engine, engineFor } from '../dist/internals.js';
import { canned, json, pages, record } from './support/canned.mjs';

const file = new URL('../wasm/hubspot_engagements_bg.wasm', import.meta.url);

test('clients share one instance', async () => {
  assert.equal(await engineFor(), await engineFor());
});

test('the WebAssembly file can come from elsewhere', async () => {
  const bytes = await readFile(file);
  const module = await WebAssembly.compile(bytes);
  const typed = { headers: { 'content-type': 'application/wasm' } };
  for (const wasm of [
    file,
    bytes,
    module,
    new Response(bytes),
    Promise.resolve(new Response(bytes, typed)),
  ]) {
    const hubspot = await Engagements.connect({ accessToken: 'x', wasm, fetch: async () => json(record(1)) });
    assert.equal((await hubspot.get(1)).engagement.id, '1');
  }
});

test('a file that cannot be had is said so, and does not spoil the next attempt', async () => {
  const missing = new URL('file:///nowhere.wasm');
  for (const wasm of [missing, new Uint8Array([1, 2, 3]), new Response('', { status: 404 })]) {
    const error = await Engagements.connect({ accessToken: 'x', wasm }).catch((error) => error);
    assert.ok(error instanceof EngagementsError, error.stack);
    assert.deepEqual([error.code, error.cause instanceof Error], ['load', true]);
  }
  await Engagements.connect({ accessToken: 'x' });
});

test('a trap ends an instance: what is under way is told, and the next client has another one', async () => {
  // This trap is only said to have been one: the attempt itself goes on to its end.
  const { hubspot } = await canned(() => new Promise(() => {}), { timeoutMs: 100, maxAttempts: 1 });
  const broken = await engineFor();
  const pending = hubspot.get(1).catch((error) => error);
  const trap = new WebAssembly.RuntimeError('unreachable');
  const thrown = () => {
    throw trap;
  };
  assert.throws(() => broken.call(thrown), { code: 'internal', message: /connect again.*unreachable/ });
  assert.equal((await pending).code, 'internal');
  await assert.rejects(hubspot.get(1), { code: 'internal' });
  hubspot.close();
  assert.notEqual(await engineFor(), broken);
  const { hubspot: next } = await canned(() => json(record(1)));
  assert.equal((await next.get(1)).engagement.id, '1');
});

test('a real trap is told apart from an error', async () => {
  const engine = await Engine.start(await WebAssembly.compile(await readFile(file)));
  // A pointer to nowhere, as only a bug could make it.
  const nowhere = (glue) => glue.Page.prototype.ids.call({ __wbg_ptr: 0xffff_fff0 });
  assert.throws(() => engine.call(nowhere), { code: 'internal' });
  assert.equal(engine.isBroken, true);
});

test('a second step while one is under way is refused, and harms nothing', async () => {
  const engine = await engineFor();
  const fetch = async () => json(record(1));
  const client = engine.call((glue) => new glue.Client('{"accessToken":"x"}', { fetch }));
  const conversation = client.start('engagements.get', '{"id":1}');
  const first = conversation.next();
  await new Promise((resolve) => setTimeout(resolve, 0));
  const again = client.start('engagements.get', '{"id":1}');
  const both = await Promise.allSettled([again.next(), again.next()]);
  assert.deepEqual(
    both.map((outcome) => outcome.status),
    ['fulfilled', 'rejected'],
  );
  assert.match(both[1].reason.message, /still under way/);
  assert.equal(typeof (await first), 'string');
  const freed = client.start('engagements.get', '{"id":1}');
  const pending = freed.next();
  freed.cancel();
  freed.free();
  client.free();
  assert.equal((await pending.catch((error) => error)).code, 'cancelled');
});

test('calls side by side do not mix', async () => {
  const { hubspot } = await canned(async (request) => {
    const id = Number(request.url.split('/').pop());
    await new Promise((resolve) => setTimeout(resolve, id % 7));
    return json(record(id));
  });
  const ids = Array.from({ length: 50 }, (_, index) => String(index + 1));
  const found = await Promise.all(ids.map((id) => hubspot.get(id)));
  assert.deepEqual(
    found.map((engagement) => engagement.engagement.id),
    ids,
  );
});

test('a thousand calls leave no memory behind', async (t) => {
  let memory;
  const { instantiate } = WebAssembly;
  t.mock.method(WebAssembly, 'instantiate', async (...given) => {
    const instance = await instantiate(...given);
    memory = Object.values(instance.exports).find((each) => each instanceof WebAssembly.Memory);
    return instance;
  });
  const many = Array.from({ length: 100 }, (_, index) => record(index + 1));
  const twoPages = pages(many, many);
  const answer = (request, count) => twoPages(request, ((count - 1) % 2) + 1);
  const { hubspot } = await canned(answer, { wasm: await readFile(file) });
  const walk = async (times) => {
    for (let index = 0; index < times; index++) for await (const _ of hubspot.list());
  };
  await walk(50);
  const before = memory.buffer.byteLength;
  await walk(500);
  assert.equal(memory.buffer.byteLength, before);
});
