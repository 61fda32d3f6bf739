// When clients, pages and walks begin and end, and that nothing of them stays.
import assert from 'node:assert/strict';
import test from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CancelledError, Engagements } from 'hubspot-engagements';
import { UnderWay } from '../dist/internals.js';
import { canned, json, pages, record } from './support/canned.mjs';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

test('before there is a client, the error says how to get one', async () => {
  assert.throws(() => new Engagements(), { code: 'not_connected', message: /await Engagements\.connect/ });
  const connecting = Engagements.connect({ accessToken: 'x' });
  for (const name of ['get', 'list', 'create', 'close'])
    assert.throws(() => connecting[name](), { code: 'not_connected', message: new RegExp(`${name}.*await`) });
  assert.ok((await connecting) instanceof Engagements);
});

test('the slim entry says that it needs the file, and shares its classes with the main one', async () => {
  const slim = await import(new URL('../dist/slim.js', import.meta.url));
  assert.equal(slim.Engagements, Engagements);
});

test('a signal that times out is the cause', async () => {
  const { hubspot } = await canned(() => new Promise(() => {}));
  const error = await hubspot.get(1, { signal: AbortSignal.timeout(20) }).catch((error) => error);
  assert.ok(error instanceof CancelledError, error.stack);
  assert.equal(error.cause.name, 'TimeoutError');
});

for (const end of ['free', 'close', Symbol.dispose, Symbol.asyncDispose]) {
  test(`${String(end)} ends a client, twice too`, async () => {
    const { hubspot } = await canned(() => json(record(1)));
    await hubspot[end]();
    await hubspot[end]();
    await assert.rejects(hubspot.get(1), { code: 'closed' });
  });
}

for (const end of ['free', Symbol.dispose, Symbol.asyncDispose]) {
  test(`${String(end)} ends a page, twice too`, async () => {
    const { hubspot } = await canned(pages([record(1)]));
    const page = await hubspot.list();
    await page[end]();
    await page[end]();
    assert.throws(() => page.get(0), { code: 'closed', message: /freed/ });
  });
}

test('toArray gathers as much as is asked for, and asks for no more pages than that needs', async () => {
  const three = () => pages([record(1), record(2)], [record(3), record(4)], [record(5)]);
  const ids = (engagements) => engagements.map(({ engagement }) => engagement.id).join(' ');
  for (const [options, expected, requests] of [
    [undefined, '1 2 3 4 5', 3],
    [{}, '1 2 3 4 5', 3],
    [{ limit: 9 }, '1 2 3 4 5', 3],
    [{ limit: 3 }, '1 2 3', 2],
    [{ limit: 2 }, '1 2', 1],
    [{ limit: 0 }, '', 0],
  ]) {
    const { hubspot, sent } = await canned(three());
    assert.deepEqual([ids(await hubspot.list().toArray(options)), sent.length], [expected, requests]);
  }
});

for (const limit of [-1, 1.5, Number.NaN, '3', null]) {
  test(`toArray refuses the limit ${JSON.stringify(limit)}`, async () => {
    const { hubspot, sent } = await canned(pages([]));
    const error = await hubspot
      .list()
      .toArray({ limit })
      .catch((error) => error);
    assert.deepEqual([error.code, error.issues[0].pointer, sent.length], ['validation', '/limit', 0]);
  });
}

/** Whether all of these are collected in the end. */
async function areCollected(refs) {
  for (let round = 0; round < 50; round++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    collect();
    if (refs.every((ref) => ref.deref() === undefined)) return true;
  }
  return false;
}

test('pages and iterators that were dropped are collected, though client and signal live on', async () => {
  let count = 0;
  const { hubspot } = await canned(() => json({ results: [record(1)], hasMore: true, offset: ++count }));
  const { signal } = new AbortController();
  const refs = [];
  const drop = async () => {
    const walk = hubspot.list({ signal })[Symbol.asyncIterator]();
    await walk.next();
    refs.push(new WeakRef(walk), new WeakRef(await hubspot.list({ signal })));
  };
  for (let round = 0; round < 20; round++) await drop();
  assert.equal(await areCollected(refs), true);
  hubspot.close();
});

test('a client does not keep the conversation of an iterator that was dropped', async () => {
  const underWay = new UnderWay();
  const begin = () => {
    const conversation = {};
    conversation.ref = new WeakRef(conversation);
    underWay.begin(conversation);
    return conversation;
  };
  const { ref } = begin();
  const kept = begin();
  assert.equal(await areCollected([ref]), true);
  assert.deepEqual([...underWay], [kept]);
  underWay.end(kept);
  assert.deepEqual([...underWay], []);
});

test('a call that nobody holds goes on to its end all the same', async () => {
  let answer;
  const { hubspot, sent } = await canned(() => new Promise((resolve) => (answer = resolve)));
  let seen;
  hubspot.get(1).then((engagement) => {
    seen = engagement.engagement.id;
  });
  await areCollected([new WeakRef({})]);
  answer(json(record(1)));
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual([seen, sent.length], ['1', 1]);
});
