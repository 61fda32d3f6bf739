// The same checks as in Node, pages and workers, in the worker of a loaded extension, whose service is of another origin.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { startEmulator } from '../support/emulator.mjs';
import { OPERATIONS } from '../support/operations.mjs';
import { openScenario } from './extension.mjs';

// Without `--allow-origin`: as the service itself, it sends no CORS headers.
const emulator = await startEmulator();
const { worker, close } = await openScenario();
after(() => Promise.all([close(), emulator.stop()]));

const { base_url: baseUrl, token: accessToken } = emulator.info;
const problems = await worker.evaluate((given) => self.runScenario(given), {
  options: { baseUrl, accessToken },
  portal: emulator.info,
});

test('an extension’s worker carries out every operation', async () => {
  assert.match(worker.url(), /^chrome-extension:/);
  assert.deepEqual(Object.keys(problems), Object.keys(OPERATIONS));
});

for (const [name, problem] of Object.entries(problems)) {
  test(`${name} in an extension’s worker`, () => assert.equal(problem, null, problem));
}
