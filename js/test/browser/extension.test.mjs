import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { startEmulator } from '../support/emulator.mjs';
import { openExtension, stopWorkers } from './extension.mjs';

// Without `--allow-origin`: as the service itself, it sends no CORS headers.
const emulator = await startEmulator('--token', 'pat-extension', '--engagements', '300');
const { context, open, close } = await openExtension();
after(() => Promise.all([close(), emulator.stop()]));
const { base_url: baseUrl, contact_id: contactId } = emulator.info;
const admin = (route, init) => fetch(`${baseUrl}/__emulator/${route}`, init);

const panel = await open('panel.html');
const problems = [];
panel.on('pageerror', (error) => problems.push(error.message));

test('before there is a token, the panel says where to give one', async () => {
  const message = await failure('associated', 'CONTACT', contactId);
  assert.match(message.message, /options/);
});

test('the options keep the token in memory only', async () => {
  const options = await open('options.html');
  await options.fill('[name=accessToken]', 'pat-extension');
  await options.fill('[name=baseUrl]', baseUrl);
  await options.click('button');
  await options.waitForFunction(() => document.querySelector('output').value !== '');
  assert.deepEqual(await stored(options), [true, false, false]);
  await options.close();
});

test('engagements are listed and made', async () => {
  const before = await associated();
  assert.ok(before.length > 0);
  const made = await call('create', note('from the panel'));
  assert.equal(made.metadata.body, 'from the panel');
  assert.deepEqual(await associated(), [...before, made.engagement.id]);
});

test('an error of the service is the same class in the panel', async () => {
  const error = await failure('update', 1, { metadata: { body: 'nothing' } });
  assert.deepEqual([error.name, error.status], ['NotFoundError', 404]);
});

test('the worker is stopped, the next message wakes it, and it still has the token', async () => {
  const before = await associated();
  assert.equal(await stopWorkers(context, panel), 1);
  assert.deepEqual(await associated(), before);
  await stopWorkers(context, panel);
  const made = await call('create', note('after the pause'));
  assert.equal((await associated()).at(-1), made.engagement.id);
  assert.deepEqual(await stored(panel), [true, false, false]);
});

test('a worker that is stopped in the middle of a create leaves a ticket', async () => {
  const plan = [{ method: 'POST', effect: { delay_ms: 60_000 } }];
  await admin('faults', { method: 'PUT', body: JSON.stringify(plan) });
  const before = await state();
  const pending = failure('create', note('cut short'));
  while ((await state()).created === before.created) await new Promise((resolve) => setTimeout(resolve, 20));
  await stopWorkers(context, panel);
  const error = await pending;
  assert.equal(error.name, 'AmbiguousCreateError');
  const { outcome, exact } = await call('reconcile', error.ticket, { waitMs: 0 });
  assert.deepEqual([outcome, exact], ['created', true]);
  assert.equal((await state()).created, before.created + 1);
  const left = await panel.evaluate(async () => Object.keys(await chrome.storage.session.get()));
  assert.deepEqual(left, ['connection']);
});

test('the panel shows the element, which talks to the service through the worker', async () => {
  await panel.fill('[name=id]', String(contactId));
  await panel.click('text=Show');
  const articles = panel.locator('article');
  await articles.first().waitFor();
  await stopWorkers(context, panel);
  await panel.locator('.actions').getByRole('button', { name: 'Log call' }).click();
  await panel.getByRole('textbox', { name: 'What was said' }).fill('typed into the panel');
  await panel.getByRole('spinbutton', { name: 'Minutes' }).fill('3');
  await panel.getByRole('button', { name: 'Save' }).click();
  await articles
    .filter({ hasText: 'typed into the panel' })
    .and(panel.locator('[data-state=saved]'))
    .waitFor();
  const { metadata } = await (await admin(`engagements/${(await associated()).at(-1)}`)).json();
  assert.deepEqual([metadata.body, metadata.durationMilliseconds], ['typed into the panel', 180_000]);
});

test('a web page reaches neither the service nor the extension', async () => {
  const page = await context.newPage();
  const answer = await page.evaluate((url) => fetch(url).then(String, String), `${baseUrl}/crm/v3/owners`);
  assert.match(answer, /Failed to fetch/);
  assert.equal(await page.evaluate(() => typeof globalThis.chrome?.runtime?.sendMessage), 'undefined');
  await page.close();
});

test('no page of the extension has crashed', () => assert.deepEqual(problems, []));

const note = (body) => ({
  engagement: { type: 'NOTE', timestamp: Date.now() },
  associations: { contactIds: [contactId] },
  metadata: { body },
});

/** Calls the panel's client. */
function call(method, ...args) {
  return panel.evaluate(
    async ([method, args]) => {
      const { hubspot } = await import('./proxy.js');
      return hubspot[method](...args);
    },
    [method, args],
  );
}

function failure(method, ...args) {
  return panel.evaluate(
    async ([method, args]) => {
      const { hubspot } = await import('./proxy.js');
      try {
        await hubspot[method](...args);
        return { name: 'nothing' };
      } catch (error) {
        const { name, message, status, ticket } = error;
        return { name, message, status, ticket };
      }
    },
    [method, args],
  );
}

function associated() {
  return panel.evaluate(async (contactId) => {
    const { hubspot } = await import('./proxy.js');
    const ids = [];
    for await (const { engagement } of hubspot.associated('CONTACT', contactId, { limit: 5 }))
      ids.push(engagement.id);
    return ids;
  }, contactId);
}

/** In which of Chrome's stores the token is: in memory, on the disk, in the profile that is synchronised. */
function stored(page) {
  return page.evaluate(async () => {
    const stores = [chrome.storage.session, chrome.storage.local, chrome.storage.sync];
    const contents = await Promise.all(stores.map((store) => store.get()));
    return contents.map((content) => JSON.stringify(content).includes('pat-extension'));
  });
}

async function state() {
  return (await admin('state')).json();
}
