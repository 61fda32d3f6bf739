// A worker that carries out the checks of operations.mjs, the same as Node and pages do, and says what went wrong.
import * as module from '../../dist/index.js';
import { OPERATIONS } from './operations.mjs';

self.addEventListener('message', async ({ data: { options, portal } }) => {
  const problems = {};
  try {
    const hubspot = await module.Engagements.connect(options);
    for (const [name, check] of Object.entries(OPERATIONS)) {
      problems[name] = await check(hubspot, portal, module).then(
        () => null,
        (error) => String(error?.stack ?? error),
      );
    }
    hubspot.close();
  } catch (error) {
    problems.connect = String(error);
  }
  self.postMessage(problems);
});
