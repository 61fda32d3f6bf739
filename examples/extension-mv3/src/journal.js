// The tickets of creates that are under way. Where the worker is stopped in the middle of one, the panel finds the
// ticket here, by which the record can be looked for instead of being made a second time.

/** The journal of one call. The client awaits it before it sends the create. */
export function journal(call) {
  return async ({ ticket }) => {
    if (ticket) await chrome.storage.session.set({ [key(call)]: ticket });
  };
}

/** Forgets a call whose answer is known. */
export async function finished(call) {
  await chrome.storage.session.remove(key(call));
}

/** The ticket of a call that nobody saw end, once. */
export async function takeTicket(call) {
  const ticket = (await chrome.storage.session.get(key(call)))[key(call)];
  await finished(call);
  return ticket;
}

function key(call) {
  return `ticket ${call}`;
}
