// Between this package's requests and what `hubspot.fetch` takes: no headers, and a body that is an object.

/** A `fetch` for `Engagements.connect` out of `hubspot.fetch`. */
export function over(hubspotFetch) {
  return (url, { method, body }) =>
    hubspotFetch(url, { method, timeout: 15_000, ...(body && { body: JSON.parse(body) }) });
}
