// The fault table (`tests/faults`): all that can go wrong between a client and the service, row by row.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { Engagements } from 'hubspot-engagements';
import { startEmulator } from './support/emulator.mjs';
import { cases, program, runHere, TABLE } from './support/faults.mjs';

const LIFECYCLE = program('faults-lifecycle.mjs');
const silence = JSON.stringify([{ method: 'POST', times: 'forever', effect: { silence: true } }]);
const ran = [];

const all = cases('node');
for (const { row, title, fault } of all) {
  if (fault.special) continue;
  test(title, async () => {
    await runHere(fault);
    ran.push(row);
  });
}

/** A portal that never answers a create, for as long as `work` takes. */
async function withSilentPortal(work) {
  const { info, stop } = await startEmulator('--engagements', '3');
  await fetch(`${info.base_url}/__emulator/faults`, { method: 'PUT', body: silence });
  await work(info.base_url).finally(stop);
}

test('row 67: a worker that is terminated in the middle of a request harms nobody', async () => {
  await withSilentPortal(async (baseUrl) => {
    const worker = new Worker(LIFECYCLE, { workerData: baseUrl });
    const [message] = await Promise.race([
      new Promise((resolve) => worker.once('message', (...message) => resolve(message))),
      new Promise((_, reject) => worker.once('error', reject)),
    ]);
    assert.equal(message, 'begun');
    assert.equal(await worker.terminate(), 1);
    const hubspot = await Engagements.connect({ accessToken: 'canary-token', baseUrl });
    assert.equal((await hubspot.list({ limit: 1 })).length, 1);
    hubspot.close();
  });
  ran.push(67);
});

test('row 67: a process ends in the middle of a request', { timeout: 20_000 }, async () => {
  await withSilentPortal(async (baseUrl) => {
    const { stderr } = await promisify(execFile)(process.execPath, [LIFECYCLE, baseUrl]);
    assert.equal(stderr, '');
  });
  ran.push(67);
});

test('every row has cases', () => {
  assert.deepEqual(
    TABLE.rows.map(({ row }) => row),
    Array.from({ length: 69 }, (_, at) => at + 1),
  );
  assert.ok(TABLE.rows.every(({ cases }) => cases));
});

after(() => {
  const [rows, wanted] = [ran, all.map(({ row }) => row)].map((numbers) => new Set(numbers).size);
  const elsewhere = TABLE.rows.length - wanted;
  console.log(
    `faults: ${TABLE.rows.length} rows, ${rows} run (${ran.length} cases), ${elsewhere} only elsewhere`,
  );
  assert.equal(rows, wanted);
});
