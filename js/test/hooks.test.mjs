import assert from 'node:assert/strict';
import test from 'node:test';
import {
  AuthenticationError,
  EngagementsError,
  errorFrom,
  note,
  RateLimitError,
  ValidationError,
} from 'hubspot-engagements';
import { canned, clock, json, record } from './support/canned.mjs';

const NOTE = note({ body: 'hello' });
const EXPIRED = { status: 'error', message: 'expired', category: 'EXPIRED_AUTHENTICATION' };
const later = () => new Promise((resolve) => setTimeout(resolve, 2));

/** Answers tokens other than this one as expired. */
function accepting(token, answer = () => json(record(1))) {
  return (request, count) => {
    const isFine = request.headers.authorization === `Bearer ${token}`;
    return isFine ? answer(request, count) : json(EXPIRED, { status: 401 });
  };
}

/** A service that also gives out tokens, each good for half an hour. */
function withTokens(answer = () => json(record(1)), more = {}) {
  let given = 0;
  return (request, count) => {
    if (!request.url.endsWith('/oauth/v1/token')) return answer(request, count);
    given += 1;
    return json({ access_token: `access-canary-${given}`, expires_in: 1800, ...more });
  };
}

const oauth = { clientId: 'client', clientSecret: 'secret-canary', refreshToken: 'refresh-canary' };

test('a thousand calls with an expired token ask for another one once', async () => {
  const asked = [];
  const accessToken = async ({ rejected }) => {
    asked.push(rejected);
    await later();
    return rejected ? 'new' : 'old';
  };
  const { hubspot } = await canned(accepting('new'), { accessToken });
  const found = await Promise.all(Array.from({ length: 1000 }, () => hubspot.get(1)));
  assert.equal(found.length, 1000);
  assert.deepEqual(asked, [false, true]);
});

test('a provider may answer at once, and what it gives is checked', async () => {
  const { hubspot } = await canned(accepting('plain'), { accessToken: () => 'plain' });
  assert.equal((await hubspot.get(1)).engagement.id, '1');
  for (const wrong of ['', 'canary\nend', 5]) {
    const { hubspot, sent } = await canned(accepting('x'), { accessToken: () => wrong });
    const error = await hubspot.get(1).catch((error) => error);
    assert.ok(error instanceof ValidationError, error.stack);
    assert.equal(error.issues[0].pointer, '/accessToken');
    assert.ok(!error.message.includes('canary'));
    assert.equal(sent.length, 0);
  }
  const { hubspot: without } = await canned(accepting('x'), { accessToken: () => undefined });
  await assert.rejects(without.get(1), AuthenticationError);
});

test('what a provider throws is what the call rejects with, and the next call asks again', async () => {
  // A RangeError is what a trap of WebAssembly's can look like.
  for (const reason of [new RangeError('vault is closed'), { code: 'x', message: 'y' }, undefined]) {
    let asked = 0;
    const accessToken = async () => {
      asked += 1;
      if (asked === 1) throw reason;
      return 'good';
    };
    const { hubspot, sent } = await canned(accepting('good'), { accessToken });
    const thrown = await hubspot.get(1).then(assert.fail, (error) => error);
    assert.equal(thrown, reason);
    assert.equal(sent.length, 0);
    assert.equal((await hubspot.get(1)).engagement.id, '1');
  }
});

test('an OAuth app gets its token, and a new refresh token is kept before it is used', async () => {
  const order = [];
  const answer = (request) => {
    order.push(request.headers.authorization);
    return json(record(1));
  };
  const onRefreshToken = async (token) => {
    await later();
    order.push(token);
  };
  const service = withTokens(answer, { refresh_token: 'replaced-canary' });
  const { hubspot, sent } = await canned(service, { accessToken: undefined, oauth, onRefreshToken });
  await hubspot.get(1);
  assert.deepEqual(order, ['replaced-canary', 'Bearer access-canary-1']);
  await Promise.all(Array.from({ length: 50 }, () => hubspot.get(1)));
  assert.equal(sent.length, 52);
  const form = new URLSearchParams(sent[0].body);
  assert.deepEqual(
    ['grant_type', 'client_id', 'client_secret', 'refresh_token'].map((key) => form.get(key)),
    ['refresh_token', oauth.clientId, oauth.clientSecret, oauth.refreshToken],
  );
});

test('a thousand calls without a token get one refresh', async () => {
  const { hubspot, sent } = await canned(withTokens(), { accessToken: undefined, oauth });
  await Promise.all(Array.from({ length: 1000 }, () => hubspot.get(1)));
  assert.equal(sent.filter(({ url }) => url.endsWith('/oauth/v1/token')).length, 1);
});

test('a refresh token that cannot be kept ends the call that needed it', async (t) => {
  const service = withTokens(undefined, { refresh_token: 'canary' });
  const onRefreshToken = () => Promise.reject(new Error('disk full'));
  const { hubspot, sent } = await canned(service, { accessToken: undefined, oauth, onRefreshToken });
  await assert.rejects(hubspot.get(1), /disk full/);
  assert.equal(sent.length, 1);
  const warn = t.mock.method(console, 'warn', () => {});
  const { hubspot: careless } = await canned(service, { accessToken: undefined, oauth });
  await careless.get(1);
  assert.match(warn.mock.calls[0].arguments[0], /onRefreshToken/);
  assert.ok(!warn.mock.calls[0].arguments[0].includes('canary'));
});

test('a ticket is kept before its create is sent, and closed behind it', async () => {
  const order = [];
  const journal = async (entry) => {
    await later();
    order.push(entry);
  };
  const answer = () => {
    order.push('sent');
    return json(record(7));
  };
  const { hubspot } = await canned(answer, { journal });
  await hubspot.create(NOTE);
  const [opened, sent, closed] = order;
  assert.deepEqual([opened.type, opened.ticket.type, sent], ['opened', 'NOTE', 'sent']);
  assert.deepEqual(closed, { type: 'closed', ticketId: opened.ticket.id, outcome: 'created', id: '7' });
  assert.equal(opened.ticket.mayHaveBeenResent, false);
  await hubspot.get(1);
  assert.equal(order.length, 4);
});

test('a ticket that cannot be kept keeps its create from being sent', async (t) => {
  const reason = new RangeError('no room');
  const journal = ({ type }) => {
    if (type === 'opened') throw reason;
  };
  const { hubspot, sent } = await canned(() => json(record(1)), { journal });
  await assert.rejects(hubspot.create(NOTE), reason);
  assert.equal(sent.length, 0);
  // A record that exists is worth more than the complaint about its entry.
  const reported = t.mock.method(console, 'error', () => {});
  const { hubspot: forgetful } = await canned(() => json(record(1)), {
    journal: async ({ type }) => {
      if (type === 'closed') throw reason;
    },
  });
  assert.equal((await forgetful.create(NOTE)).engagement.id, '1');
  assert.equal(reported.mock.calls[0].arguments[0], reason);
});

test('the journal says how a create ended', async () => {
  const answers = {
    unknown: () => new Response('', { status: 502 }),
    not_created: () => json({ message: 'no' }, { status: 400 }),
  };
  for (const [outcome, answer] of Object.entries(answers)) {
    const entries = [];
    const journal = (entry) => void entries.push(entry);
    const { hubspot } = await canned(answer, { journal });
    const error = await hubspot.create(NOTE).catch((error) => error);
    assert.deepEqual(
      entries.map(({ type, outcome }) => outcome ?? type),
      ['opened', outcome],
    );
    assert.deepEqual(error.ticket, outcome === 'unknown' ? entries[0].ticket : undefined);
  }
});

test('a retried call tells what it does', async () => {
  const events = [];
  const answer = (_, count) => (count === 1 ? new Response('', { status: 503 }) : json(record(1)));
  const onEvent = (event) => events.push(event);
  const { hubspot } = await canned(answer, { onEvent, testing: clock() });
  await hubspot.get(1);
  const url = 'https://api.hubapi.com/engagements/v1/engagements/1';
  const request = { type: 'request', operation: 'engagements.get', method: 'GET', url };
  assert.deepEqual(
    events.filter(({ type }) => type === 'request'),
    [
      { ...request, attempt: 1 },
      { ...request, attempt: 2 },
    ],
  );
  assert.deepEqual(
    events.map(({ type, status, reason }) => [type, status ?? reason]),
    [
      ['request', undefined],
      ['response', 503],
      ['retry', '503'],
      ['request', undefined],
      ['response', 200],
    ],
  );
  assert.ok(events[2].waitMs >= 500 && events[2].waitMs <= 1000);
});

test('a listener that fails is reported, and harms nothing', async (t) => {
  const reported = t.mock.method(console, 'error', () => {});
  const listeners = [
    () => {
      throw new Error('at once');
    },
    () => Promise.reject(new Error('later')),
  ];
  for (const onEvent of listeners) {
    const { hubspot } = await canned(() => json(record(1)), { onEvent });
    assert.equal((await hubspot.get(1)).engagement.id, '1');
  }
  await later();
  assert.deepEqual(
    reported.mock.calls.map(({ arguments: [error] }) => error.message),
    ['at once', 'at once', 'later', 'later'],
  );
});

test('no secret stands in an event, an entry or an error', async () => {
  const heard = [];
  const hear = (heardOf) => void heard.push(heardOf);
  const secrets = ['secret-canary', 'refresh-canary', 'access-canary', 'provided-canary'];
  const echo = (request) =>
    json({ message: JSON.stringify(request) }, { status: 401, headers: request.headers });
  for (const options of [
    { accessToken: undefined, oauth },
    { accessToken: () => 'provided-canary' },
    { accessToken: 'provided-canary' },
  ]) {
    const given = { ...options, onEvent: hear, journal: hear, maxAttempts: 1 };
    const { hubspot } = await canned(withTokens(echo), given);
    await hubspot.create(NOTE).catch(hear);
  }
  const revoking = (request) => json({ message: request.body, status: 'BAD_REFRESH_TOKEN' }, { status: 400 });
  const { hubspot } = await canned(revoking, { accessToken: undefined, oauth, onEvent: hear });
  await hubspot.get(1).catch(hear);
  const text = heard.map((each) => JSON.stringify(each) + String(each?.stack)).join('\n');
  assert.ok(heard.length > 8 && text.includes('***'), text);
  for (const secret of secrets) assert.ok(!text.includes(secret), `${secret} in ${text}`);
});

test('when trying again makes sense is a Date, and crosses as data', async () => {
  const headers = { 'retry-after': '3600', date: new Date(0).toUTCString() };
  const { hubspot } = await canned(() => json({ policyName: 'DAILY' }, { status: 429, headers }));
  const error = await hubspot.get(1).catch((error) => error);
  assert.ok(error instanceof RateLimitError && error.retryAt instanceof Date, error.stack);
  assert.ok(error.retryAt > new Date());
  assert.deepEqual(errorFrom(structuredClone(error.details)).retryAt, error.retryAt);
});

test('a hook that is no function is refused by its name', async () => {
  for (const name of ['onEvent', 'journal', 'onRefreshToken']) {
    const error = await canned(undefined, { [name]: 'x' }).catch((error) => error);
    assert.ok(error instanceof EngagementsError, error.stack);
    assert.equal(error.issues[0].pointer, `/${name}`);
  }
  const error = await canned(undefined, { accessToken: undefined, oauth: { clientId: 5 } }).catch((e) => e);
  assert.ok(
    error.issues.some(({ pointer }) => pointer === '/oauth/clientSecret'),
    error.message,
  );
});
