import assert from 'node:assert/strict';
import test from 'node:test';
import {
  AmbiguousCreateError,
  AuthenticationError,
  CancelledError,
  note,
  ValidationError,
} from 'hubspot-engagements';
import { canned, clock, json, record } from './support/canned.mjs';

const NOTE = note({ body: 'hello', timestamp: 1_700_000_000_000 });
const many = (count) => Array.from({ length: count }, (_, index) => note({ body: `${index}` }));

async function collected(outcomes) {
  const all = [];
  for await (const outcome of outcomes) all.push(outcome);
  return all;
}

test('each of many creates has its own outcome, and a lost answer its ticket', async () => {
  const answers = [
    () => json(record(1)),
    () => json({ message: 'no' }, { status: 400 }),
    () => new Response('', { status: 502 }),
    () => json(record(4)),
  ];
  const { hubspot, sent } = await canned((_, count) => answers[count - 1]());
  const outcomes = await collected(hubspot.createMany([...many(3), {}, ...many(1)]));
  assert.deepEqual(
    outcomes.map(({ index, outcome, engagement, error }) => [
      index,
      outcome,
      engagement?.engagement.id,
      error?.code,
    ]),
    [
      [0, 'created', '1', undefined],
      [1, 'refused', undefined, 'bad_request'],
      [2, 'ambiguous', undefined, 'ambiguous_create'],
      [3, 'refused', undefined, 'validation'],
      [4, 'created', '4', undefined],
    ],
  );
  assert.ok(outcomes[2].error instanceof AmbiguousCreateError && outcomes[2].error.ticket.type === 'NOTE');
  assert.ok(outcomes[3].error instanceof ValidationError);
  assert.equal(sent.length, 4);
});

test('what no later item can escape is not tried with them', async () => {
  const refused = () => json({ category: 'INVALID_AUTHENTICATION' }, { status: 401 });
  const { hubspot, sent } = await canned(refused);
  const outcomes = await collected(hubspot.createMany(many(3)));
  assert.deepEqual(
    outcomes.map(({ outcome }) => outcome),
    ['refused', 'not_sent', 'not_sent'],
  );
  assert.ok(outcomes.every(({ error }) => error instanceof AuthenticationError));
  assert.equal(sent.length, 1);
});

test('nothing is sent before somebody iterates, and breaking off leaves the rest out', async () => {
  const { hubspot, sent } = await canned((_, count) => json(record(count)));
  const outcomes = hubspot.createMany(many(3));
  assert.equal(sent.length, 0);
  for await (const { outcome } of outcomes) {
    assert.equal(outcome, 'created');
    break;
  }
  assert.equal(sent.length, 1);
  const any = (function* () {
    yield* many(2);
  })();
  assert.equal((await collected(hubspot.createMany(any))).length, 2);
  await assert.rejects(collected(hubspot.createMany(5)), ValidationError);
  await assert.rejects(
    collected(hubspot.createMany([{ engagement: { ownerId: 2 ** 60 } }])),
    ValidationError,
  );
});

test('many creates are given up at once', async () => {
  const controller = new AbortController();
  const { hubspot, sent } = await canned((_, count) => json(record(count)));
  const outcomes = [];
  await assert.rejects(async () => {
    for await (const outcome of hubspot.createMany(many(3), { signal: controller.signal })) {
      outcomes.push(outcome);
      controller.abort('enough');
    }
  }, CancelledError);
  assert.deepEqual([outcomes.length, sent.length], [1, 1]);
});

test('a lost create is found again, once or twice', async () => {
  for (const [copies, wanted] of [
    [1, 'created'],
    [2, 'duplicated'],
  ]) {
    let created;
    const answer = ({ method, body }) => {
      if (method === 'POST') {
        created = JSON.parse(body);
        return new Response('', { status: 502 });
      }
      const lastUpdated = Date.now();
      const results = Array.from({ length: copies }, (_, index) => ({
        ...created,
        engagement: { ...created.engagement, id: index + 1, lastUpdated },
      }));
      return json({ results, hasMore: false, offset: copies, total: copies });
    };
    const { hubspot } = await canned(answer, { generateUids: true });
    const error = await hubspot.create(NOTE).catch((error) => error);
    assert.ok(error instanceof AmbiguousCreateError, error.stack);
    const kept = JSON.parse(JSON.stringify(error.ticket));
    const { outcome, exact, engagements } = await hubspot.reconcile(kept);
    assert.deepEqual([outcome, exact, engagements.length], [wanted, true, copies]);
    assert.equal(engagements[0].engagement.id, '1');
    assert.ok(!JSON.stringify(kept).includes('hello'));
  }
});

test('a create that is not to be found yet is looked for while there is time', async () => {
  const testing = clock();
  const empty = () => json({ results: [], hasMore: false, offset: 0, total: 0 });
  const lost = ({ method }) => (method === 'POST' ? new Response('', { status: 502 }) : empty());
  const { hubspot, sent } = await canned(lost, { testing });
  const { ticket } = await hubspot.create(NOTE).catch((error) => error);
  const began = testing.now();
  const { outcome, engagements } = await hubspot.reconcile(ticket, { waitMs: 30_000 });
  assert.deepEqual([outcome, engagements], ['unknown', []]);
  assert.ok(sent.length > 3 && testing.now() - began <= 31_000);
  await assert.rejects(hubspot.reconcile({}), ValidationError);
  await assert.rejects(hubspot.reconcile(ticket, { waitMs: -1 }), ValidationError);
});

test('associations that were not made show in what was', async () => {
  const failures = [{ associationType: 'CONTACT', message: 'no such contact' }];
  const events = [];
  const answer = () => json({ ...record(1), associationCreateFailures: failures });
  const { hubspot } = await canned(answer, { onEvent: (event) => events.push(event) });
  const { associationCreateFailures } = await hubspot.create(NOTE);
  assert.deepEqual(associationCreateFailures, failures);
  const told = events.find(({ type }) => type === 'partly_applied');
  assert.deepEqual(
    told.failures.map((text) => JSON.parse(text)),
    failures,
  );
});
