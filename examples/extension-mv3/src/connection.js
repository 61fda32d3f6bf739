// Where the token is kept: in memory, until the browser is closed, and only for this extension's own pages.
// `chrome.storage.local` would write it to the disk, unencrypted.

const KEY = 'connection';

/** `{ accessToken, baseUrl }`, or `undefined` before anybody has filled in the options. */
export async function readConnection() {
  return (await chrome.storage.session.get(KEY))[KEY];
}

export async function writeConnection(connection) {
  await chrome.storage.session.set({ [KEY]: connection });
}

export function onConnectionChanged(listener) {
  chrome.storage.session.onChanged.addListener((changes) => {
    if (KEY in changes) listener();
  });
}
