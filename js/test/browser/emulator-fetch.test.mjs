import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { CHECKS } from '../support/emulator-checks.mjs';
import { OPERATIONS } from '../support/operations.mjs';
import { openPage } from './page.mjs';

const { page, close } = await openPage();
after(close);
const asked = [];
page.on('request', (request) => asked.push(request.url()));

for (const name of Object.keys(OPERATIONS)) {
  test(`${name} in a page without a server`, () => page.evaluate(runOperation, name));
}

for (const name of Object.keys(CHECKS)) {
  test(`${name}, in a page`, () => page.evaluate(runCheck, name));
}

test('nothing but files was asked for', () => {
  assert.ok(asked.some((url) => url.endsWith('/hubspot_emulator_bg.wasm')));
  assert.deepEqual(
    asked.filter((url) => !/\/js\/(?:dist|wasm|test)\//.test(url)),
    [],
  );
});

async function runOperation(name) {
  const module = await import('/js/dist/index.js');
  const { createEmulator } = await import('/js/dist/emulator/index.js');
  const { overEmulator } = await import('/js/test/support/emulator-checks.mjs');
  const { OPERATIONS } = await import('/js/test/support/operations.mjs');
  const emulator = await createEmulator();
  const [portal, connected] = overEmulator(module, emulator);
  const hubspot = await connected.Engagements.connect({ accessToken: emulator.token });
  await OPERATIONS[name](hubspot, portal, connected);
  hubspot.close();
}

async function runCheck(name) {
  const module = await import('/js/dist/index.js');
  const { createEmulator } = await import('/js/dist/emulator/index.js');
  const { check } = await import('/js/test/support/emulator-checks.mjs');
  await check(name, module, createEmulator);
}
