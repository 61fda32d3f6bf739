// What the timeline makes of bodies that strangers wrote, in Chromium: by each sanitiser that it can have.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { openTimelines } from './element-page.mjs';

const timelines = await openTimelines('--engagements', '1');
after(() => timelines.close());
let records = 70_000;

/** A page with the timeline of a contact who has this one email; `before` runs in it before any script. */
async function opened(t, email, before, shown) {
  const contact = ++records;
  await timelines.make({ type: 'EMAIL' }, email, contact);
  const page = await timelines.open({ attributes: { 'record-id': String(shown ?? contact) }, before });
  t.after(() => page.context().close());
  return { page, contact: String(contact) };
}

const HOSTILE = `<p onclick="pwned()">hello</p><script>pwned()</script><img src="https://evil.example/i" onerror="pwned()">
  <a href="javascript:pwned()">one</a><a href="java&#10;script:pwned()">two</a><a href="https://good.example/x">three</a>
  <form action="https://evil.example/f"><input name="q" autofocus onfocus="pwned()"><button>go</button></form>
  <iframe src="https://evil.example/frame" srcdoc="<script>parent.pwned()</script>"></iframe>
  <svg onload="pwned()"><script>pwned()</script><use href="https://evil.example/u#x"/></svg>
  <style>@import "https://evil.example/s"; * { background: url(https://evil.example/b) }</style>
  <div style="background:url(https://evil.example/d)" id="t" class="state">styled</div>
  <link rel="stylesheet" href="https://evil.example/l"><video src="https://evil.example/v" poster="https://evil.example/p"></video>
  <math><mtext><table><mglyph><style><img src=x onerror="pwned()"></style></mglyph></table></mtext></math>
  <template><img src=x onerror="pwned()"></template><base href="https://evil.example/">
  <meta http-equiv="refresh" content="0;url=https://evil.example/m">`;

/** How bodies are sanitised: what a page must lack for it, and whether DOMPurify is loaded then. */
const SANITIZERS = {
  'the browser’s own sanitiser': [() => {}, false],
  DOMPurify: [() => delete Element.prototype.setHTML, true],
  'DOMPurify beside an older sanitiser': [() => delete Sanitizer.prototype.removeUnsafe, true],
};

for (const [sanitizer, [before, isLoaded]] of Object.entries(SANITIZERS)) {
  test(`what an email brings does nothing and sends nothing, by ${sanitizer}`, async (t) => {
    const email = { subject: '<img src=x onerror=pwned()>', html: HOSTILE };
    const { page, contact } = await opened(t, email, before, 1);
    const asked = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.evaluate((id) => {
      window.ran = 0;
      window.pwned = () => window.ran++;
      window.timeline.recordId = id;
    }, contact);
    const body = page.locator('article .body');
    await body.getByText('hello').waitFor();
    await body.getByText('hello').click();
    await page.waitForTimeout(300);
    const seen = await body.evaluate((body) => ({
      names: [...new Set([...body.querySelectorAll('*')].map(({ localName }) => localName))].sort(),
      attributes: [...body.querySelectorAll('*')].flatMap((each) => each.getAttributeNames()).sort(),
      links: [...body.querySelectorAll('a[href]')].map((link) => [link.href, link.target, link.rel]),
    }));
    assert.deepEqual(seen.links, [['https://good.example/x', '_blank', 'noopener noreferrer']]);
    assert.deepEqual(
      seen.names.filter((name) => !['a', 'div', 'p', 'table'].includes(name)),
      [],
    );
    assert.deepEqual(
      [...new Set(seen.attributes)].filter((name) => !['href', 'rel', 'target'].includes(name)),
      [],
    );
    assert.equal(await page.evaluate(() => window.ran), 0);
    assert.deepEqual(
      asked.filter((url) => url.includes('evil') || url.endsWith('/x')),
      [],
    );
    assert.ok(asked.length > 0);
    assert.equal(await hasLoadedDomPurify(page), isLoaded);
  });

  test(`text and its structure are kept, by ${sanitizer}`, async (t) => {
    const { page } = await opened(t, { html: HARMLESS }, before);
    const body = page.locator('article .body');
    await body.getByText('to the end').waitFor();
    const html = await body.evaluate((body) => body.innerHTML);
    assert.equal(html.replaceAll(' target="_blank" rel="noopener noreferrer"', ''), KEPT);
  });
}

/** Whether any script of this page holds it. */
function hasLoadedDomPurify(page) {
  return page.evaluate(async () => {
    const scripts = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'));
    const texts = await Promise.all(scripts.map(async ({ name }) => (await fetch(name)).text()));
    return texts.some((text) => text.includes('ALLOWED_TAGS') && text.includes('createHTMLDocument'));
  });
}

// As Outlook and others write them.
const HARMLESS = `<html><head><title>gone</title></head><body bgcolor=white><center><font color="#1f497d">Dear <b>Maya</b>,</font></center>
<p class="MsoNormal" dir="rtl" lang="ar" data-x="1" aria-label="x">one<o:p></o:p><!-- gone --></p><my-part>two</my-part>
<ul><li>three<ol><li>four</ol></ul><table border=1 width="9"><tr><td colspan="2" style="color:red">five</table>
<form><button>six</button><select><option>seven</select></form><noscript>gone</noscript><xmp>gone</xmp>
<a href="HTTPS://good.example/a?b=c&amp;d">eight</a><a href="mailto:a@b.example" id="t">nine</a><a href="/relative">ten</a>
<a href="ftp://bad.example">eleven</a><a href="tel:+49 30">to the end</a></body></html>`;
const KEPT = `Dear <b>Maya</b>,
<p dir="rtl" lang="ar">one</p>two
<ul><li>three<ol><li>four</li></ol></li></ul><table><tbody><tr><td colspan="2">five</td></tr></tbody></table>
sixseven
<a href="HTTPS://good.example/a?b=c&amp;d">eight</a><a href="mailto:a@b.example">nine</a><a>ten</a>
<a>eleven</a><a href="tel:+49 30">to the end</a>`;
