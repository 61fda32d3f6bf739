// Measures in Chromium how long it takes from `connect()` to the first answer of the emulator: with a cold cache, in a
// fresh page each time, and the parts of it.

import { openPage } from '../test/browser/page.mjs';
import { startEmulator } from '../test/support/emulator.mjs';

const ROUNDS = 15;
const { browser, origin, close } = await openPage();
const emulator = await startEmulator('--allow-origin', origin);
const { base_url: baseUrl, token: accessToken } = emulator.info;

const rounds = [];
for (let round = 0; round < ROUNDS; round++) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(origin);
  rounds.push(
    await page.evaluate(
      async (options) => {
        const { Engagements } = await import('/js/dist/index.js');
        const start = performance.now();
        const hubspot = await Engagements.connect(options);
        const connected = performance.now();
        const listed = await hubspot.list({ limit: 10 });
        const end = performance.now();
        if (listed.length !== 10) throw new Error(`a page of ${listed.length}`);
        return { connect: connected - start, answer: end - connected, both: end - start };
      },
      { baseUrl, accessToken },
    ),
  );
  await context.close();
}
await close();
await emulator.stop();

const median = (part) =>
  rounds
    .map((round) => round[part])
    .sort((a, b) => a - b)
    .at(ROUNDS / 2)
    .toFixed(1);
console.log(
  `\nfrom connect() to the first answer in Chromium: ${median('both')} ms, of which ${median('connect')} ms load ` +
    `WebAssembly (median of ${ROUNDS} fresh pages; page, files and emulator on this machine)`,
);
