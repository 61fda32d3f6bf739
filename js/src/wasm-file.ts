import type { WasmSource } from './options.js';

/** What an import of `hubspot-engagements/engagements.wasm` gives: the bundler decides, and `connect` takes it as `wasm`. */
declare const source: WasmSource;
export default source;
