// Wraps wasm-bindgen's glue into a function. The glue keeps one instance in module-level variables; a trap ruins
// that instance for good, and the next `connect` needs a fresh one, also where `import()` is not allowed
// (service workers). The WebAssembly file is found by the loaders, so the glue's own address of it is dropped.
import { readFile, rm, writeFile } from 'node:fs/promises';

const folder = new URL('../wasm/', import.meta.url);
await wrap('hubspot_engagements', 'glue');
await wrap('hubspot_emulator', 'emulator-glue');

// wasm-pack means its folder to be a package of its own; npm would obey this file and leave the folder out of ours.
await rm(new URL('.gitignore', folder), { force: true });
await rm(new URL('package.json', folder), { force: true });

async function wrap(module, wrapped) {
  const glue = await readFile(new URL(`${module}.js`, folder), 'utf8');
  const names = [...glue.matchAll(/^export (?:class|function|const) (\w+)/gm)].map((match) => match[1]);

  const body = replaceOnce(
    replaceOnce(
      glue.replaceAll(/^export (?=class|function|const)/gm, ''),
      /^export \{ initSync, __wbg_init as default \};$/m,
      `return { init: __wbg_init, ${names.join(', ')} };`,
    ),
    /new URL\('[^']+', import\.meta\.url\)/,
    'undefined',
  );
  if (/^(export|import)\b|import\.meta/m.test(body))
    throw new Error('wasm-bindgen changed its glue: see this script');

  await writeFile(new URL(`${wrapped}.js`, folder), `export function createGlue() {\n${body}\n}\n`);
  await writeFile(
    new URL(`${wrapped}.d.ts`, folder),
    `import type * as glue from './${module}.js';

/** A set of bindings with an instance of their own. */
export interface Glue extends Pick<typeof glue, ${names.map((name) => `'${name}'`).join(' | ')}> {
  init: typeof glue.default;
}

export function createGlue(): Glue;
`,
  );
}

function replaceOnce(text, pattern, replacement) {
  if (!pattern.test(text)) throw new Error(`wasm-bindgen changed its glue: ${pattern} is not there`);
  return text.replace(pattern, replacement);
}
