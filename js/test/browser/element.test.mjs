// The timeline as somebody uses it, in Chromium, against the emulator.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import test, { after, beforeEach } from 'node:test';
import { openTimelines } from './element-page.mjs';

const timelines = await openTimelines('--engagements', '120');
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
after(() => timelines.close());
beforeEach(() => timelines.faults());

const CREATE = { method: 'POST', path: '/engagements/v1/engagements' };
const LISTING = '/engagements/v1/engagements/associated/*';
// Chromium sends a POST again by itself when a connection that was in use breaks.
const LOST = { ...CREATE, times: 'forever', effect: { reset: true } };
const REFUSED = { ...CREATE, effect: { status: 400, json: { status: 'error', message: 'no such thing' } } };
let records = 70_000;
/** A contact of which there are no engagements yet. */
const nobody = () => ({ attributes: { 'record-id': String(++records) } });

const button = (page, name) => page.getByRole('button', { name, exact: true });
const article = (page, name) => page.getByRole('article', { name });
const filled = (page) => page.getByRole('article').first().waitFor();
const heard = (page) => page.evaluate(() => window.heard);
const focused = (page) =>
  page.evaluate(() => {
    const { activeElement } = window.timeline.shadowRoot;
    return activeElement?.name || activeElement?.textContent;
  });
const creates = async () => (await timelines.admin('GET', 'state')).created;

async function opened(t, options) {
  const page = await timelines.open(options);
  t.after(() => page.context().close());
  return page;
}

async function writeNote(page, text) {
  await button(page, 'Add note').click();
  await page.getByRole('textbox', { name: 'Note' }).fill(text);
  await button(page, 'Save').click();
}

async function assertAccessible(page, state) {
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const { violations } = await window.axe.run(window.timeline);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
  assert.deepEqual(violations, [], state);
}

test('engagements come newest first, with owners, outcomes and times', async (t) => {
  const page = await opened(t);
  await filled(page);
  await page.getByText('by Maya Lindqvist').first().waitFor();
  const times = await page.locator('article time').evaluateAll((all) => all.map((each) => each.dateTime));
  assert.ok(times.length > 3);
  assert.deepEqual(times, times.toSorted().reverse());
  const title = await page.locator('article time').first().getAttribute('title');
  assert.match(title, /\d{4}/);
});

test('kinds can be filtered', async (t) => {
  const page = await opened(t);
  await filled(page);
  const kinds = () => page.getByRole('article').evaluateAll((all) => all.map(({ dataset }) => dataset.kind));
  const all = await kinds();
  await button(page, 'Calls').click();
  assert.equal(await button(page, 'Calls').getAttribute('aria-pressed'), 'true');
  const calls = all.filter((kind) => kind === 'CALL');
  assert.ok(calls.length > 0 && calls.length < all.length);
  assert.deepEqual(await kinds(), calls);
  await button(page, 'Calls').click();
  assert.deepEqual(await kinds(), all);
});

test('more is loaded as one scrolls, and by a button', async (t) => {
  const page = await opened(t, { attributes: { 'page-size': '8' } });
  await filled(page);
  await page.waitForTimeout(300);
  const before = await page.getByRole('article').count();
  await page.mouse.wheel(0, 50_000);
  await page.waitForFunction(
    (before) => window.timeline.shadowRoot.querySelectorAll('article').length > before,
    before,
  );
});

test('a page that fails says so, and can be asked for again', async (t) => {
  await timelines.faults({ method: 'GET', path: LISTING, skip: 1, effect: { status: 503 } });
  const page = await opened(t, {
    attributes: { 'page-size': '1' },
    client: { maxAttempts: 1 },
  });
  await page.getByText('More could not be loaded.').first().waitFor();
  assert.equal(await page.getByRole('article').count(), 1);
  assert.deepEqual(
    (await heard(page)).map(({ type, action }) => [type, action]),
    [['error', 'load']],
  );
  await button(page, 'Try again').click();
  await page.getByRole('article').nth(1).waitFor();
});

test('a note is shown while it is saved, and is the service’s afterwards', async (t) => {
  const page = await opened(t, nobody());
  await page.getByText('No activities yet').waitFor();
  await timelines.faults({ ...CREATE, effect: { delay_ms: 400 } });
  await writeNote(page, 'Met <b>at</b> the fair & liked it.');
  await page.getByRole('article').getByText('Saving…').waitFor();
  assert.equal(await focused(page), 'Add note');
  await page.locator('article[data-state=saved]').waitFor();
  assert.equal(await page.locator('article .body').textContent(), 'Met <b>at</b> the fair & liked it.');
  const [{ type, id }] = await heard(page);
  assert.equal(type, 'engagement-created');
  assert.equal((await timelines.admin('GET', `engagements/${id}`)).engagement.type, 'NOTE');
});

test('a call is logged with its outcome and its minutes', async (t) => {
  const page = await opened(t, nobody());
  await page.getByText('No activities yet').waitFor();
  await button(page, 'Log call').click();
  assert.equal(await focused(page), 'outcome');
  await page.getByLabel('Outcome').selectOption({ label: 'Connected' });
  await page.getByLabel('Minutes').fill('3');
  await button(page, 'Save').click();
  await page.locator('article[data-state=saved]').waitFor();
  const { metadata } = await timelines.admin('GET', `engagements/${(await heard(page))[0].id}`);
  assert.equal(metadata.durationMilliseconds, 180_000);
  assert.equal(metadata.disposition, 'f240bbac-87c9-4f6e-bf70-924b57d47db7');
  assert.match(await page.locator('.meta').textContent(), /Connected.*3 min/);
});

test('a task is created and completed', async (t) => {
  const page = await opened(t, nobody());
  await page.getByText('No activities yet').waitFor();
  await button(page, 'Add task').click();
  await page.getByLabel('What is to be done').fill('Send the offer');
  await button(page, 'Save').click();
  await button(page, 'Mark as complete').click();
  await article(page, 'Send the offer').getByText('Completed').waitFor();
  await page.waitForFunction(() => window.heard.length === 2);
  const [made, updated] = await heard(page);
  assert.deepEqual([made.type, updated.type], ['engagement-created', 'engagement-updated']);
  assert.equal((await timelines.admin('GET', `engagements/${made.id}`)).metadata.status, 'COMPLETED');
});

test('a completion that is refused is taken back with the reason', async (t) => {
  const { attributes } = nobody();
  await timelines.make({ type: 'TASK' }, { subject: 'Call back' }, Number(attributes['record-id']));
  const page = await opened(t, { attributes });
  await timelines.faults({ method: 'PATCH', effect: { status: 403, json: { message: 'may not' } } });
  await button(page, 'Mark as complete').click();
  await article(page, 'Call back').getByText('Not changed').waitFor();
  await button(page, 'Mark as complete').waitFor();
});

test('a refused create brings the form back with the reason and the text', async (t) => {
  await timelines.faults(REFUSED);
  const page = await opened(t, nobody());
  await page.getByText('No activities yet').waitFor();
  await writeNote(page, 'keep me');
  await page.getByRole('alert').getByText('no such thing').waitFor();
  const field = page.getByRole('textbox', { name: 'Note' });
  assert.equal(await field.inputValue(), 'keep me');
  assert.equal(await focused(page), 'body');
  assert.equal(await page.getByRole('article').count(), 0);
  await button(page, 'Save').click();
  await page.locator('article[data-state=saved]').waitFor();
});

test('a refused create leaves another form alone, and can be edited again', async (t) => {
  await timelines.faults(REFUSED);
  const page = await opened(t, nobody());
  await page.getByText('No activities yet').waitFor();
  await page.evaluate(() => {
    const { client } = window.timeline;
    const create = client.create.bind(client);
    client.create = async (...given) => {
      await new Promise((resolve) => {
        window.send = resolve;
      });
      return create(...given);
    };
  });
  await writeNote(page, 'the first');
  await button(page, 'Log call').click();
  await page.getByLabel('What was said').fill('the second');
  await page.evaluate(() => window.send());
  await page.getByRole('article').getByText('no such thing').waitFor();
  assert.equal(await page.getByLabel('What was said').inputValue(), 'the second');
  await button(page, 'Edit again').click();
  assert.equal(await page.getByRole('textbox', { name: 'Note' }).inputValue(), 'the first');
});

test('a create whose answer was lost is checked when asked, and never sent again', async (t) => {
  await timelines.faults({ ...LOST, commit: true });
  const page = await opened(t, { ...nobody(), client: { streamBodies: false } });
  await page.getByText('No activities yet').waitFor();
  const before = await creates();
  await writeNote(page, 'was it?');
  await page.getByText('May have been saved').first().waitFor();
  const made = (await creates()) - before;
  await timelines.faults();
  await page.waitForTimeout(500);
  assert.equal((await creates()) - before, made);
  assert.equal((await heard(page))[0].code, 'ambiguous_create');
  await button(page, 'Check').click();
  await page.locator('article[data-state=saved]').first().waitFor();
  assert.equal(await page.getByRole('article').count(), made);
  assert.equal((await creates()) - before, made);
});

test('a create that never arrived stays uncertain, and survives a refresh', async (t) => {
  await timelines.faults({ ...LOST, commit: false });
  const page = await opened(t, nobody());
  await page.getByText('No activities yet').waitFor();
  const before = await creates();
  await writeNote(page, 'lost');
  await button(page, 'Check').click();
  await page.getByRole('article').getByText('Not found yet').waitFor({ timeout: 15_000 });
  await page.evaluate(() => window.timeline.refresh());
  await button(page, 'Check').waitFor();
  assert.equal(await creates(), before);
});

test('it works under a strict Content-Security-Policy', async (t) => {
  const csp = "style-src 'none'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; img-src 'none'";
  const page = await opened(t, { csp });
  await filled(page);
  const width = await page
    .locator('.badge')
    .first()
    .evaluate((badge) => getComputedStyle(badge).width);
  assert.equal(width, '30px');
});

test('leaving the page gives up what is under way', async (t) => {
  await timelines.faults({ path: LISTING, effect: { silence: true } });
  const page = await opened(t);
  await page.waitForTimeout(300);
  const aborted = page.waitForEvent('requestfailed', {
    predicate: (request) => request.url().includes('/associated/'),
    // Far less than the client's own patience.
    timeout: 5_000,
  });
  await page.evaluate(() => window.timeline.remove());
  assert.match((await aborted).failure().errorText, /ABORTED/);
});

test('another record replaces what was shown', async (t) => {
  const page = await opened(t);
  await filled(page);
  await button(page, 'Add note').click();
  await page.evaluate(() => window.timeline.setAttribute('record-id', '69999'));
  await page.getByText('No activities yet').waitFor();
  assert.equal(await page.getByRole('article').count(), 0);
  assert.equal(await page.locator('form').count(), 0);
});

test('texts can be replaced', async (t) => {
  const page = await opened(t);
  await filled(page);
  await page.evaluate(() => {
    window.timeline.strings = { addNote: 'Notiz' };
  });
  await button(page, 'Notiz').click();
  await page.getByText('Add a note').waitFor();
});

test('the keyboard is enough', async (t) => {
  const page = await opened(t);
  await filled(page);
  await button(page, 'Add note').focus();
  await page.keyboard.press('Enter');
  assert.equal(await focused(page), 'body');
  await page.keyboard.press('Escape');
  assert.equal(await focused(page), 'Add note');
  assert.equal(await page.locator('form').count(), 0);
  await page.getByRole('article').first().focus();
  await page.keyboard.press('PageDown');
  const second = await page.getByRole('article').nth(1).textContent();
  assert.equal(await focused(page), second);
});

test('a client may be any object that passes messages', async (t) => {
  const page = await opened(t, nobody());
  await page.evaluate(() => {
    const engagement = {
      engagement: { id: '5', type: 'NOTE', timestamp: 0 },
      metadata: { body: 'by message' },
    };
    window.timeline.client = {
      associated: async () => ({ items: [engagement] }),
      owners: async () => [],
      dispositions: async () => [],
    };
  });
  await page.getByText('by message').waitFor();
});

test('axe sees into the element', async (t) => {
  const page = await opened(t);
  await filled(page);
  await page.evaluate(() => window.timeline.style.setProperty('--engagements-muted', '#ccc'));
  await assert.rejects(assertAccessible(page, 'too pale'), /color-contrast/);
});

test('names that come late reach a form that is open, and what failed is asked for again', async (t) => {
  await timelines.faults({ method: 'GET', path: '/calling/*', effect: { status: 403 } });
  const page = await opened(t);
  await filled(page);
  await page.waitForFunction(() => window.heard.length === 1);
  assert.equal((await heard(page))[0].action, 'names');
  await button(page, 'Log call').click();
  assert.equal(await page.getByLabel('Outcome').locator('option').count(), 1);
  await page.evaluate(() => window.timeline.refresh());
  await page.getByLabel('Outcome').locator('option').nth(3).waitFor({ state: 'attached' });
});

test('a refusal tears nobody away from elsewhere in the page', async (t) => {
  await timelines.faults(REFUSED);
  const page = await opened(t, nobody());
  await page.getByText('No activities yet').waitFor();
  await page.evaluate(() => {
    const field = document.body.appendChild(document.createElement('input'));
    window.timeline.addEventListener('error', () => {
      window.stayed = document.activeElement === field;
    });
    const { client } = window.timeline;
    const create = client.create.bind(client);
    client.create = (...given) => {
      setTimeout(() => field.focus());
      return create(...given);
    };
  });
  await writeNote(page, 'x');
  await page.getByRole('alert').waitFor();
  assert.equal(await page.evaluate(() => window.stayed), true);
});

const STATES = {
  filled: { act: filled },
  empty: { ...nobody(), act: (page) => page.getByText('No activities yet').waitFor() },
  loading: {
    faults: [{ path: '/engagements/*', effect: { silence: true } }],
    act: (page) => page.waitForTimeout(200),
  },
  failed: {
    client: { maxAttempts: 1 },
    faults: [{ path: LISTING, times: 'forever', effect: { status: 500 } }],
    act: (page) => button(page, 'Try again').waitFor(),
  },
  ambiguous: {
    faults: [LOST],
    act: (page) =>
      filled(page)
        .then(() => writeNote(page, 'x'))
        .then(() => button(page, 'Check').waitFor()),
  },
  refused: {
    faults: [REFUSED],
    act: (page) =>
      filled(page)
        .then(() => writeNote(page, 'x'))
        .then(() => page.getByRole('alert').waitFor()),
  },
};
for (const name of ['Log call', 'Add note', 'Add task']) {
  STATES[`form ${name}`] = { act: (page) => filled(page).then(() => button(page, name).click()) };
}
for (const [state, { act, faults = [], ...options }] of Object.entries(STATES)) {
  for (const dark of [false, true]) {
    test(`axe finds nothing: ${state}, ${dark ? 'dark' : 'light'}`, async (t) => {
      await timelines.faults(...faults);
      const page = await opened(t, { dark, ...options });
      await act(page);
      await assertAccessible(page, state);
      await page.setViewportSize({ width: 300, height: 700 });
      await assertAccessible(page, `${state}, narrow`);
      const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      assert.equal(isTooWide, false);
    });
  }
}
