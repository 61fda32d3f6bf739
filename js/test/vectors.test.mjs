import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import test from 'node:test';
import * as module from 'hubspot-engagements';
import { counted } from './support/counted.mjs';
import { runFile } from './support/vector-runner.mjs';

const vectors = new URL('../../tests/vectors/', import.meta.url);
let ran = 0;

for (const folder of ['request', 'response', 'dialogue']) {
  for (const file of await readdir(new URL(`${folder}/`, vectors))) {
    const outcomes = await runFile(
      module,
      folder,
      await readFile(new URL(`${folder}/${file}`, vectors), 'utf8'),
    );
    ran += outcomes.length;
    for (const { id, problem } of outcomes) test(id, () => assert.equal(problem, undefined, problem));
  }
}

test('every vector was run', async () => {
  const { count } = JSON.parse(await readFile(new URL('manifest.json', vectors), 'utf8'));
  assert.equal(ran, count);
  counted('vectors', ran);
});
