import { Engagements } from 'hubspot-engagements';
import { tryOut } from './try-out.mjs';

self.onmessage = async ({ data }) => {
  self.postMessage(await Engagements.connect(data).then(tryOut).catch(String));
};
