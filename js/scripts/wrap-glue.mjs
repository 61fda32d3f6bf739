// Wraps wasm-bindgen's glue into a function. The glue keeps one instance in module-level variables; a trap ruins
// that instance for good, and the next `connect` needs a fresh one, also where `import()` is not allowed
// (service workers).
import { readFile, rm, writeFile } from 'node:fs/promises';

const folder = new URL('../wasm/', import.meta.url);
await wrap('hubspot_engagements', 'glue');
await wrap('hubspot_emulator', 'emulator-glue');

// wasm-pack means its folder to be a package of its own; npm would obey this file and leave the folder out of ours.
await rm(new URL('.gitignore', folder), { force: true });
await rm(new URL('package.json', folder), { force: true });

async function wrap(module, wrapped) {
  const glue = await readFile(new URL(`${module}.js`, folder), 'utf8');
  const exported = [...glue.matchAll(/^export (?:class|function|const) (\w+)/gm)].map((match) => match[1]);

  let body = glue.replaceAll(/^export (?=class|function|const)/gm, '');
  // A compiled module is all that it is given: none of the ways to load one is needed.
  for (const name of ['async function __wbg_load', 'function initSync', 'async function __wbg_init'])
    body = replaceOnce(body, new RegExp(`^${name}\\(.*?^\\}\\n`, 'ms'), '');
  body = replaceOnce(
    body,
    /^export \{ initSync, __wbg_init as default \};$/m,
    `const init = async (module) => {
  __wbg_finalize_init(await WebAssembly.instantiate(module, __wbg_get_imports()), module);
};
return { init, ${exported.join(', ')} };`,
  );
  body = renamed(body, JSON.parse(await readFile(new URL(`${module}.names.json`, folder), 'utf8')));
  if (/^(export|import)\b|import\.meta/m.test(body))
    throw new Error('wasm-bindgen changed its glue: see this script');

  await writeFile(new URL(`${wrapped}.js`, folder), `export function createGlue() {\n${body}\n}\n`);
  await writeFile(
    new URL(`${wrapped}.d.ts`, folder),
    `import type * as glue from './${module}.js';

/** A set of bindings with an instance of their own. */
export interface Glue extends Pick<typeof glue, ${exported.map((name) => `'${name}'`).join(' | ')}> {
  /** Makes the instance. Nothing else may be called before. */
  init(module: WebAssembly.Module): Promise<void>;
}

export function createGlue(): Glue;
`,
  );
}

/** The glue with the short names that wasm-opt gave what the module imports and exports. */
function renamed(glue, { imports, exports }) {
  let out = glue;
  const modules = new Map();
  for (const [module, name, short] of imports) {
    out = replaceOnce(out, new RegExp(`(?<=^ +)${name}(?=: )`, 'm'), short);
    modules.set(module, 'a');
  }
  for (const [module, short] of modules) out = replaceOnce(out, `"${module}": import0`, `${short}: import0`);
  for (const [name, short] of exports)
    out = out.replaceAll(new RegExp(`\\bwasm\\.${name}\\b`, 'g'), () => `wasm.${short}`);
  const left = out.match(/\bwasm\.\w{3,}/);
  if (left) throw new Error(`wasm-opt renamed no export ${left[0]}`);
  return out;
}

function replaceOnce(text, pattern, replacement) {
  const replaced = text.replace(pattern, () => replacement);
  if (replaced === text) throw new Error(`wasm-bindgen changed its glue: ${pattern} is not there`);
  return replaced;
}
