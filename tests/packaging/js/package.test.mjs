// What is published: packed, installed without a network into a fresh project, run, and compiled against.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import test, { after, before } from 'node:test';
import { startEmulator } from '../../../js/test/support/emulator.mjs';
import { freshProject, js, run } from './project.mjs';

let folder;
let files;
let remove;
before(async () => {
  ({ folder, files, remove } = await freshProject('consumer'));
});
after(() => remove());

test('the package has what it needs, and no more', async () => {
  const wanted = [
    'package.json',
    'README.md',
    'dist/index.js',
    'dist/index.d.ts',
    'wasm/hubspot_engagements_bg.wasm',
  ];
  for (const file of wanted) assert.ok(files.includes(file), `${file} is missing`);
  const extra = files.filter(
    (file) => !/^(?:package\.json|README\.md|dist\/(?!internals)|src\/|wasm\/)/.test(file),
  );
  assert.deepEqual(extra, []);
  assert.deepEqual(
    (await readdir(join(folder, 'node_modules'))).filter((name) => !name.startsWith('.')),
    ['hubspot-engagements'],
  );
});

test('every entry is there, with its types', async () => {
  const root = join(folder, 'node_modules/hubspot-engagements');
  const { exports } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const targets = Object.values(exports).flatMap((entry) =>
    typeof entry === 'string' ? entry : Object.values(entry),
  );
  for (const target of targets) assert.ok(existsSync(join(root, target)), `${target} is missing`);
  for (const [name, entry] of Object.entries(exports)) {
    if (name !== './package.json') assert.match(entry.types, /\.d\.ts$/, name);
  }
});

test('source maps lead to sources that are there', async () => {
  const root = join(folder, 'node_modules/hubspot-engagements');
  const maps = files.filter((file) => file.endsWith('.map'));
  assert.ok(maps.some((file) => file.endsWith('.js.map')));
  for (const file of maps) {
    const { sources, sourcesContent } = JSON.parse(await readFile(join(root, file), 'utf8'));
    for (const [index, source] of sources.entries()) {
      const isThere = sourcesContent?.[index] ?? existsSync(resolve(root, dirname(file), source));
      assert.ok(isThere, `${file} names ${source}, which is not published`);
    }
  }
});

test('a script of a fresh project runs', async () => {
  const emulator = await startEmulator();
  try {
    const { base_url, token, contact_id } = emulator.info;
    const env = { ...process.env, BASE_URL: base_url, TOKEN: token, CONTACT: String(contact_id) };
    const { stdout } = await run(process.execPath, ['script.mjs'], { cwd: folder, env });
    const { owner, ...rest } = JSON.parse(stdout);
    assert.deepEqual(rest, { body: 'Grüße 👋', contacts: [String(contact_id)], wire: true, isGone: true });
    assert.match(owner, /@/);
  } finally {
    await emulator.stop();
  }
});

test('a strict TypeScript project compiles, and refuses what is wrong', async () => {
  const tsc = join(js, 'node_modules/.bin/tsc');
  const outcome = await run(tsc, ['-p', folder], { cwd: folder }).catch((error) => error);
  assert.equal(outcome.code ?? 0, 0, outcome.stdout);
});
