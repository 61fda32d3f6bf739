import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import * as module from 'hubspot-engagements';
import { ERROR_CLASSES } from '../dist/internals.js';
import { createGlue } from '../wasm/glue.js';
import { canned, json } from './support/canned.mjs';

test("every kind of the core's errors has a class of its own", async () => {
  const glue = createGlue();
  const file = new URL('../wasm/hubspot_engagements_bg.wasm', import.meta.url);
  await glue.init(await WebAssembly.compile(await readFile(file)));
  assert.deepEqual(glue.errorCodes().sort(), Object.keys(ERROR_CLASSES).sort());
  const exported = { ...module };
  const classes = Object.values(ERROR_CLASSES);
  assert.equal(new Set(classes).size, classes.length);
  for (const errorClass of classes) {
    assert.equal(exported[errorClass.name], errorClass, `${errorClass.name} is exported`);
    assert.equal(new errorClass({ code: 'x', message: 'y' }).name, errorClass.name);
    assert.ok(errorClass.prototype instanceof module.EngagementsError);
  }
});

test('a refusal carries all that the service said', async () => {
  const headers = { 'X-HubSpot-Correlation-Id': 'abc', 'X-Twice': 'a' };
  const body = { status: 'error', message: 'no scope', category: 'MISSING_SCOPES', correlationId: 'abc' };
  const { hubspot } = await canned(() => json(body, { status: 403, headers }));
  const error = await hubspot.get(1).catch((error) => error);
  assert.ok(error instanceof module.PermissionDeniedError && error instanceof module.ApiError);
  assert.deepEqual(
    [
      error.name,
      error.code,
      error.status,
      error.category,
      error.correlationId,
      error.attempts,
      error.operation,
    ],
    ['PermissionDeniedError', 'permission_denied', 403, 'MISSING_SCOPES', 'abc', 1, 'engagements.get'],
  );
  assert.equal(error.headers['x-hubspot-correlation-id'], 'abc');
  assert.equal(JSON.parse(error.body).message, 'no scope');
  assert.match(error.message, /^engagements\.get: status 403: no scope.*\(correlation id abc\)$/);
});

test('the token stands in no error', async () => {
  const echo = (request) => json({ message: request.headers.authorization }, { status: 401 });
  const { hubspot } = await canned(echo);
  const error = await hubspot.get(1).catch((error) => error);
  const everything = JSON.stringify(error, Object.getOwnPropertyNames(error));
  assert.ok(everything.includes('***') && !everything.includes('test-token'), everything);
});
