import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test, { after } from 'node:test';
import * as module from 'hubspot-engagements';
import { createGlue } from '../wasm/glue.js';
import { startEmulator } from './support/emulator.mjs';
import { OPERATIONS } from './support/operations.mjs';

const emulator = await startEmulator();
const { base_url: baseUrl, token: accessToken } = emulator.info;
const hubspot = await module.Engagements.connect({ baseUrl, accessToken });
after(async () => {
  hubspot.close();
  await emulator.stop();
});

for (const [name, check] of Object.entries(OPERATIONS)) {
  test(name, () => check(hubspot, emulator.info, module));
}

test('every operation of the core is among them', async () => {
  const glue = createGlue();
  const file = new URL('../wasm/hubspot_engagements_bg.wasm', import.meta.url);
  await glue.init(await WebAssembly.compile(await readFile(file)));
  assert.deepEqual(Object.keys(OPERATIONS).sort(), glue.operations().sort());
});
