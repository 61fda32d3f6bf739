import assert from 'node:assert/strict';
import test from 'node:test';
import * as module from 'hubspot-engagements';
import { createEmulator } from 'hubspot-engagements/emulator';
import { CHECKS, check, overEmulator } from './support/emulator-checks.mjs';
import { OPERATIONS } from './support/operations.mjs';

const emulator = await createEmulator();
const [portal, connected] = overEmulator(module, emulator);

for (const name of Object.keys(OPERATIONS)) {
  test(`${name} without a server`, async () => {
    const hubspot = await connected.Engagements.connect({ accessToken: emulator.token });
    await OPERATIONS[name](hubspot, portal, connected);
    hubspot.close();
  });
}

for (const name of Object.keys(CHECKS)) {
  test(name, () => check(name, module, createEmulator));
}

test('it can stand for the runtime’s own fetch', async () => {
  const own = globalThis.fetch;
  globalThis.fetch = emulator.fetch;
  try {
    const response = await fetch(
      `https://api.hubapi.com/engagements/v1/engagements/${emulator.state().ids[0]}`,
      {
        headers: { Authorization: `Bearer ${emulator.token}` },
      },
    );
    assert.deepEqual(
      [response.status, response.headers.get('content-type')?.split(';')[0]],
      [200, 'application/json'],
    );
  } finally {
    globalThis.fetch = own;
  }
});
