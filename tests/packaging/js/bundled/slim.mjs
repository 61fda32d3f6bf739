// For bundlers that make an import of a file its address, as esbuild's loader `file` does.
import wasm from 'hubspot-engagements/engagements.wasm';
import { Engagements } from 'hubspot-engagements/slim';
import { given, tryOut } from './try-out.mjs';

const connecting = Engagements.connect({ ...given(), wasm: new URL(wasm, import.meta.url) });
console.log(JSON.stringify([await connecting.then(tryOut).catch(String)]));
