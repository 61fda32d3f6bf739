import { type Issue, ValidationError } from './errors.js';
import { allowsUserAgent } from './loader.js';

/** `fetch`, or anything that is called like it with an address and plain options. */
export type FetchLike = (url: string, init: RequestInit) => Promise<Response>;

/** `WebAssembly.Module`, in a way that also compiles where no types of browsers are loaded. */
type CompiledModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } }
  ? Module
  : never;

/** Where the WebAssembly file can come from. */
export type WasmSource = URL | Response | ArrayBuffer | ArrayBufferView<ArrayBuffer> | CompiledModule;

/** Virtual time, for tests. */
export interface TestingOptions {
  /** Lets so many milliseconds pass on the clock that `now` shows. */
  sleep: (ms: number) => Promise<void>;
  /** The time in milliseconds since 1970. */
  now: () => number;
  /** Makes waits between attempts the same each time. */
  seed?: number | bigint;
}

/** Where to send, as whom, and by what means. */
export interface ConnectOptions {
  /**
   * A private app's token, a service key or an OAuth access token, without the word `Bearer`.
   * Only a `baseUrl` of your own, a proxy that adds the token itself, works without.
   */
  accessToken?: string;
  /** Where requests go: `https://host[:port][/prefix]`. Default: the service itself. */
  baseUrl?: string;
  /** Allows plain http to other addresses than this machine's own. */
  allowHttp?: boolean;
  /** Carries requests out in place of the runtime's own `fetch`. */
  fetch?: FetchLike;
  /** How long one exchange may take, in milliseconds. Default: 30,000. */
  timeoutMs?: number;
  /** How many times a request is sent at most, the first time included. Default: 4. */
  maxAttempts?: number;
  /** Value of the `User-Agent` header. Browsers send their own, so there it only applies to a given `fetch`. */
  userAgent?: string;
  /** The WebAssembly file, where it does not lie beside this package. */
  wasm?: WasmSource | Promise<WasmSource>;
  /** Virtual time, for tests. */
  testing?: TestingOptions;
}

/** The options that the core knows; it refuses others by name. */
export function settings({ fetch, wasm: _, testing: __, ...settings }: ConnectOptions): object {
  const keepsUserAgent = fetch !== undefined || allowsUserAgent;
  return keepsUserAgent ? settings : { ...settings, userAgent: undefined };
}

/** The means that the WebAssembly side is given. */
export function hostOptions({ fetch, testing }: ConnectOptions): object {
  if (!testing) return { fetch };
  const { sleep, now, seed } = testing;
  if (!sleep !== !now) {
    const message = 'must have both `sleep` and `now`: one clock cannot do without the other';
    const issues: Issue[] = [{ pointer: '/testing', code: 'required', message, severity: 'error' }];
    throw new ValidationError({ code: 'validation', message: `/testing: ${message}`, issues });
  }
  return { fetch, sleep, now, seed: seed === undefined ? undefined : BigInt(seed) };
}
