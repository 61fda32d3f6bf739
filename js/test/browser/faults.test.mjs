// The rows of the fault table (`tests/faults`) that only a browser can meet.
import { after, test } from 'node:test';
import { cases, runInPage } from '../support/faults.mjs';
import { openPage } from './page.mjs';

const { page, origin, close } = await openPage();
after(close);

let ran = 0;
for (const { title, fault } of cases('chromium')) {
  test(`${title}, in Chromium`, async () => {
    await runInPage(fault, page, origin);
    ran += 1;
  });
}

after(() => console.log(`faults in Chromium: ${ran} cases`));
