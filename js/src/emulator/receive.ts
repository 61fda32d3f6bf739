// Makes of what arrives what a `fetch` gives: late, in pieces, broken off, or never.
import type { Arrival } from './portal.js';

/** How long something takes, and until when anybody waits for it. */
export interface Patience {
  sleep: (ms: number) => Promise<void>;
  signal: AbortSignal;
}

const CHUNK = 64 * 1024;
const BLANK = 0x20;
/** Statuses whose responses have no body. */
const BODILESS = [204, 205, 304];

/** The answer as a response. Rejects as the `fetch` of Node does where the connection breaks. */
export async function receive(arrival: Arrival, patience: Patience): Promise<Response> {
  const { status, delayMs, isSilent } = arrival;
  if (delayMs > 0) await unlessAborted(patience.sleep(delayMs), patience.signal);
  if (status !== undefined) return respond(arrival, status, patience);
  if (isSilent) await unlessAborted(forever(), patience.signal);
  throw broken('fetch failed', 'the connection was reset');
}

function respond(arrival: Arrival, status: number, patience: Patience): Response {
  const body = BODILESS.includes(status) ? null : bodyOf(arrival, patience);
  const isKnown = status >= 200 && status <= 599;
  const response = new Response(body, { status: isKnown ? status : 200, headers: pairs(arrival.headers) });
  // Servers can send what the constructor refuses.
  return isKnown
    ? response
    : Object.defineProperties(response, { status: { value: status }, ok: { value: false } });
}

function pairs(flat: readonly string[]): [string, string][] {
  return flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? '']] : []));
}

function bodyOf(arrival: Arrival, { sleep, signal }: Patience): BodyInit {
  const { body, padding, piece, isBroken, isSilent } = arrival;
  if (!padding && !piece && !isBroken && !isSilent) return new Uint8Array(body);
  const all = pieces(arrival, sleep);
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await unlessAborted(all.next(), signal);
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}

async function* pieces(arrival: Arrival, sleep: Patience['sleep']): AsyncGenerator<Uint8Array, void> {
  const { body, piece = CHUNK, everyMs, isBroken, isSilent } = arrival;
  for (let at = 0; at < body.length; at += piece) {
    if (everyMs > 0) await sleep(everyMs);
    yield body.slice(at, at + piece);
  }
  for (let left = arrival.padding; left > 0; left -= CHUNK) {
    yield new Uint8Array(Math.min(left, CHUNK)).fill(BLANK);
  }
  if (isSilent) await forever();
  if (isBroken) throw broken('terminated', 'the body ended early');
}

/** As Node's `fetch` has it: the reason is the cause. */
function broken(message: string, reason: string): TypeError {
  return new TypeError(message, { cause: Object.assign(new Error(reason), { code: 'ECONNRESET' }) });
}

function forever(): Promise<never> {
  return new Promise(() => {});
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
