// The bundlers that people use, with as few settings as they need. Each writes its output into a folder of the project.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Vite, with its own page. */
export async function vite(root, outDir) {
  const { build } = await import('vite');
  await build({ root, configFile: false, logLevel: 'error', build: { outDir }, worker: { format: 'es' } });
}

/** webpack 5; its hints are about the size of what a page loads. */
export async function webpack(root, outDir) {
  const { default: webpack } = await import('webpack');
  const settings = { context: root, mode: 'production', entry: './app.mjs', performance: { hints: false } };
  const output = { path: join(root, outDir), filename: 'app.js' };
  const stats = await new Promise((resolve, reject) => {
    webpack({ ...settings, output }, (error, stats) => (error ? reject(error) : resolve(stats)));
  });
  if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString('errors-warnings'));
}

/** esbuild, which copies a file that is imported. */
export async function esbuild(root, outDir) {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: root,
    entryPoints: { app: 'slim.mjs' },
    outdir: outDir,
    bundle: true,
    format: 'esm',
    loader: { '.wasm': 'file' },
    logLevel: 'error',
  });
}

/** A bundle for workerd, whose imports of modules Node is taught. */
export async function workerd(root, outfile) {
  const { build } = await import('esbuild');
  const compiled = {
    name: 'compiled modules',
    setup(build) {
      build.onLoad({ filter: /\.wasm$/ }, async ({ path }) => {
        const text = (await readFile(path)).toString('base64');
        return { contents: `export default new WebAssembly.Module(Buffer.from('${text}', 'base64'))` };
      });
    },
  };
  await build({
    absWorkingDir: root,
    entryPoints: ['edge.mjs'],
    outfile,
    bundle: true,
    format: 'esm',
    conditions: ['workerd', 'worker'],
    plugins: [compiled],
    logLevel: 'error',
  });
}
