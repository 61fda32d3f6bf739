import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const build = fileURLToPath(new URL('../../../examples/extension-mv3/build.mjs', import.meta.url));

/** The example extension in a fresh profile of Chromium, allowed to call this machine. */
export async function openExtension() {
  const folder = await mkdtemp(join(tmpdir(), 'hubspot-extension-'));
  const extension = join(folder, 'extension');
  await promisify(execFile)(process.execPath, [build, '--emulator', extension]);
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath: process.env.CHROME_BIN ?? '/usr/bin/chromium',
    headless: false, // Playwright's own headless has no extensions
    ignoreDefaultArgs: ['--disable-extensions'],
    args: [
      '--headless=new',
      `--disable-extensions-except=${extension}`,
      `--load-extension=${extension}`,
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--no-proxy-server',
    ],
  });
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  const { host } = new URL(worker.url()); // Node knows no origin of such an address
  const open = async (file) => {
    const page = await context.newPage();
    await page.goto(`chrome-extension://${host}/${file}`);
    return page;
  };
  const close = async () => {
    await context.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { context, open, close };
}

/** Stops an extension's worker as the browser does when it is idle. Gives how many were running. */
export async function stopWorkers(context, page) {
  const session = await context.newCDPSession(page);
  const [ran, stopped] = [new Set(), new Set()];
  session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
    for (const { versionId, runningStatus } of versions) {
      if (runningStatus === 'stopped') stopped.add(versionId);
      else ran.add(versionId);
    }
  });
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.stopAllWorkers');
  // What it says comes behind its answer. A worker that had gone to sleep by itself says nothing, so this ends anyway.
  for (let looks = 0; looks < 250 && stopped.size === 0; looks += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await session.detach();
  return ran.size;
}
