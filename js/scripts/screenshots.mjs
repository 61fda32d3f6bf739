// Takes pictures of the timeline in each of its states into `screenshots`, for somebody to look at.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { openTimelines } from '../test/browser/element-page.mjs';

const folder = fileURLToPath(new URL('../screenshots/', import.meta.url));
await mkdir(folder, { recursive: true });
const timelines = await openTimelines('--engagements', '60');
const CREATE = { method: 'POST', path: '/engagements/v1/engagements' };
const NOBODY = { attributes: { 'record-id': '987654' } };

const button = (page, name) => page.getByRole('button', { name, exact: true });
const filled = (page) => page.getByRole('article').first().waitFor();

async function writeNote(page) {
  await filled(page);
  await button(page, 'Add note').click();
  await page.getByRole('textbox').fill('Asked for an offer by Friday.');
  await button(page, 'Save').click();
}

/** By name: how the page is opened, what goes wrong, and what is done. */
const STATES = {
  light: { act: filled },
  dark: { dark: true, act: filled },
  narrow: { width: 300, act: filled },
  wide: { width: 760, act: filled },
  empty: { ...NOBODY, act: (page) => page.getByText('No activities yet').waitFor() },
  loading: {
    faults: [{ path: '/engagements/*', effect: { silence: true } }],
    act: (page) => page.waitForTimeout(300),
  },
  error: {
    client: { maxAttempts: 1 },
    faults: [{ path: '/engagements/*', times: 'forever', effect: { status: 503 } }],
    act: (page) => button(page, 'Try again').waitFor(),
  },
  'form-call': { act: (page) => filled(page).then(() => button(page, 'Log call').click()) },
  'form-note': { act: (page) => filled(page).then(() => button(page, 'Add note').click()) },
  'form-task': { width: 300, act: (page) => filled(page).then(() => button(page, 'Add task').click()) },
  'form-dark': { dark: true, act: (page) => filled(page).then(() => button(page, 'Log call').click()) },
  refused: {
    faults: [{ ...CREATE, effect: { status: 400, json: { status: 'error', message: 'Body is too long' } } }],
    act: (page) => writeNote(page).then(() => page.getByText('Not saved').first().waitFor()),
  },
  ambiguous: {
    faults: [{ ...CREATE, times: 'forever', commit: true, effect: { reset: true } }],
    act: (page) => writeNote(page).then(() => button(page, 'Check').waitFor()),
  },
  'ambiguous-dark': {
    dark: true,
    faults: [{ ...CREATE, times: 'forever', commit: true, effect: { reset: true } }],
    act: (page) => writeNote(page).then(() => button(page, 'Check').waitFor()),
  },
  filtered: {
    act: (page) => filled(page).then(() => button(page, 'Calls').click()),
  },
};

const wanted = process.argv.slice(2);
for (const [name, { faults = [], act, ...options }] of Object.entries(STATES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  await timelines.faults(...faults);
  const page = await timelines.open(options);
  await page.evaluate(() => document.body.style.setProperty('margin', '0'));
  await act(page);
  await page.waitForTimeout(150);
  await page.screenshot({ path: `${folder}${name}.png` });
  await page.context().close();
  console.log(`screenshots/${name}.png`);
}
await timelines.close();
