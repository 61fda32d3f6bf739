import { chromium } from 'playwright-core';
import { serveFiles } from '../support/static-server.mjs';

/** An empty page in a fresh profile, which can import `/js/dist/index.js`. `more` are arguments of Chromium's. */
export async function openPage(...more) {
  const files = await serveFiles();
  const browser = await chromium.launch({
    executablePath: process.env.CHROME_HEADLESS_BIN ?? '/usr/bin/chromium-headless-shell',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-quic',
      '--disable-background-networking',
      '--no-proxy-server',
      ...more,
    ],
  });
  const page = await browser.newPage();
  await page.goto(files.origin);
  const close = async () => {
    await browser.close();
    await files.stop();
  };
  return { page, browser, origin: files.origin, close };
}
