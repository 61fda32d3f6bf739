// A thread or a process that begins a request which is never answered: of `URL` by argument or as the worker's data.
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { Engagements } from 'hubspot-engagements';

const baseUrl = isMainThread ? process.argv[2] : workerData;
const hubspot = await Engagements.connect({ accessToken: 'canary-token', baseUrl, onEvent: begun });
void hubspot.create({ engagement: { type: 'NOTE' }, metadata: { body: 'on its way' } });

function begun({ type }) {
  if (type !== 'request') return;
  if (isMainThread) setTimeout(() => process.exit(0), 100);
  else setTimeout(() => parentPort.postMessage('begun'), 100);
}
