// Makes one small script of each entry; what entries share is a script that they share, so that an error or a page
// of one entry is one of the others too. Addresses that begin at `import.meta.url` stay: bundlers know that form.
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

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
