import assert from 'node:assert/strict';
import test from 'node:test';
import { CancelledError } from 'hubspot-engagements';
import { canned, json, pages, record } from './support/canned.mjs';

const never = () => new Promise(() => {});

test('a signal that was aborted before sends nothing', async () => {
  const { hubspot, sent } = await canned(never);
  const error = await hubspot.get(1, { signal: AbortSignal.abort('enough') }).catch((error) => error);
  assert.ok(error instanceof CancelledError, error.stack);
  assert.deepEqual([error.cause, error.attempts, sent.length], ['enough', 0, 0]);
});

// gloo-net traps on a reason that is no Error, and a promise of its would never settle.
for (const reason of ['a text', undefined, { code: 7 }, new Error('an error')]) {
  test(`giving up with the reason ${reason}`, async () => {
    const { hubspot, sent } = await canned(never);
    const controller = new AbortController();
    const pending = hubspot.get(1, { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 5);
    const error = await pending.catch((error) => error);
    assert.ok(error instanceof CancelledError, error.stack);
    assert.equal(error.cause, controller.signal.reason);
    assert.equal(sent[0].signal.aborted, true);
    assert.notEqual(sent[0].signal, controller.signal);
  });
}

test('a create that was given up may have been applied', async () => {
  const { hubspot } = await canned(never);
  const controller = new AbortController();
  const pending = hubspot.create(
    { engagement: { type: 'NOTE' }, metadata: {} },
    { signal: controller.signal },
  );
  setTimeout(() => controller.abort(), 5);
  const error = await pending.catch((error) => error);
  assert.deepEqual([error.name, error.mayHaveBeenApplied], ['CancelledError', true]);
  assert.equal(error.ticket.type, 'NOTE');
});

const oauth = { clientId: 'a', clientSecret: 'b', refreshToken: 'c' };
const endless = () => new Response(new ReadableStream({ pull: never }));
const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Unlike `AbortSignal.timeout` it keeps Node from ending before. */
function abortedAfter(ms) {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), ms);
  return controller.signal;
}

/** Where a call can be when it is given up, and how many requests have left by then. */
const STATES = {
  'asking for a token': [{ accessToken: never }, never, 0],
  'refreshing its token': [{ accessToken: undefined, oauth }, never, 1],
  'waiting for its turn': [{ rateLimit: 1 }, () => json(record(1)), 1],
  'waiting for the head': [{}, never, 1],
  'reading the body': [{}, endless, 1],
  'waiting to try again': [{}, () => new Response('', { status: 503 }), 1],
};

for (const [state, [options, answer, wanted]] of Object.entries(STATES)) {
  test(`giving up while ${state}`, async () => {
    const { hubspot, sent } = await canned(answer, options);
    if (options.rateLimit) await hubspot.get(1);
    const signal = abortedAfter(20);
    const error = await hubspot.get(1, { signal }).then(assert.fail, (error) => error);
    assert.ok(error instanceof CancelledError && error.cause === signal.reason, error.stack);
    await later(10);
    assert.equal(sent.length, wanted);
  });
}

test('a create that is given up while its ticket is being kept is not sent, and the ticket closed', async () => {
  const entries = [];
  const controller = new AbortController();
  const journal = async (entry) => {
    controller.abort();
    await later(5);
    entries.push(entry);
  };
  const { hubspot, sent } = await canned(never, { journal });
  const { signal } = controller;
  const error = await hubspot
    .create({ engagement: { type: 'NOTE' }, metadata: {} }, { signal })
    .catch((e) => e);
  assert.deepEqual([error.name, error.mayHaveBeenApplied, sent.length], ['CancelledError', false, 0]);
  assert.deepEqual(
    entries.map(({ type, outcome }) => outcome ?? type),
    ['opened', 'not_created'],
  );
});

test('whoever gives up asking for a token leaves it to the next', async () => {
  let asked = 0;
  const accessToken = () => (++asked === 1 ? never() : 'token');
  const { hubspot } = await canned(() => json(record(1)), { accessToken });
  await assert.rejects(hubspot.get(1, { signal: abortedAfter(10) }), CancelledError);
  assert.equal((await hubspot.get(1)).engagement.id, '1');
  assert.equal(asked, 2);
});

test('a wait between attempts ends at once', async () => {
  const { hubspot, sent } = await canned(() => new Response('', { status: 503 }));
  const pending = hubspot.get(1, { signal: AbortSignal.timeout(20) });
  const began = performance.now();
  const error = await pending.catch((error) => error);
  assert.ok(error instanceof CancelledError && error.cause.name === 'TimeoutError', error.stack);
  assert.ok(performance.now() - began < 400);
  assert.equal(sent.length, 1);
});

test('a walk ends in its middle', async () => {
  const { hubspot, sent } = await canned(pages([record(1)], [record(2)]));
  const controller = new AbortController();
  await assert.rejects(async () => {
    for await (const _ of hubspot.list({ signal: controller.signal })) controller.abort();
  }, CancelledError);
  assert.equal(sent.length, 1);
});

test('closing gives up what is under way, and nothing can be started', async () => {
  const { hubspot } = await canned(never);
  const pending = [hubspot.get(1), hubspot.get(2)];
  setTimeout(() => hubspot.close(), 5);
  for (const outcome of await Promise.allSettled(pending))
    assert.ok(outcome.reason instanceof CancelledError);
  hubspot.close();
  await assert.rejects(hubspot.get(1), { code: 'closed' });
});

test('a signal keeps nothing of a call that ended', async () => {
  const { hubspot } = await canned(() => json(record(1)));
  const controller = new AbortController();
  let listeners = 0;
  const { signal } = controller;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...given) => [listeners++, add(...given)];
  signal.removeEventListener = (...given) => [listeners--, remove(...given)];
  await hubspot.get(1, { signal });
  assert.equal(listeners, 0);
});
