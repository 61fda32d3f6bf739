import assert from 'node:assert/strict';
import test from 'node:test';
import { ResponseError } from 'hubspot-engagements';
import { canned, json, pages, record } from './support/canned.mjs';

test('nothing is sent before somebody looks', async () => {
  const { hubspot, sent } = await canned(pages([]));
  const listing = hubspot.list();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(sent.length, 0);
  await listing;
  assert.equal(sent.length, 1);
});

test('awaiting gives the first page, and asks for it once', async () => {
  const { hubspot, sent } = await canned(pages([record(1), record(2)], [record(3)]));
  const listing = hubspot.list();
  const page = await listing;
  assert.equal(await listing, page);
  assert.deepEqual([page.length, page.next, page.total, sent.length], [2, '1', undefined, 1]);
  assert.deepEqual(
    [page.ids, page.types, [...page.lastUpdated]],
    [
      ['1', '2'],
      ['NOTE', 'NOTE'],
      [1, 2],
    ],
  );
  assert.deepEqual(page.get(1), { ...record(2), engagement: { id: '2', type: 'NOTE', lastUpdated: 2 } });
  for (const index of [2, -1, 0.5, Number.NaN]) assert.equal(page.get(index), undefined);
});

test('iterating goes on over empty pages, and asks for a page only when it is needed', async () => {
  const { hubspot, sent } = await canned(pages([record(1)], [], [record(2)]));
  const seen = [];
  for await (const engagement of hubspot.list()) seen.push([engagement.engagement.id, sent.length]);
  assert.deepEqual(seen, [
    ['1', 1],
    ['2', 3],
  ]);
});

test('breaking off sends nothing more', async () => {
  const { hubspot, sent } = await canned(pages([record(1)], [record(2)]));
  for await (const _ of hubspot.list()) break;
  assert.equal(sent.length, 1);
});

test('one bad record does not harm its neighbours', async () => {
  const bad = { engagement: { id: 2, type: 'NOTE' }, metadata: { body: 5 } };
  const { hubspot } = await canned(() => json({ results: [record(1), bad, record(3)], hasMore: false }));
  const page = await hubspot.list();
  assert.throws(
    () => page.get(1),
    (error) => {
      assert.ok(error instanceof ResponseError);
      assert.deepEqual([error.path, error.operation], ['/metadata/body', 'engagements.list']);
      assert.equal(JSON.parse(error.body).metadata.body, 5);
      return true;
    },
  );
  assert.deepEqual([page.get(0).engagement.id, page.get(2).engagement.id], ['1', '3']);
  assert.throws(() => page.items, ResponseError);
  const seen = [];
  await assert.rejects(async () => {
    for await (const engagement of hubspot.list()) seen.push(engagement.engagement.id);
  }, ResponseError);
  assert.deepEqual(seen, ['1']);
});

test('a page that was freed says so', async () => {
  const { hubspot } = await canned(pages([record(1)]));
  const page = await hubspot.list();
  page.free();
  page.free();
  assert.throws(() => page.get(0), { code: 'closed' });
});

test('exact integers survive both ways', async () => {
  const body =
    '{"engagement":{"id":9007199254740993,"type":"NOTE","timestamp":636418459634654854},"metadata":{}}';
  const { hubspot, sent } = await canned(() => new Response(body));
  const engagement = await hubspot.get(9007199254740993n);
  assert.match(sent[0].url, /\/9007199254740993$/);
  assert.equal(engagement.engagement.id, '9007199254740993');
  assert.equal(engagement.engagement.timestamp, '636418459634654854');
  await hubspot.create({
    engagement: { type: 'NOTE', ownerId: '9007199254740993' },
    metadata: { future: 2n ** 63n },
  });
  assert.match(sent[1].body, /"ownerId":9007199254740993/);
  assert.match(sent[1].body, /"future":9223372036854775808/);
});
