import { invalid } from './errors.js';
import type { EngagementsEvent, JournalEntry } from './events.js';

/** A value, or a promise of one. */
type Awaitable<T> = T | PromiseLike<T>;

/** Gives an access token when one is needed; `undefined` or `null` where there is none. */
export type TokenProvider = (context: TokenContext) => Awaitable<string | null | undefined>;

/** Why a token is asked for. */
export interface TokenContext {
  /** Whether the service refused the last one as expired; else none was asked for yet. */
  rejected: boolean;
}

/** The caller's functions that a client calls. */
export interface Hooks {
  /**
   * Told of requests, responses, retries and waits. What it throws is reported as an uncaught error is, and nothing
   * waits for it.
   */
  onEvent?: (event: EngagementsEvent) => void;
  /**
   * Keeps a journal of creates. It is awaited, cancelled or not: a ticket is kept before its create is sent. Where
   * keeping a ticket rejects, the create is not sent and rejects with the same. That the closing entry could not be
   * kept is reported as an uncaught error is, because the create's outcome matters more.
   */
  journal?: (entry: JournalEntry) => Awaitable<void>;
  /**
   * Keeps the refresh token that replaces the one in `oauth`, which may not work any more. It is awaited; where it
   * rejects, so does the call that needed the token.
   */
  onRefreshToken?: (token: string) => Awaitable<void>;
}

const UNKEPT_REFRESH_TOKEN =
  'hubspot-engagements: the service replaced the refresh token, and there is no `onRefreshToken` to keep it';

/** What a hook threw, in a form that is no error of WebAssembly's. */
export class Raised {
  readonly reason: unknown;

  constructor(reason: unknown) {
    this.reason = reason;
  }
}

/** How WebAssembly calls all hooks. */
export type HookCall = (kind: string, value: unknown) => Promise<unknown> | undefined;

/** One function for the hooks of a client. What it gives rejects with {@link Raised} alone. */
export function hookCall(accessToken: unknown, hooks: Hooks): HookCall {
  const { onEvent, journal, onRefreshToken } = hooks;
  return (kind, value) => {
    switch (kind) {
      case 'token':
        return raising(() => provided(accessToken as TokenProvider, value as boolean));
      case 'event':
        if (onEvent) void reporting(() => onEvent(JSON.parse(value as string)));
        return undefined;
      case 'journal': {
        const entry: JournalEntry = JSON.parse(value as string);
        const carriedOut = entry.type === 'closed' ? reporting : raising;
        return carriedOut(() => journal?.(entry));
      }
      default:
        if (!onRefreshToken) console.warn(UNKEPT_REFRESH_TOKEN);
        return raising(() => onRefreshToken?.(value as string));
    }
  };
}

async function provided(provider: TokenProvider, rejected: boolean): Promise<string | null | undefined> {
  const token: unknown = await provider({ rejected });
  if (token === undefined || token === null || typeof token === 'string') return token;
  const message = `must give a text; gave a value of type ${typeof token}`;
  throw invalid([{ pointer: '/accessToken', code: 'wrong_type', message, severity: 'error' }]);
}

async function raising<T>(work: () => Awaitable<T>): Promise<T> {
  try {
    return await work();
  } catch (reason) {
    throw new Raised(reason);
  }
}

async function reporting(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (reason) {
    // Node has no `reportError`.
    if (typeof reportError === 'function') reportError(reason);
    else console.error(reason);
  }
}
