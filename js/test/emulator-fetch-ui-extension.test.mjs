import assert from 'node:assert/strict';
import test from 'node:test';
import { Engagements, note } from 'hubspot-engagements';
import { createEmulator } from 'hubspot-engagements/emulator';
import { over } from '../../examples/ui-extension/transport.js';

const emulator = await createEmulator({ engagements: 30 });
const hubspot = await Engagements.connect({ baseUrl: 'https://back-end.example', fetch: over(hubspotFetch) });

test('a list and a create pass through what hubspot.fetch takes', async () => {
  assert.ok((await hubspot.associated('CONTACT', emulator.contactId)).length > 0);
  const made = await hubspot.create(note({ body: 'from a card', contactIds: [emulator.contactId] }));
  assert.equal((await hubspot.get(made.engagement.id)).metadata.body, 'from a card');
  assert.equal(emulator.requests().at(-2).method, 'POST');
});

/** As HubSpot documents it, with a back end behind it that adds the token. */
async function hubspotFetch(url, options) {
  const { method = 'GET', timeout, body, ...unknown } = options;
  assert.deepEqual(Object.keys(unknown), []);
  assert.ok(timeout <= 120_000 && (body === undefined || typeof body === 'object'));
  const headers = { authorization: `Bearer ${emulator.token}`, 'content-type': 'application/json' };
  return emulator.fetch(url, { method, headers, body: body && JSON.stringify(body) });
}
