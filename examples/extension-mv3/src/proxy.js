// A client whose every call is a message to the worker. Messages are JSON: times and ids go as texts and numbers.
import { takeTicket } from './journal.js';
import { errorFrom } from './package/dist/index.js';

/** What a panel needs of a client. */
export const hubspot = {
  associated: (...args) => new Listing((offset) => ask('associated', withOffset(args, offset))),
  owners: () => ask('owners', []),
  dispositions: () => ask('dispositions', []),
  create: (engagement) => ask('create', [engagement]),
  update: (id, changes) => ask('update', [id, changes]),
  reconcile: (ticket, { waitMs } = {}) => ask('reconcile', [ticket, { waitMs }]),
};

/** Await it for its first page, or iterate over everything. */
class Listing {
  #page;

  constructor(page) {
    this.#page = page;
  }

  // biome-ignore lint/suspicious/noThenProperty: as the package's own listings.
  then(...handlers) {
    return this.#page().then(...handlers);
  }

  async *pages() {
    let offset;
    do {
      const page = await this.#page(offset);
      yield page;
      offset = page.next;
    } while (offset !== undefined);
  }

  async *[Symbol.asyncIterator]() {
    for await (const page of this.pages()) yield* page.items;
  }
}

function withOffset([objectType, objectId, options = {}], offset = options.offset) {
  const { signal: _, ...rest } = options; // an AbortSignal cannot be sent
  return [objectType, objectId, { ...rest, offset }];
}

async function ask(method, args) {
  const call = crypto.randomUUID();
  // What comes back is nothing where Chrome stopped the worker meanwhile.
  const answer = await chrome.runtime.sendMessage({ method, args, call }).catch(() => undefined);
  if (answer?.details) throw errorFrom(answer.details);
  if (answer?.message) throw new Error(answer.message);
  if (answer) return answer.value;
  throw await lost(method, call);
}

async function lost(method, call) {
  const message = 'the browser stopped the extension’s worker before the answer came';
  const ticket = method === 'create' && (await takeTicket(call));
  if (!ticket) return errorFrom({ code: 'connection', operation: method, message });
  return errorFrom({
    code: 'ambiguous_create',
    operation: method,
    message,
    ticket,
    mayHaveBeenApplied: true,
  });
}
