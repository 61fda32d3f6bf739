import { type Issue, invalid } from './errors.js';
import { type Hooks, hookCall, type TokenProvider } from './hooks.js';
import { isBrowser } from './loader.js';

/** `fetch`, or anything that is called like it with an address and plain options. */
export type FetchLike = (url: string, init: RequestInit) => Promise<Response>;

/** `WebAssembly.Module`, in a way that also compiles where no types of browsers are loaded. */
type CompiledModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } }
  ? Module
  : never;

/** Where the WebAssembly file can come from; a text is an address, in a page also one that is relative to it. */
export type WasmSource =
  | string
  | URL
  | Response
  | ArrayBuffer
  | ArrayBufferView<ArrayBuffer>
  | CompiledModule;

/** Virtual time, for tests. */
export interface TestingOptions {
  /** Lets so many milliseconds pass on the clock that `now` shows. */
  sleep: (ms: number) => Promise<void>;
  /** The time in milliseconds since 1970. */
  now: () => number;
  /** Makes waits between attempts the same each time. */
  seed?: number | bigint;
}

/** An OAuth app's right to get access tokens for an account. */
export interface OAuthOptions {
  /** The app's client id. */
  clientId: string;
  /** The app's client secret, which no page may have. */
  clientSecret: string;
  /** What the account's user granted. The service may replace it: {@link Hooks.onRefreshToken} is told. */
  refreshToken: string;
  /** Where tokens are given out. Default: `/oauth/v1/token`. */
  tokenPath?: string;
}

/** Where to send, as whom, and by what means. */
export interface ConnectOptions extends Hooks {
  /**
   * A private app's token, a service key or an OAuth access token, without the word `Bearer`; or a function that
   * gives one. It is asked for the first request, and again when the service says that the token has expired: by one
   * call, which rejects with what it throws, while the others wait. Only a `baseUrl` of your own, a proxy that adds
   * the token itself, works without.
   */
  accessToken?: string | TokenProvider;
  /** Gets and renews access tokens, in place of `accessToken`. */
  oauth?: OAuthOptions;
  /** Where requests go: `https://host[:port][/prefix]`. Default: the service itself. */
  baseUrl?: string;
  /** Allows plain http to other addresses than this machine's own. */
  allowHttp?: boolean;
  /** Carries requests out in place of the runtime's own `fetch`. */
  fetch?: FetchLike;
  /** How long one exchange may take, in milliseconds. Default: 30,000. */
  timeoutMs?: number;
  /** How long one request may take with its retries and waits, in milliseconds. Default: 120,000. */
  deadlineMs?: number;
  /** How many times a request is sent at most, the first time included, 1 to 20. Default: 4. */
  maxAttempts?: number;
  /** The wait before the first retry in milliseconds, which then doubles. Default: 1,000. */
  retryBaseMs?: number;
  /** What it doubles up to, in milliseconds. Default: 20,000. */
  retryCapMs?: number;
  /** The longest `Retry-After` that is waited for, in milliseconds; a longer one is an error with `retryAt`. Default: 60,000. */
  maxRetryAfterMs?: number;
  /** The statuses after which what can safely be repeated is. Default: 408, 500, 502, 503, 504 and 520 to 526. */
  retryStatuses?: readonly number[];
  /**
   * How many retries all calls together may have in an outage, in units of which a retry takes 5 or 14 and a success
   * gives some back; 0 is without limit. Default: 500.
   */
  retryQuota?: number;
  /** Whether a create is repeated after 521, 523, 525 and 526, by which the edge says that it did not reach the service. */
  trustEdgeRefusals?: boolean;
  /** Requests in ten seconds until the service's headers say more; 0 is without limit. Default: 90. */
  rateLimit?: number;
  /** The share of the limit that is left to others who use the same token, in percent, 0 to 90. Default: 0. */
  rateMarginPercent?: number;
  /** How long a response's body may be, decompressed, in bytes; no more is read. Default: 64 MiB. */
  maxResponseBytes?: number;
  /** Whether a create without `engagement.uid` gets one, so that its record can be found for certain. */
  generateUids?: boolean;
  /**
   * Sends creates as streams where a browser can. A browser sends a request again by itself when a connection that
   * was in use before breaks, and so may create twice; a stream it cannot send again. This needs HTTP/2, and whether
   * the service takes it was never tried. Without it, tickets say `mayHaveBeenResent`. Nothing changes outside of
   * browsers and over a `fetch` of your own.
   */
  streamBodies?: boolean;
  /** Value of the `User-Agent` header. Browsers send their own, so there it only applies to a given `fetch`. */
  userAgent?: string;
  /** The WebAssembly file, where it does not lie beside this package. */
  wasm?: WasmSource | Promise<WasmSource>;
  /** Virtual time, for tests. */
  testing?: TestingOptions;
}

/** The options that the core knows; it refuses others by name. */
export function settings(options: ConnectOptions): object {
  const { wasm: _, testing: __, streamBodies: ___, onRefreshToken: ____, ...rest } = options;
  const { fetch, accessToken, onEvent: _____, journal, userAgent, ...settings } = rest;
  const overBrowser = isBrowser && !fetch;
  return {
    ...settings,
    ...(typeof accessToken === 'function' ? { tokenProvider: true } : { accessToken }),
    userAgent: overBrowser ? undefined : userAgent,
    events: true,
    journal: Boolean(journal),
    ...(overBrowser && !streamsBodies(options) && { transportMayResend: true }),
  };
}

/** The means that the WebAssembly side is given. */
export function hostOptions(options: ConnectOptions): object {
  requireFunctions(options);
  const { accessToken, fetch, testing } = options;
  const { sleep, now, seed } = testing ?? {};
  if (!sleep !== !now) {
    throw invalid([issue('testing', 'required', 'must have both `sleep` and `now`: one clock needs both')]);
  }
  const hook = hookCall(accessToken, options);
  const streamBodies = streamsBodies(options);
  return { fetch, hook, streamBodies, sleep, now, seed: seed === undefined ? undefined : BigInt(seed) };
}

function requireFunctions(options: ConnectOptions): void {
  const names = ['onEvent', 'journal', 'onRefreshToken'] as const;
  const wrong = names.filter((name) => options[name] && typeof options[name] !== 'function');
  if (wrong.length > 0) throw invalid(wrong.map((name) => issue(name, 'wrong_type', 'must be a function')));
}

function issue(name: string, code: string, message: string): Issue {
  return { pointer: `/${name}`, code, message, severity: 'error' };
}

function streamsBodies({ streamBodies, fetch }: ConnectOptions): boolean {
  return Boolean(streamBodies) && isBrowser && !fetch && canStreamBodies();
}

/** Whether requests may have streams as bodies; a browser that does not know them makes texts of them. */
function canStreamBodies(): boolean {
  let isDuplexRead = false;
  const init = {
    method: 'POST',
    body: new ReadableStream(),
    get duplex() {
      isDuplexRead = true;
      return 'half';
    },
  };
  try {
    return !new Request('https://x.example', init).headers.has('content-type') && isDuplexRead;
  } catch {
    return false;
  }
}
