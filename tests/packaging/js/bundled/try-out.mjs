/** What a client of this service comes to. */
export async function tryOut(hubspot) {
  const page = await hubspot.list({ limit: 3 });
  const error = await hubspot.get(1).catch((error) => error);
  return { length: page.length, first: page.get(0).engagement.id === page.ids[0], error: error.name };
}

/** The options that the page's address names. */
export function given() {
  return JSON.parse(decodeURIComponent(location.hash.slice(1)));
}
