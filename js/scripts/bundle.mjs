// Makes one small script of each entry; what entries share is a script that they share, so that an error or a page
// of one entry is one of the others too. Addresses that begin at `import.meta.url` stay: bundlers know that form.
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, transform } from 'esbuild';

/** What a page loads at most, compressed, beside WebAssembly and the glue that wasm-bindgen makes for it. */
const BUDGET = 12 * 1024;

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const names = ['index', 'node', 'slim', 'workerd', 'internals', 'element/index', 'emulator/index'];
const entries = names.filter((name) => existsSync(`src/${name}.ts`));

const { metafile } = await build({
  entryPoints: entries.map((name) => `src/${name}.ts`),
  outbase: 'src',
  outdir: 'dist',
  chunkNames: 'shared-[hash]', // beside the entries, where the same relative addresses hold
  external: ['node:*', '*.wasm'],
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  sourcemap: true,
  metafile: true,
  logLevel: 'warning',
});
await removeStale();
for (const name of entries) if (name !== 'internals') await print(name);

/** What an earlier build left. */
async function removeStale() {
  const written = new Set(Object.keys(metafile.outputs));
  for (const name of await readdir('dist', { recursive: true })) {
    const isScript = /\.js(\.map)?$/.test(name);
    const source = `src/${name.replace(/\.d\.ts(\.map)?$/, '.ts')}`;
    const isStale = isScript ? !written.has(`dist/${name}`) : name.includes('.d.ts') && !existsSync(source);
    if (isStale) await rm(`dist/${name}`);
  }
}

async function print(name) {
  let size = 0;
  for (const file of withImports(`dist/${name}.js`)) size += compressed(await readFile(file));
  console.log(`dist/${name}.js: ${size} bytes compressed, with what it imports`);
  if (name !== 'index') return;
  const glue = await transform(await readFile('wasm/glue.js'), { minify: true });
  const own = size - compressed(glue.code);
  console.log(`dist/${name}.js: ${own} bytes of them are not glue; ${BUDGET} may be`);
  if (own > BUDGET) throw new Error('the facade grew beyond what it may have: make it smaller');
}

function compressed(script) {
  return gzipSync(script, { level: 9 }).length;
}

function withImports(path, seen = new Set()) {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const { path: next, external } of metafile.outputs[path].imports)
    if (!external) withImports(next, seen);
  return seen;
}
