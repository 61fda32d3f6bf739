// A worker, or a service worker, that answers a message with the first page's ids.
import { Engagements } from '../../dist/index.js';

let connecting;

self.addEventListener('message', async ({ data, source }) => {
  const reply = (answer) => (source ?? self).postMessage(answer);
  try {
    connecting ??= Engagements.connect(data);
    const page = await (await connecting).list({ limit: 3 });
    reply({ scope: self.constructor.name, ids: page.ids });
  } catch (error) {
    reply({ error: String(error) });
  }
});
