import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { openPage } from './page.mjs';

const { page, origin, close } = await openPage();
after(close);
const problems = [];
page.on('pageerror', (error) => problems.push(error.message));
page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
const asked = [];
page.on('request', (request) => asked.push(request.url()));
await page.goto(`${origin}/examples/sidebar-widget/index.html`);
const loaded = page.getByText(/^\d+ engagements$/);
await loaded.waitFor();

test('the widget shows a contact’s engagements without a server', async () => {
  assert.ok((await page.locator('#timeline li').count()) > 10);
  assert.ok((await page.locator('#log li').count()) > 0);
});

for (const [fault, seen] of [
  [undefined, 'POST'],
  ['unavailable', '503'],
  ['limit', '429'],
  ['lost', 'no answer'],
]) {
  test(`a note is added once: ${fault ?? 'nothing goes wrong'}`, async () => {
    const body = `note of ${fault}`;
    if (fault) await page.click(`button[value=${fault}]`);
    await page.fill('textarea', body);
    await page.click('text=Add note');
    await page.locator('#timeline li', { hasText: body }).waitFor();
    assert.equal(await page.locator('#timeline li', { hasText: body }).count(), 1);
    assert.match(await page.locator('#log').innerText(), new RegExp(seen));
  });
}

test('what others wrote is shown as text', async () => {
  await page.fill('textarea', '<img src=x><script>alert(1)</script>seen');
  await page.click('text=Add note');
  await page.locator('#timeline li', { hasText: 'seen' }).waitFor();
  assert.equal(await page.locator('#timeline img, #timeline script').count(), 0);
});

test('nothing is asked of another host, and nothing crashed', () => {
  assert.deepEqual(
    asked.filter((url) => !url.startsWith(origin) && !url.startsWith('data:')),
    [],
  );
  assert.deepEqual(problems, []);
});
