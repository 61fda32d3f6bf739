// What a page does of a case: nothing here is Node's own.
import { Engagements } from '../../dist/index.js';

/** Carries out the steps and gives what came of each as plain data. */
export async function carryOut(options, steps) {
  const hubspot = await Engagements.connect(options);
  const outcomes = [];
  let ticket;
  for (const { operation, params } of steps) {
    try {
      outcomes.push({ value: await perform(hubspot, operation, params, ticket) });
    } catch (error) {
      ticket = error.ticket;
      const texts = [error.message, String(error), error.stack, JSON.stringify(error)];
      outcomes.push({ error: { isOurs: true, text: error.message, ...error.details, texts } });
    }
  }
  hubspot.close();
  return outcomes;
}

async function perform(hubspot, operation, params, ticket) {
  if (operation === 'engagements.get') return hubspot.get(params.id);
  if (operation === 'engagements.create') return hubspot.create(params.body);
  const { outcome, engagements } = await hubspot.reconcile(ticket, { waitMs: params.waitMs });
  return { outcome, records: engagements.length };
}
