/** The entry point for pages, workers, service workers and bundlers. */
import { compileResponse } from './engine.js';
import { setPlatform } from './platform.js';

setPlatform({
  allowsUserAgent: false,
  // Bundlers know this form and copy the file.
  compile: async () =>
    compileResponse(await fetch(new URL('../wasm/hubspot_engagements_bg.wasm', import.meta.url))),
});

export * from './index.js';
