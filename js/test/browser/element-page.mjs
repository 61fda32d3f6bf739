// Pages with a timeline in them, for tests and for pictures.
import { startEmulator } from '../support/emulator.mjs';
import { openPage } from './page.mjs';

/** A browser, an emulator that allows its pages, and a way to open timelines. */
export async function openTimelines(...emulatorArgs) {
  const { browser, origin, close: closePage } = await openPage();
  const emulator = await startEmulator('--allow-origin', origin, ...emulatorArgs);
  const { info } = emulator;

  /**
   * A new page with a timeline of a contact, by default the one of which the emulator has engagements. `before` runs
   * in it before any script.
   */
  async function open({ width = 420, dark = false, attributes = {}, client = {}, csp, before } = {}) {
    const colorScheme = dark ? 'dark' : 'light';
    const context = await browser.newContext({ viewport: { width, height: 860 }, colorScheme });
    const page = await context.newPage();
    if (before) await page.addInitScript(before);
    await page.goto(origin);
    await page.evaluate(addTimeline, {
      csp,
      attributes: { 'record-type': 'CONTACT', 'record-id': String(info.contact_id), ...attributes },
      client: { baseUrl: info.base_url, accessToken: info.token, ...client },
    });
    return page;
  }

  const admin = async (method, path, body) => {
    const init = { method, body: body === undefined ? undefined : JSON.stringify(body) };
    const response = await fetch(`${info.base_url}/__emulator/${path}`, init);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  };
  /** What goes wrong from now on. */
  const faults = (...plan) => admin('PUT', 'faults', plan);
  /** Makes an engagement behind the page's back. */
  const make = async (engagement, metadata, contactId = info.contact_id) => {
    const response = await fetch(`${info.base_url}/engagements/v1/engagements`, {
      method: 'POST',
      headers: { authorization: `Bearer ${info.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ engagement, associations: { contactIds: [contactId] }, metadata }),
    });
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  };
  const close = async () => {
    await closePage();
    await emulator.stop();
  };
  return { open, admin, faults, make, info, close };
}

async function addTimeline({ attributes, client, csp }) {
  document.documentElement.lang = 'en';
  document.body.append(document.createElement('main'));
  if (csp) {
    const policy = document.createElement('meta');
    policy.httpEquiv = 'Content-Security-Policy';
    policy.content = csp;
    document.head.append(policy);
  }
  const { Engagements } = await import('/js/dist/index.js');
  await import('/js/dist/element/index.js');
  const timeline = document.createElement('hubspot-engagement-timeline');
  for (const [name, value] of Object.entries(attributes)) timeline.setAttribute(name, value);
  window.heard = [];
  for (const name of ['engagement-created', 'engagement-updated', 'error']) {
    timeline.addEventListener(name, ({ type, detail }) => {
      const { engagement, action, error } = detail;
      window.heard.push({ type, action, code: error?.code, id: engagement?.engagement?.id });
    });
  }
  window.timeline = timeline;
  document.querySelector('main').append(timeline);
  window.hubspot = await Engagements.connect(client);
  timeline.client = window.hubspot;
}
