// Prints what a page downloads, and refuses what is above size-budget.json (bytes after gzip -9). Raise a budget only in
// a change that says what the bytes buy.
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const budget = JSON.parse(await readFile(`${root}size-budget.json`, 'utf8'));

const FACADE = "export * from './src/index.ts';";
const [facade] = await bundle(FACADE);
const [withElement, ...chunks] = await bundle(`${FACADE} export * from './src/element/index.ts';`);
const own = sizesOf(facade);
const both = sizesOf(withElement);

/** By name: its sizes. What has no budget is loaded only where it is needed. */
const table = {
  'wasm module': sizesOf(await readFile(`${root}wasm/hubspot_engagements_bg.wasm`)),
  'facade with its glue': own,
  'timeline element, beside these': both.map((size, index) => size - own[index]),
  'DOMPurify, for browsers without a sanitizer': sizesOf(Buffer.concat(chunks)),
};

const over = [];
print(['bytes', 'raw', 'gzip', 'brotli', 'gzip may be']);
for (const [name, sizes] of Object.entries(table)) {
  print([name, ...sizes, budget[name] ?? '']);
  if (sizes[1] > budget[name]) over.push(name);
}
const unknown = Object.keys(budget).filter((name) => !(name in table));
if (unknown.length > 0) throw new Error(`size-budget.json names what is not measured: ${unknown.join(', ')}`);
if (over.length > 0) {
  console.error(`over budget: ${over.join(', ')}`);
  process.exitCode = 1;
}

/** What an application of these lines ships, as esbuild makes it: the script, then what it loads later. */
async function bundle(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    absWorkingDir: root,
    outdir: 'nowhere', // nothing is written
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'warning',
  });
  return outputFiles.map(({ contents }) => contents);
}

/** Raw, after gzip, after brotli. */
function sizesOf(bytes) {
  // The program, because zlib as Node has it trades 2 % of size for speed.
  const zipped = execFileSync('gzip', ['-9', '-c'], { input: bytes, maxBuffer: Infinity });
  return [bytes.length, zipped.length, brotliCompressSync(bytes).length];
}

function print([name, ...cells]) {
  console.log(name.padEnd(46) + cells.map((cell) => String(cell).padStart(12)).join(''));
}
