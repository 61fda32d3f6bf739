// The timeline element outside of pages: servers may import it.
import assert from 'node:assert/strict';
import test from 'node:test';

test('importing it without a page defines nothing and does no harm', async () => {
  const { HubspotEngagementTimeline } = await import('hubspot-engagements/element');
  assert.equal(typeof HubspotEngagementTimeline, 'function');
  assert.equal(globalThis.customElements, undefined);
});
