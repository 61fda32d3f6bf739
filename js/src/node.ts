/** The entry point for Node, where `fetch` cannot read files. */
import { readFile } from 'node:fs/promises';
import { setPlatform } from './platform.js';

setPlatform({
  allowsUserAgent: true,
  async compile() {
    return WebAssembly.compile(
      await readFile(new URL('../wasm/hubspot_engagements_bg.wasm', import.meta.url)),
    );
  },
});

export * from './index.js';
