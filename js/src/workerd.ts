// The entry of runtimes that compile nothing while they run, as Cloudflare's: they import the compiled module.
// @ts-expect-error: TypeScript knows no such imports.
import compiled from '../wasm/hubspot_engagements_bg.wasm';
import { locateWasm } from './loader.js';

export * from './api.js';

locateWasm(() => compiled);
