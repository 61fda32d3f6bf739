import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const js = fileURLToPath(new URL('../..', import.meta.url));
const build = fileURLToPath(new URL('../../../examples/extension-mv3/build.mjs', import.meta.url));

/** The example extension in a fresh profile of Chromium, allowed to call this machine. */
export function openExtension() {
  return openUnpacked((folder) => promisify(execFile)(process.execPath, [build, '--emulator', folder]));
}

/** An extension whose worker has the checks of operations.mjs: the same files as a page has, at the same places. */
export function openScenario() {
  return openUnpacked(async (folder) => {
    for (const path of ['dist', 'wasm', 'test/support']) {
      await cp(join(js, path), join(folder, path), { recursive: true });
    }
    const manifest = {
      manifest_version: 3,
      name: 'scenario',
      version: '1',
      host_permissions: ['http://127.0.0.1/*'],
      background: { service_worker: 'test/support/scenario-worker.mjs', type: 'module' },
      content_security_policy: {
        extension_pages: "script-src 'self' 'wasm-unsafe-eval'; object-src 'self'",
      },
    };
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  });
}

/** What `make` puts into the folder that it is given, loaded into a fresh profile. */
async function openUnpacked(make) {
  const folder = await mkdtemp(join(tmpdir(), 'hubspot-extension-'));
  const extension = join(folder, 'extension');
  await make(extension);
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
  return { context, worker, open, close };
}

/** Stops an extension's worker as the browser does when it is idle. Gives how many were running. */
export async function stopWorkers(context, page) {
  const session = await context.newCDPSession(page);
  const seen = { running: new Set(), stopped: new Set() };
  session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
    for (const { versionId, runningStatus } of versions) seen[runningStatus]?.add(versionId);
  });
  await session.send('ServiceWorker.enable');
  // What is told comes behind the answers. A worker that had gone to sleep by itself may say nothing, so waits end.
  await soon(() => seen.running.size > 0 || seen.stopped.size > 0);
  if (seen.running.size > 0) {
    seen.stopped.clear();
    await session.send('ServiceWorker.stopAllWorkers');
    await soon(() => seen.stopped.size > 0);
  }
  await session.detach();
  return seen.running.size;
}

async function soon(holds) {
  for (let looks = 0; looks < 250 && !holds(); looks += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
