// Every recorded engagement is read through the client, written back, and is the same JSON value.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { ResponseError, toWire } from 'hubspot-engagements';
import { canned } from './support/canned.mjs';
import { counted } from './support/counted.mjs';
import { difference, parseExact } from './support/exact-json.mjs';

const beside = fileURLToPath(new URL('../../../shared', import.meta.url));
const recordings = `${process.env.ENGAGEMENTS_SHARED ?? beside}/recordings`;

async function* recordedBodies() {
  for (const file of await readdir(recordings)) {
    if (!file.endsWith('.json')) continue;
    const { body } = JSON.parse(await readFile(`${recordings}/${file}`, 'utf8')).response;
    try {
      yield parseExact(body);
    } catch {
      // Not JSON: no engagement either.
    }
  }
}

/** The recorded engagements as text, from single answers and from pages. */
async function engagements() {
  const found = [];
  const isEngagement = (value) => typeof value?.engagement === 'object' && value.engagement !== null;
  for await (const body of recordedBodies()) {
    if (isEngagement(body)) found.push(body);
    if (Array.isArray(body?.results)) found.push(...body.results.filter(isEngagement));
  }
  return found;
}

test('every recorded engagement is written back as it came', { skip: !existsSync(recordings) }, async () => {
  const recorded = await engagements();
  const { hubspot } = await canned((_, count) => new Response(exactText(recorded[count - 1])));
  for (const value of recorded) {
    const engagement = await hubspot.get(1);
    assert.equal(difference(parseExact(toWire(engagement)), value), undefined);
    // What the service documents needs nothing but its key.
    assert.equal(difference(parseExact(toWire(structuredClone(engagement))), value), undefined);
    assert.equal(difference(parseExact(JSON.stringify(engagement)), written(value)), undefined);
  }
  const results = recorded.map(exactText).join(',');
  const paged = await canned(() => new Response(`{"results":[${results}],"hasMore":false,"offset":0}`));
  const page = await paged.hubspot.list();
  assert.equal(page.length, recorded.length);
  for (const [index, engagement] of page.items.entries()) {
    assert.equal(difference(parseExact(toWire(engagement)), recorded[index]), undefined);
  }
  assert.equal(difference(parseExact(JSON.stringify(page)).results, written(recorded)), undefined);
  assert.equal(recorded.length, 621);
  counted('recorded engagements that came back equal', recorded.length);
});

/** What `JSON.stringify` is to write: large integers are texts where it cannot write their digits. */
function written(value) {
  if (JSON.rawJSON) return value;
  return JSON.parse(JSON.stringify(value, (_, leaf) => (typeof leaf === 'bigint' ? String(leaf) : leaf)));
}

/** JSON text of a value with bigints. */
function exactText(value) {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(exactText)}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)}:${exactText(entry)}`)}}`;
}

/** The engagement that a service gives which answers with this text. */
async function read(text) {
  const { hubspot } = await canned(() => new Response(text));
  return hubspot.get(1);
}

test('unknown keys are written as they came, and edits as they are', async () => {
  const text =
    '{"engagement":{"id":9223372036854775807,"type":"NOTE","newId":5,"newNumber":9007199254740993},' +
    '"metadata":{"body":"b","x":{"ownerId":"7","list":[1,"2",{"someIds":["3",4]}],"pi":3.14159265358979323846}}}';
  const engagement = await read(text);
  assert.equal(toWire(engagement), text);

  engagement.engagement.newId = '6';
  engagement.engagement.ownerId = '8';
  engagement.metadata.body = '9';
  engagement.metadata.x.list.push('10');
  engagement.metadata.x.pi = 3;
  delete engagement.engagement.newNumber;
  assert.equal(
    toWire(engagement),
    '{"engagement":{"id":9223372036854775807,"type":"NOTE","newId":6,"ownerId":8},' +
      '"metadata":{"body":"9","x":{"ownerId":"7","list":[1,"2",{"someIds":["3",4]},"10"],"pi":3}}}',
  );
});

test('JSON.stringify gives the service’s shape of what a client gave, and of nothing else', async () => {
  const text =
    '{"engagement":{"id":12,"type":"NOTE","newId":5},"metadata":{"ownerId":"7","x":{"ownerId":"7"}}}';
  const engagement = await read(text);
  const inShape =
    '{"engagement":{"id":12,"type":"NOTE","newId":5},"metadata":{"ownerId":"7","x":{"ownerId":"7"}}}';
  assert.equal(JSON.stringify(engagement), inShape);
  assert.equal(JSON.stringify({ all: [engagement] }), `{"all":[${inShape}]}`);
  assert.deepEqual(Object.keys(engagement), ['engagement', 'metadata']);
  for (const copy of [structuredClone(engagement), { ...engagement }])
    assert.equal(JSON.parse(JSON.stringify(copy)).engagement.id, '12');
  engagement.metadata.body = 'edited';
  assert.match(JSON.stringify(engagement), /"body":"edited"/);
});

test('what is read can be sent again, its ids exact', async () => {
  const { hubspot, sent } = await canned(
    () =>
      new Response(
        '{"engagement":{"id":9007199254740993,"type":"NOTE","ownerId":9007199254740995},"metadata":{}}',
      ),
  );
  const { engagement, ...rest } = await hubspot.get(1);
  const read = await hubspot.get(1);
  assert.equal(read.engagement.id, engagement.id);
  read.engagement = { type: 'NOTE', ownerId: engagement.ownerId };
  await hubspot.create(read);
  assert.match(sent.at(-1).body, /"ownerId":9007199254740995\b/);
  assert.deepEqual(rest, { metadata: {} });
});

test('where a number cannot have all digits, JSON.stringify leaves the text of a large integer', {
  skip: Boolean(JSON.rawJSON) && 'this runtime writes all digits',
}, async () => {
  const engagement = await read('{"engagement":{"id":9007199254740993,"type":"NOTE"},"metadata":{"x":1}}');
  assert.equal(
    JSON.stringify(engagement),
    '{"engagement":{"id":"9007199254740993","type":"NOTE"},"metadata":{"x":1}}',
  );
});

test('a key of the service’s named toJSON is data', async () => {
  const text = '{"engagement":{"id":1,"type":"X"},"toJSON":{"a":1}}';
  assert.equal(toWire(await read(text)), text);
});

test('a page has the response as it was sent', async () => {
  const text =
    '{ "results": [{"engagement": {"id": 1, "type": "X"}}], "hasMore": false, "offset": 0, "new": 1.50 }';
  const { hubspot } = await canned(() => new Response(text));
  const page = await hubspot.list();
  assert.equal(page.raw, text);
  assert.deepEqual(JSON.parse(JSON.stringify(page)), JSON.parse(text));
  page.free();
  assert.throws(() => page.raw, /freed/);
});

test('an object that moved within its list keeps what it was', async () => {
  const engagement = await read(
    '{"engagement":{"id":1,"type":"X"},"metadata":{"list":[{"anId":1},{"anId":"2"},{"anId":3}]}}',
  );
  engagement.metadata.list.shift();
  assert.match(toWire(engagement), /"list":\[\{"anId":"2"\},\{"anId":3\}\]/);
});

test('a spread copy keeps what its inner objects were', async () => {
  const engagement = await read('{"engagement":{"id":1,"type":"X","newId":2},"metadata":{"otherId":3}}');
  const copy = { ...engagement, metadata: { ...engagement.metadata, body: 'x' } };
  assert.equal(
    toWire(copy),
    '{"engagement":{"id":1,"type":"X","newId":2},"metadata":{"otherId":"3","body":"x"}}',
  );
});

test('64 levels are read and written, and a million are refused without harm', async () => {
  const nested = (depth) =>
    `{"engagement":{"id":1,"type":"X","newId":2},"deep":${'['.repeat(depth)}1${']'.repeat(depth)}}`;
  assert.equal(toWire(await read(nested(63))), nested(63));
  await assert.rejects(read(nested(1_000_000)), ResponseError);
});

test('what cannot be written exactly is refused with its place', () => {
  const cycle = { engagement: {} };
  cycle.engagement.x = cycle;
  for (const [value, pointer, code] of [
    [{ metadata: { x: 2 ** 60 } }, '/metadata/x', 'unsafe_integer'],
    [{ metadata: { 'x/y~': [1, Number.NaN] } }, '/metadata/x~1y~0/1', 'not_finite'],
    [cycle, '/engagement/x', 'cycle'],
  ]) {
    assert.throws(
      () => toWire(value),
      (error) => {
        assert.equal(error.name, 'ValidationError');
        assert.deepEqual([error.issues[0].pointer, error.issues[0].code], [pointer, code]);
        return true;
      },
    );
  }
});
