// What is published: packed, installed without a network into a fresh project, run, and compiled against.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startEmulator } from '../../../js/test/support/emulator.mjs';

const js = fileURLToPath(new URL('../../../js/', import.meta.url));
const consumer = fileURLToPath(new URL('consumer/', import.meta.url));
const run = promisify(execFile);

let folder;
let files;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hubspot-engagements-'));
  const packed = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: js,
  });
  const [{ filename, files: listed }] = JSON.parse(packed.stdout);
  files = listed.map(({ path }) => path);
  await cp(consumer, folder, { recursive: true });
  const offline = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...offline, join(folder, filename)], { cwd: folder });
});
after(() => rm(folder, { recursive: true, force: true }));

test('the package has what it needs, and no more', async () => {
  const wanted = [
    'package.json',
    'README.md',
    'dist/index.js',
    'dist/index.d.ts',
    'wasm/hubspot_engagements_bg.wasm',
  ];
  for (const file of wanted) assert.ok(files.includes(file), `${file} is missing`);
  const extra = files.filter((file) => !/^(?:package\.json|README\.md|dist\/|wasm\/)/.test(file));
  assert.deepEqual(extra, []);
  assert.deepEqual(
    (await readdir(join(folder, 'node_modules'))).filter((name) => !name.startsWith('.')),
    ['hubspot-engagements'],
  );
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
