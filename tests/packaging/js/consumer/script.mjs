// Runs in the fresh project, against the emulator that the environment names.
import { Engagements, NotFoundError, note, toWire } from 'hubspot-engagements';

const { BASE_URL: baseUrl, TOKEN: accessToken, CONTACT: contact } = process.env;
const hubspot = await Engagements.connect({ baseUrl, accessToken });
const made = await hubspot.create(note({ body: 'Grüße 👋', contactIds: [contact] }), { strict: true });
const { id } = made.engagement;
await hubspot.dissociate(id, 'CONTACT', contact);
await hubspot.associate(id, 'CONTACT', contact);
const read = await hubspot.get(id);
await hubspot.delete(id);
const error = await hubspot.get(id).catch((error) => error);
console.log(
  JSON.stringify({
    body: read.metadata.body,
    contacts: read.associations.contactIds,
    wire: toWire(read).includes(`"id":${id}`),
    owner: (await hubspot.owners())[0].email,
    isGone: error instanceof NotFoundError,
  }),
);
hubspot.close();
