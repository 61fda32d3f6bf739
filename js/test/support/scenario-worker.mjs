// A worker, of a page or of an extension, that carries out the checks of operations.mjs, the same as Node and pages do.
import * as module from '../../dist/index.js';
import { OPERATIONS } from './operations.mjs';

/** By the operation's name: what went wrong, or `null`. */
self.runScenario = async ({ options, portal }) => {
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
  return problems;
};

self.addEventListener('message', async ({ data }) => self.postMessage(await self.runScenario(data)));
