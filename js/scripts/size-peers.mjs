// Installs npm's other HubSpot clients into a fresh project in the folder named, and prints what they weigh on the disk
// and in a bundle for browsers, or why there is none.

import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const PEERS = ['@hubspot/api-client', 'hubspot'];
/** How many of a bundler's complaints are printed. */
const SHOWN = 3;

const [folder] = process.argv.slice(2);
for (const name of PEERS) {
  const project = join(folder, name.replace('/', '-'));
  console.log(`\n${name}`);
  try {
    await install(name, project);
  } catch (error) {
    console.log(
      `  cannot be installed here: ${
        String(error.stderr ?? error)
          .trim()
          .split('\n')[0]
      }`,
    );
    continue;
  }
  const { version } = JSON.parse(await readFile(join(project, 'node_modules', name, 'package.json'), 'utf8'));
  const { bytes, packages } = await weigh(join(project, 'node_modules'));
  console.log(`  ${version}: ${megabytes(bytes)} on the disk, in ${packages} packages`);
  await bundle(name, project);
}

async function install(name, project) {
  await rm(project, { recursive: true, force: true });
  await mkdir(project, { recursive: true });
  await writeFile(join(project, 'package.json'), '{"private":true}');
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--fetch-retries=1', '--fetch-timeout=60000'];
  await promisify(execFile)('npm', ['install', `${name}@latest`, ...flags], { cwd: project });
}

/** As an application for browsers would, without settings of its own. */
async function bundle(name, project) {
  try {
    const { outputFiles } = await build({
      stdin: { contents: `export * from '${name}';`, resolveDir: project },
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      write: false,
      logLevel: 'silent',
    });
    const [{ contents }] = outputFiles;
    const [gzip, brotli] = [gzipSync(contents, { level: 9 }).length, brotliCompressSync(contents).length];
    console.log(`  bundled for browsers: ${contents.length} bytes, ${gzip} gzip, ${brotli} brotli`);
  } catch ({ errors = [], message }) {
    console.log(`  esbuild makes no bundle for browsers of it: ${errors.length} errors`);
    const texts = [...new Set(errors.map(({ text }) => text))];
    for (const text of texts.slice(0, SHOWN)) console.log(`    ${text}`);
    if (texts.length === 0) console.log(`    ${message}`);
  }
}

/** As `du` counts: in blocks. */
async function weigh(modules) {
  let bytes = 0;
  for (const entry of await readdir(modules, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    bytes += (await stat(join(entry.parentPath ?? entry.path, entry.name))).blocks * 512;
  }
  const lock = JSON.parse(await readFile(join(modules, '.package-lock.json'), 'utf8'));
  return { bytes, packages: Object.keys(lock.packages).length };
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
