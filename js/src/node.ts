// The entry of Node, whose `fetch` reads no files.
import { readFile } from 'node:fs/promises';
import { locateWasm } from './loader.js';

export * from './api.js';

locateWasm(() => readFile(new URL('../wasm/hubspot_engagements_bg.wasm', import.meta.url)));
