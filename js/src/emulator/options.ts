import type { WasmSource } from '../options.js';

/** What goes wrong, by one key: `{ status: 503 }`, `{ reset: true }`. docs/emulator.md has the table of all. */
export type FaultEffect = { readonly [effect: string]: unknown };

/** One fault: which requests it strikes, how often, and what becomes of their answers. */
export interface Fault {
  /** GET, POST, PUT, PATCH or DELETE. Default: all. */
  method?: string | null;
  /** A path without query, or with a `*` at its end all that start so. Default: all. */
  path?: string | null;
  /** How many matching requests are let through first. Default: 0. */
  skip?: number;
  /** How often it strikes then; `null` for always. Default: 1. */
  times?: number | 'forever' | null;
  /** Whether the operation is carried out all the same. Default: only where its answer is told in full. */
  commit?: boolean;
  /** What happens. */
  effect: FaultEffect;
}

/** How an emulator is set up. */
export interface EmulatorOptions {
  /** How much made-up work of the last 90 days there is, up to 1,000,000. Default: 250. */
  engagements?: number;
  /** The same seed gives the same portal at the same time. Default: 1. */
  seed?: number;
  /** How many requests may come in any ten seconds before 429. Default: any number. */
  rateLimit?: number;
  /** What goes wrong. Default: nothing. */
  faults?: readonly Fault[];
  /** The only token that is accepted. Default: `pat-emulator-demo`. */
  token?: string;
  /** How long a change stays unseen by the two listings of changes, in milliseconds. Default: 0. */
  indexLagMs?: number;
  /** Whether e-mails come with their content and owner. Default: true. */
  emailScope?: boolean;
  /** Whether `/modified/after` shows anything. Default: true. */
  contactsScope?: boolean;
  /** The time in milliseconds since 1970, which may be virtual. Default: `Date.now`. */
  now?: () => number;
  /** Lets so many milliseconds pass before a late answer. Default: a timer. */
  sleep?: (ms: number) => Promise<void>;
  /** The WebAssembly file, where it does not lie beside this package. */
  wasm?: WasmSource | Promise<WasmSource>;
}

/** A request as it came, without its secrets. */
export interface LoggedRequest {
  /** When, by the portal's clock, in milliseconds since 1970. */
  atMs: number;
  /** The method. */
  method: string;
  /** The URL. */
  url: string;
  /** By name in small letters. */
  headers: Record<string, string>;
  /** Which of the tokens seen so far it carried: 1 for the first. */
  token: number | null;
  /** The first 64 KiB of the body. */
  body: string | null;
  /** The status that was answered; `null` where no answer came. */
  status: number | null;
  /** The place in the plan of the fault that struck. */
  fault: number | null;
}

/** What an emulator holds. */
export interface EmulatorState {
  /** How many engagements there are. */
  engagements: number;
  /** The ids of at most 1,000 of them, the highest. */
  ids: number[];
  /** How many were created by requests, whether the answer arrived or not. */
  created: number;
  /** The most requests that were admitted in any ten seconds. */
  maxInWindow: number;
  /** The portal's time, in milliseconds since 1970. */
  unixMs: number;
}
