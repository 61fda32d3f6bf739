// The entry of pages, workers and bundlers. They know this form of an address and copy the file.
import { locateWasm } from './loader.js';

export * from './api.js';

locateWasm(() => new URL('../wasm/hubspot_engagements_bg.wasm', import.meta.url));
