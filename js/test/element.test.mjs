// The timeline element outside of pages: what it weighs, and that servers may import it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** What the element itself may weigh, compressed; DOMPurify is another 12 KB. */
const BUDGET = 10.5 * 1024;

async function weigh(external) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../src/element/index.ts', import.meta.url))],
    bundle: true,
    minify: true,
    format: 'esm',
    external,
    write: false,
  });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
}

test('the element stays small', async () => {
  const own = await weigh(['dompurify']);
  console.log(`the element: ${own} bytes compressed, ${await weigh([])} with DOMPurify`);
  assert.ok(own <= BUDGET, `${own} bytes; ${BUDGET} may be`);
});

test('importing it without a page defines nothing and does no harm', async () => {
  const { HubspotEngagementTimeline } = await import('hubspot-engagements/element');
  assert.equal(typeof HubspotEngagementTimeline, 'function');
  assert.equal(globalThis.customElements, undefined);
});
