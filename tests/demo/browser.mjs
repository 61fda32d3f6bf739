// The browser's part of the demo: a page that lists what was modified last.
import { readFileSync } from "node:fs";
import { openPage } from "../../js/test/browser/page.mjs";

const { base_url: baseUrl, token: accessToken } = JSON.parse(readFileSync(0, "utf8"));
const { page, browser, close } = await openPage();
try {
  const recent = await page.evaluate(
    async ({ baseUrl, accessToken }) => {
      const { Engagements } = await import("/js/dist/index.js");
      const { identity } = await import("/tests/demo/identity.mjs");
      const hubspot = await Engagements.connect({ accessToken, baseUrl });
      const first = await hubspot.recent({ count: 20 });
      return [...first].map(identity);
    },
    { baseUrl, accessToken },
  );
  console.log(JSON.stringify({ recent, browser: `Chromium ${browser.version()}` }));
} finally {
  await close();
}
