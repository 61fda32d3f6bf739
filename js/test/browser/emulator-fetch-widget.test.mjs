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
const articles = page.locator('hubspot-engagement-timeline article');
await articles.first().waitFor();

test('the widget shows a contact’s engagements without a server', async () => {
  assert.ok((await articles.count()) > 10);
  assert.ok((await page.locator('#log li').count()) > 0);
});

for (const [fault, seen] of [
  ['nothing', '200'],
  ['limit', '429'],
  ['lost', 'no answer'],
]) {
  test(`a note is added once, whatever goes wrong: ${fault}`, async () => {
    const body = `note when ${fault} goes wrong`;
    const added = articles.filter({ hasText: body });
    if (fault !== 'nothing') await page.click(`button[value=${fault}]`);
    await addNote(body);
    if (fault === 'lost') await added.getByRole('button', { name: 'Check' }).click();
    await added.and(page.locator('[data-state=saved]')).waitFor();
    assert.equal(await added.count(), 1);
    assert.match(await page.locator('#log').innerText(), new RegExp(seen));
  });
}

test('what others wrote carries no script into the page', async () => {
  await addNote('<img src=x><script>alert(1)</script>seen');
  await articles.filter({ hasText: 'seen' }).first().waitFor();
  assert.equal(await articles.locator('img, script').count(), 0);
});

test('nothing is asked of another host, and nothing crashed', () => {
  assert.deepEqual(
    asked.filter((url) => !url.startsWith(origin) && !url.startsWith('data:')),
    [],
  );
  assert.deepEqual(problems, []);
});

async function addNote(body) {
  await page.locator('.actions').getByRole('button', { name: 'Note' }).click();
  await page.getByRole('textbox', { name: 'Note' }).fill(body);
  await page.getByRole('button', { name: 'Save' }).click();
}
