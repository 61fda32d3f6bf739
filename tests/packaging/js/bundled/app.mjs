// For bundlers that know `new URL('…', import.meta.url)`: the same in a page and in a worker.
import { Engagements } from 'hubspot-engagements';
import 'hubspot-engagements/element';
import { given, tryOut } from './try-out.mjs';

const worker = new Worker(new URL('./worker.mjs', import.meta.url), { type: 'module' });
const answer = new Promise((resolve, reject) => {
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = ({ message }) => reject(new Error(message));
});
worker.postMessage(given());

const inPage = Engagements.connect(given()).then(tryOut);
const outcomes = await Promise.all([inPage, answer]).catch((error) => [String(error)]);
console.log(JSON.stringify(outcomes));
