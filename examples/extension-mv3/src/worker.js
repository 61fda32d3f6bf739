// The only place that has the token and talks to the service: with a host permission there is no CORS here.
// Chrome stops this worker when it is idle and starts it again for the next message, so nothing may live in it only.
import { onConnectionChanged, readConnection } from './connection.js';
import { finished, journal } from './journal.js';
import { Engagements, EngagementsError } from './package/dist/index.js';

let connecting;

chrome.sidePanel.setPanelBehavior({ openPanelOnActionClick: true });
onConnectionChanged(() => {
  connecting = undefined;
});

// At the top, not later: a worker that is started for a message must listen when its script has run.
chrome.runtime.onMessage.addListener((message, sender, answer) => {
  if (sender.id !== chrome.runtime.id) return false;
  carryOut(message).then(answer);
  return true; // the answer comes later
});

async function carryOut({ method, args, call }) {
  try {
    const hubspot = await client();
    if (!Object.hasOwn(METHODS, method)) throw new TypeError(`${method} is no method of this worker`);
    // Messages go as JSON. A clone has no `toJSON`, which would make numbers of ids.
    return { value: structuredClone(await METHODS[method](hubspot, args, call)) };
  } catch (error) {
    if (error instanceof EngagementsError) return { details: error.details };
    return { message: String(error?.message ?? error) };
  } finally {
    if (method === 'create') await finished(call);
  }
}

/** What may be asked for by message. */
const METHODS = {
  async associated(hubspot, args) {
    const page = await hubspot.associated(...args);
    try {
      return { items: page.items, next: page.next };
    } finally {
      page.free();
    }
  },
  owners: (hubspot, args) => hubspot.owners(...args),
  dispositions: (hubspot, args) => hubspot.dispositions(...args),
  // A client for each create: its journal then knows whose ticket it keeps.
  async create(_, args, call) {
    const hubspot = await connect({ generateUids: true, journal: journal(call) });
    try {
      return await hubspot.create(...args);
    } finally {
      hubspot.close();
    }
  },
  update: (hubspot, args) => hubspot.update(...args),
  reconcile: (hubspot, args) => hubspot.reconcile(...args),
};

function client() {
  connecting ??= connect();
  // A token that was not there yet may be there at the next attempt.
  connecting.catch(() => {
    connecting = undefined;
  });
  return connecting;
}

async function connect(more) {
  const connection = await readConnection();
  if (!connection) throw new Error('there is no token: give one in the extension’s options');
  return Engagements.connect({ ...connection, ...more });
}
