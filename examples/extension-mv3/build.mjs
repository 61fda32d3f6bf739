// Puts together what Chrome loads: the extension's own files and the package's, in build/ or the folder named.
//   node build.mjs [--emulator] [FOLDER]
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  options: { emulator: { type: 'boolean' } },
  allowPositionals: true,
});
const here = fileURLToPath(new URL('.', import.meta.url));
const build = positionals[0] ?? join(here, 'build');
// In a project of your own: node_modules/hubspot-engagements.
const installed = fileURLToPath(new URL('../../js/', import.meta.url));

await rm(build, { recursive: true, force: true });
await cp(join(here, 'src'), build, { recursive: true });
const isScript = (path) => !extname(path) || extname(path) === '.js';
await cp(join(installed, 'dist'), join(build, 'package/dist'), { recursive: true, filter: isScript });
for (const file of ['wasm/glue.js', 'wasm/hubspot_engagements_bg.wasm']) {
  await cp(join(installed, file), join(build, 'package', file));
}
if (values.emulator) {
  const path = join(build, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  manifest.host_permissions.push('http://127.0.0.1/*');
  await writeFile(path, JSON.stringify(manifest, null, 2));
}
console.log(`load ${build} as an unpacked extension`);
