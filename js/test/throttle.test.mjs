import assert from 'node:assert/strict';
import test from 'node:test';
import { canned, clock, json, record } from './support/canned.mjs';

/** The most that were sent in any ten seconds. */
function busiest(times) {
  return Math.max(
    ...times.map((from) => times.filter((time) => time >= from && time < from + 10_000).length),
  );
}

test('32 calls at once keep to the limit', async () => {
  const testing = clock();
  const times = [];
  const answer = () => {
    times.push(testing.now());
    return json(record(1));
  };
  const waits = [];
  const onEvent = ({ type, waitMs }) => type === 'throttle' && waits.push(waitMs);
  const { hubspot } = await canned(answer, { rateLimit: 10, testing, onEvent });
  const ids = Array.from({ length: 32 }, (_, index) => index + 1);
  await Promise.all(ids.map((id) => hubspot.get(id)));
  assert.equal(times.length, 32);
  assert.ok(busiest(times) <= 10, `${busiest(times)} in ten seconds`);
  assert.ok(times.at(-1) - times[0] >= 30_000 && times.at(-1) - times[0] < 45_000);
  assert.ok(waits.length >= 22 && waits.every((wait) => wait > 0));
});

test('a call that gives up in the queue leaves its place to others', async () => {
  const testing = clock();
  const times = [];
  const answer = () => {
    times.push(testing.now());
    return json(record(1));
  };
  const { hubspot } = await canned(answer, { rateLimit: 1, testing });
  const first = hubspot.get(1);
  const controller = new AbortController();
  const queued = [2, 3, 4].map((id) => hubspot.get(id, { signal: controller.signal }));
  const last = hubspot.get(5);
  controller.abort();
  const outcomes = await Promise.allSettled([first, ...queued, last]);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'rejected', 'rejected', 'rejected', 'fulfilled'],
  );
  assert.equal(times.length, 2);
  assert.ok(times[1] - times[0] < 20_000, `${times[1] - times[0]} ms`);
});
