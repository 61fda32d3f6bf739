// Incremental sync as JavaScript sees it; what it asks for and delivers is in the vectors.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { CancelledError, Engagements, SuspiciousDeletesError, ValidationError } from 'hubspot-engagements';
import { canned, json } from './support/canned.mjs';
import { startEmulator } from './support/emulator.mjs';

const emulator = await startEmulator('--engagements', '600');
after(() => emulator.stop());
const { base_url: baseUrl, token: accessToken } = emulator.info;
const connect = (options) => Engagements.connect({ baseUrl, accessToken, rateLimit: 0, ...options });

/** Ids of a sync's upserts, and its last checkpoint; `most` breaks it off after so many batches. */
async function taken(sync, most = Number.POSITIVE_INFINITY) {
  const ids = [];
  let [checkpoint, batches] = [undefined, 0];
  for await (const batch of sync.batches()) {
    ids.push(...batch.upserts.map(({ engagement }) => engagement.id));
    checkpoint = batch.checkpoint;
    batches += 1;
    if (batches >= most) break;
  }
  return { ids, checkpoint, batches };
}

test('nothing is sent before it is iterated', async () => {
  const { hubspot, sent } = await canned(() => json({ results: [], hasMore: false }));
  hubspot.sync().batches();
  hubspot.sync();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(sent.length, 0);
});

test('changes come one by one, a checkpoint behind those of each batch', async () => {
  const hubspot = await connect();
  const kinds = [];
  for await (const { kind } of hubspot.sync(null, { limit: 100 })) kinds.push(kind);
  const found = kinds.join(' ').match(/^(?:(?:upsert ){1,100}checkpoint ?)+(?:checkpoint ?)*$/);
  assert.ok(found, kinds.join(' '));
  hubspot.close();
});

for (const parallel of [1, 4]) {
  test(`a sync that was broken off goes on where it was, ${parallel} at a time`, async () => {
    const hubspot = await connect();
    const all = new Set((await taken(hubspot.sync())).ids);
    assert.ok(all.size >= 600);
    const first = await taken(hubspot.sync(undefined, { limit: 50, parallel }), 2);
    assert.ok(first.ids.length > 0 && first.ids.length < all.size);
    const rest = await taken(hubspot.sync(JSON.stringify(first.checkpoint), { limit: 50, parallel }));
    assert.deepEqual(new Set([...first.ids, ...rest.ids]), all);
    assert.ok(rest.ids.length < all.size);
    const nothing = await taken(hubspot.sync(rest.checkpoint));
    assert.deepEqual(nothing.ids, []);
    assert.ok(nothing.checkpoint.epoch > rest.checkpoint.epoch);
    hubspot.close();
  });
}

test('what is read has its toJSON', async () => {
  const hubspot = await connect();
  const { value } = await hubspot.sync().batches().next();
  const [engagement] = value.upserts;
  assert.equal(typeof JSON.parse(JSON.stringify(engagement)).engagement.id, 'number');
  hubspot.close();
});

test('all that is wrong with the options is told at once, and without a request', async () => {
  const { hubspot, sent } = await canned(() => json({}));
  const sync = hubspot.sync('nonsense', { overlapMs: 5, parallel: 99, sweeep: true });
  const error = await sync
    .batches()
    .next()
    .catch((error) => error);
  assert.ok(error instanceof ValidationError);
  const pointers = error.issues.map(({ pointer }) => pointer).sort();
  assert.deepEqual(pointers, ['/checkpoint', '/overlapMs', '/parallel', '/sweeep']);
  assert.equal(sent.length, 0);
});

test('so much is gone that it asks', async () => {
  const hubspot = await connect();
  const { ids, checkpoint } = await taken(hubspot.sync());
  const known = [
    ...ids.map(BigInt),
    ...Array.from({ length: 200 }, (_, index) => 10n ** 12n + BigInt(index)),
  ];
  known.sort((a, b) => Number(a - b));
  await assert.rejects(taken(hubspot.sync(checkpoint, { sweep: true, known })), SuspiciousDeletesError);
  const gone = [];
  for await (const change of hubspot.sync(checkpoint, { sweep: true, known, maxDeletes: 200 }))
    if (change.kind === 'deleted') gone.push(change.id);
  assert.equal(gone.length, 200);
  hubspot.close();
});

test('what is held is told again only where it changed', async () => {
  const hubspot = await connect();
  const held = new Map();
  let stored;
  for await (const change of hubspot.sync())
    if (change.kind === 'upsert') held.set(BigInt(change.engagement.engagement.id), change.digest);
    else stored = change.checkpoint;
  const ids = [...held.keys()].sort((a, b) => Number(a - b));
  const known = { ids, digests: ids.map((id) => held.get(id)) };
  known.digests[7] = String(BigInt(known.digests[7]) ^ 1n);
  const again = await taken(hubspot.sync(stored, { sweep: true, known }));
  assert.deepEqual(again.ids, [String(ids[7])]);
  hubspot.close();
});

for (const parallel of [1, 3]) {
  test(`giving up in the middle, ${parallel} at a time`, async () => {
    const controller = new AbortController();
    const hubspot = await connect();
    const { signal } = controller;
    const error = await (async () => {
      for await (const _ of hubspot.sync(null, { limit: 20, parallel, signal })) controller.abort('enough');
    })().catch((error) => error);
    assert.ok(error instanceof CancelledError, error);
    assert.equal(error.cause, 'enough');
    assert.equal(error.operation, 'engagements.sync');
    hubspot.close();
  });

  test(`what the token’s function throws in the middle is what a sync rejects with, ${parallel} at a time`, async () => {
    let [asked, served] = [0, 0];
    const reason = new Error('no more tokens');
    const hubspot = await connect({
      accessToken: () => {
        asked += 1;
        if (asked > 1) throw reason;
        return accessToken;
      },
      fetch: async (url, init) => {
        served += 1;
        if (served > 6) return json({ category: 'EXPIRED_AUTHENTICATION' }, { status: 401 });
        return fetch(url, init);
      },
    });
    await assert.rejects(taken(hubspot.sync(null, { limit: 20, parallel })), reason);
    hubspot.close();
  });
}
