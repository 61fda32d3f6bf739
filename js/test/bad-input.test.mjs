// What cannot be sent is refused with the field's name, what was given and what is allowed; nothing is sent.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Engagements, ValidationError } from 'hubspot-engagements';

let sent = 0;
const fetch = async () => {
  sent += 1;
  return new Response('{}');
};
const hubspot = await Engagements.connect({ accessToken: 'test-token', fetch });

const CASES = {
  'an unknown operation': [
    () => hubspot.call('engagements.archive'),
    '',
    'unknown_operation',
    /engagements\.archive/,
  ],
  'an empty id': [() => hubspot.get(''), '/id', 'invalid_id', /given ""/],
  'no id': [() => hubspot.delete(undefined), '/id', 'required', /required/],
  'an id that would be another path': [() => hubspot.get('1/../2'), '/id', 'invalid_id', /1\/\.\.\/2/],
  'an id beyond what a number holds': [
    () => hubspot.get(2 ** 60),
    '/id',
    'unsafe_integer',
    /string or a bigint/,
  ],
  'a limit out of range': [
    () => hubspot.list({ limit: 251 }),
    '/limit',
    'out_of_range',
    /1 to 250; given 251/,
  ],
  'a limit that is NaN': [() => hubspot.list({ limit: Number.NaN }), '/limit', 'out_of_range', /NaN/],
  'an option of another listing': [
    () => hubspot.list({ count: 5 }),
    '/count',
    'unknown_parameter',
    /limit, offset/,
  ],
  'an invalid date': [
    () => hubspot.recent({ since: new Date('x') }),
    '/since',
    'invalid_time',
    /Invalid Date/,
  ],
  'a body that is no engagement': [() => hubspot.create('note'), '/body', 'wrong_type', /an engagement/],
  'an engagement without a type': [
    () => hubspot.create({ metadata: {} }),
    '/body/engagement/type',
    'required',
    /NOTE/,
  ],
  'an empty change': [() => hubspot.update(1, {}), '/body', 'required', /what is to change/],
  'plain http elsewhere': [
    () => Engagements.connect({ accessToken: 'x', baseUrl: 'http://proxy.example', fetch }),
    '/baseUrl',
    'insecure_url',
    /allowHttp/,
  ],
  'a base URL that is none': [
    () => Engagements.connect({ accessToken: 'x', baseUrl: 'api.hubapi.com', fetch }),
    '/baseUrl',
    'invalid_url',
    /https:\/\/host/,
  ],
  'no token': [() => Engagements.connect({ fetch }), '/accessToken', 'required', /token/],
  'an unknown option': [
    () => Engagements.connect({ accessToken: 'x', apiKey: 'y', fetch }),
    '/apiKey',
    'unknown_parameter',
    /accessToken/,
  ],
  'a fetch that is no function': [
    () => Engagements.connect({ accessToken: 'x', fetch: 'node-fetch' }),
    '/fetch',
    'wrong_type',
    /function/,
  ],
};

for (const [what, [attempt, pointer, code, message]] of Object.entries(CASES)) {
  test(`${what} is refused before anything is sent`, async () => {
    const error = await Promise.resolve(attempt()).then(
      () => assert.fail('it was accepted'),
      (error) => error,
    );
    assert.ok(error instanceof ValidationError, error.stack);
    assert.deepEqual(
      error.issues.map((issue) => [issue.pointer, issue.code]),
      [[pointer, code]],
    );
    assert.match(error.issues[0].message, message);
    assert.equal(sent, 0);
  });
}

test('everything that is wrong is said at once', async () => {
  const error = await hubspot.associated('', 'x', { limit: 0 }).then(assert.fail, (error) => error);
  assert.deepEqual(error.issues.map((issue) => issue.pointer).sort(), ['/limit', '/objectId']);
});
