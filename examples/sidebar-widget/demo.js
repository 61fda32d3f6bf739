// The page around the widget: an emulator in place of the service, and buttons that let it fail.
import '../../js/dist/element/index.js';
import { createEmulator } from '../../js/dist/emulator/index.js';
import { Engagements } from '../../js/dist/index.js';

const FAULTS = {
  slow: [{ times: 3, effect: { delay_ms: 2000 } }],
  unavailable: [{ method: 'GET', times: 2, effect: { status: 503 } }],
  limit: [{ effect: { rate_limit: 'TEN_SECONDLY_ROLLING', headers: { 'Retry-After': '2' } } }],
  lost: [{ method: 'POST', commit: true, effect: { reset: true } }],
};

const emulator = await createEmulator({ engagements: 400, seed: 7 });
const hubspot = await Engagements.connect({
  accessToken: emulator.token,
  fetch: emulator.fetch,
  generateUids: true,
  onEvent: showLog,
});
document.querySelector('#contact').textContent = emulator.contactId;
document.querySelector('#faults').addEventListener('click', ({ target }) => {
  if (target.value in FAULTS) emulator.faults(FAULTS[target.value]);
});

const timeline = document.querySelector('hubspot-engagement-timeline');
timeline.recordId = emulator.contactId;
timeline.client = hubspot;

function showLog() {
  const log = document.querySelector('#log');
  log.replaceChildren(...emulator.requests().slice(-30).reverse().map(line));
}

function line({ method, url, status, fault }) {
  const item = document.createElement('li');
  const { pathname, search } = new URL(url);
  item.textContent = `${status ?? 'no answer'}  ${method} ${pathname}${search}`;
  item.classList.toggle('bad', fault !== null);
  return item;
}
