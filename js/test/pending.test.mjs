import assert from 'node:assert/strict';
import test from 'node:test';
import { call, note } from 'hubspot-engagements';
import { canned, json, record } from './support/canned.mjs';

const ID = { headers: { 'X-HubSpot-Correlation-Id': 'abc' } };

test('a result can be had with its response', async () => {
  const { hubspot } = await canned(() => json(record(1), ID));
  const pending = hubspot.get(1);
  const { data, response } = await pending.withResponse();
  assert.equal(data, await pending);
  assert.equal(data.engagement.id, '1');
  const { elapsedMs, headers, ...rest } = response;
  assert.deepEqual(rest, { status: 200, correlationId: 'abc', attempts: 1 });
  assert.ok(elapsedMs >= 0);
  assert.equal(headers['x-hubspot-correlation-id'], 'abc');
  assert.match(headers['content-type'], /json/);
});

test('cookies are none of the headers that are shown', async () => {
  const { hubspot } = await canned(() =>
    json(record(1), { headers: { 'Set-Cookie': 'canary-token', A: 'b' } }),
  );
  const { response } = await hubspot.get(1).withResponse();
  assert.deepEqual([response.headers['set-cookie'], response.headers.a], [undefined, 'b']);
});

test('the response is the last one, and says how often was asked', async () => {
  const { hubspot } = await canned(
    (_, count) => (count < 3 ? json({}, { status: 502 }) : json(record(1), ID)),
    {
      retryBaseMs: 1,
    },
  );
  const { response } = await hubspot.get(1).withResponse();
  assert.deepEqual([response.status, response.attempts], [200, 3]);
});

test('a caller of onEvent hears the same events as without', async () => {
  const heard = [];
  const { hubspot } = await canned(() => json(record(1)), { onEvent: ({ type }) => heard.push(type) });
  await hubspot.get(1).withResponse();
  assert.deepEqual(heard, ['request', 'response']);
});

test('calls of one operation at a time have their own responses', async () => {
  const answer = ({ url }) =>
    json(record(Number(url.at(-1))), { headers: { 'X-HubSpot-Correlation-Id': url.at(-1) } });
  const { hubspot } = await canned(answer);
  const all = await Promise.all([1, 2, 3].map((id) => hubspot.get(id).withResponse()));
  assert.deepEqual(
    all.map(({ data, response }) => [data.engagement.id, response.correlationId]),
    [
      ['1', '1'],
      ['2', '2'],
      ['3', '3'],
    ],
  );
});

test('what is looked up on the way is not the response', async () => {
  const answer = ({ url }) =>
    json(
      url.includes('dispositions')
        ? [{ id: 'f240bbac-87c9-4f6e-bf70-924b57d47db7', label: 'Connected' }]
        : record(1),
      {
        headers: { 'X-HubSpot-Correlation-Id': url.split('?')[0].split('/').at(-1) },
      },
    );
  const { hubspot, sent } = await canned(answer);
  const { response } = await hubspot.create(call({ disposition: 'Connected' })).withResponse();
  assert.equal(sent.length, 2);
  assert.equal(response.correlationId, 'engagements');
});

test('calls of different operations at a time have their own responses', async () => {
  const answer = ({ method }) => json(record(1), { status: method === 'POST' ? 201 : 200 });
  const { hubspot } = await canned(answer);
  const [read, made] = await Promise.all([
    hubspot.get(1).withResponse(),
    hubspot.create(note({})).withResponse(),
  ]);
  assert.deepEqual([read.response.status, made.response.status], [200, 201]);
});

test('what the client remembers has no response', async () => {
  const answer = ({ url }) => json(url.includes('/owners') ? { results: [] } : record(1));
  const { hubspot } = await canned(answer);
  assert.equal((await hubspot.owners().withResponse()).response.status, 200);
  assert.deepEqual(await hubspot.owners().withResponse(), { data: [], response: undefined });
});

test('a failed call rejects with the same error, either way', async () => {
  const { hubspot } = await canned(() =>
    json({}, { status: 404, headers: { 'content-type': 'application/json' } }),
  );
  const pending = hubspot.get(1);
  const error = await pending.withResponse().catch((error) => error);
  assert.equal(error.status, 404);
  assert.equal(await pending.catch((error) => error), error);
});

test('a call is a promise, and what then gives is a plain one', async () => {
  const { hubspot } = await canned(() => json(record(1)));
  const pending = hubspot.get(1);
  assert.ok(pending instanceof Promise);
  assert.equal(pending.then().constructor, Promise);
  await pending.finally(() => {});
});

test('a call is sent although nobody awaits it', async () => {
  const { hubspot, sent } = await canned(() => json(record(1)));
  hubspot.get(1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(sent.length, 1);
});
