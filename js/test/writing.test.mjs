import assert from 'node:assert/strict';
import test from 'node:test';
import { call, EngagementsError, email, errorFrom, meeting, note, task } from 'hubspot-engagements';
import { canned, json, record } from './support/canned.mjs';

test('builders give what create takes', () => {
  assert.deepEqual(note({ body: 'Hello', contactIds: [1], dealIds: undefined, attachments: [5] }), {
    engagement: { type: 'NOTE' },
    associations: { contactIds: [1] },
    attachments: [{ id: 5 }],
    metadata: { body: 'Hello' },
  });
  const timestamp = new Date(0);
  assert.deepEqual(call({ durationMilliseconds: 1000, ownerId: 7n, timestamp, uid: 'u', ticketIds: ['2'] }), {
    engagement: { type: 'CALL', ownerId: 7n, timestamp, uid: 'u' },
    associations: { ticketIds: ['2'] },
    metadata: { durationMilliseconds: 1000 },
  });
  assert.deepEqual(task({}), { engagement: { type: 'TASK' }, metadata: {} });
  assert.equal(email({ subject: 's' }).engagement.type, 'EMAIL');
  assert.equal(meeting({ title: 't', companyIds: [] }).associations.companyIds.length, 0);
});

test('what builders give is valid', async () => {
  const { hubspot, sent } = await canned(() => json(record(1)));
  const from = { email: 'a@b.example' };
  for (const engagement of [
    note({ body: 'x', contactIds: [1], companyIds: ['2'], dealIds: [3n], ticketIds: [4], attachments: [5] }),
    email({ from, to: [from], subject: 's', html: '<p>', text: 't', status: 'SENT', ownerId: 1, uid: 'u' }),
    task({ subject: 's', status: 'NOT_STARTED', timestamp: new Date(), reminders: [Date.now()] }),
    meeting({ title: 't', startTime: new Date(), endTime: new Date() }),
    call({ status: 'BUSY', durationMilliseconds: 5, toNumber: '+1' }),
  ]) {
    assert.deepEqual(hubspot.validate(engagement), []);
    await hubspot.create(engagement, { strict: true });
  }
  assert.equal(sent.length, 5);
});

test('validation says everything at once and sends nothing', async () => {
  const { hubspot, sent } = await canned(() => json(record(1)));
  const issues = hubspot.validate({
    engagement: { type: 'CALL', owner_id: 1, timestamp: 1_700_000_000 },
    metadata: { status: 'NEW_WORD', durationMilliseconds: -1 },
  });
  assert.deepEqual(issues.map(({ pointer, severity }) => `${severity} ${pointer}`).sort(), [
    'error /body/engagement/owner_id',
    'error /body/engagement/timestamp',
    'error /body/metadata/durationMilliseconds',
    'warning /body/metadata/status',
  ]);
  assert.ok(issues.every(({ code, message }) => code && message));
  assert.equal(hubspot.validate({ engagement: { type: 'NOTE' } }, { for: 'update' })[0].code, 'not_writable');
  assert.equal(hubspot.validate({ engagement: { ownerId: 2 ** 60 } })[0].code, 'unsafe_integer');
  assert.deepEqual(hubspot.validate({ metadata: { body: 'x' } }, { for: 'update' }), []);
  assert.equal(hubspot.validate(undefined).length > 0, true);
  assert.equal(hubspot.validate({}, { for: 'delete' })[0].code, 'invalid_purpose');
  assert.equal(sent.length, 0);
});

test('a warning is none in a strict call', async () => {
  const { hubspot, sent } = await canned(() => json(record(1)));
  const odd = call({ status: 'NEW_WORD' });
  const error = await hubspot.create(odd, { strict: true }).catch((error) => error);
  assert.deepEqual([error.code, error.issues[0].severity], ['validation', 'warning']);
  const changes = { metadata: { taskType: 'NEW_WORD' } };
  assert.equal(
    (await hubspot.update(1, changes, { strict: true }).catch((error) => error)).code,
    'validation',
  );
  assert.equal(sent.length, 0);
  await hubspot.create(odd);
  await hubspot.update(1, changes);
  assert.equal(sent.length, 2);
});

test('an email without its content is told', async () => {
  const html = 'The app needs the scope sales-email-read.';
  const email = (metadata) => ({ engagement: { id: 1, type: 'INCOMING_EMAIL' }, metadata });
  const answers = [email({ html }), email({ from: { email: 'a@b.example' }, html }), record(1)];
  const { hubspot } = await canned((_, count) => json(answers[count - 1]));
  for (const wanted of [true, false, false]) assert.equal(hubspot.isRedacted(await hubspot.get(1)), wanted);
});

test('owners are remembered by the client', async () => {
  const owner = { id: '7', email: 'a@b.example', userId: 9 };
  const { hubspot, sent } = await canned(() => json({ results: [owner] }));
  assert.deepEqual(await hubspot.owners(), [{ ...owner, userId: '9' }]);
  assert.equal((await hubspot.owner(7)).email, 'a@b.example');
  await hubspot.owners();
  assert.equal(sent.length, 1);
  await hubspot.owners({ refresh: true });
  assert.equal(sent.length, 2);
});

test("an error's data survives a clone, and JSON", async () => {
  const body = {
    status: 'error',
    message: 'no',
    category: 'MISSING_SCOPES',
    errors: [{ message: 'one or more', context: { requiredScopes: ['crm.objects.owners.read'] } }],
  };
  const { hubspot } = await canned(() => json(body, { status: 403 }));
  const error = await hubspot.owners().catch((error) => error);
  assert.deepEqual(error.missingScopes, ['crm.objects.owners.read']);
  const again = errorFrom(structuredClone(error.details));
  assert.ok(again instanceof error.constructor && again instanceof EngagementsError);
  for (const key of [
    'name',
    'message',
    'code',
    'status',
    'operation',
    'missingScopes',
    'errors',
    'headers',
  ]) {
    assert.deepEqual(again[key], error[key], key);
  }
  const written = JSON.parse(JSON.stringify(error));
  assert.deepEqual([written.name, written.status], ['PermissionDeniedError', 403]);
  assert.ok(!JSON.stringify(error).includes('test-token'));
});
