import type { EmulatorOptions, EmulatorState, Fault, LoggedRequest } from './options.js';
import { Portal } from './portal.js';
import { receive } from './receive.js';

/** HubSpot's engagements service in this page, worker or process: a `fetch` with an account behind it. */
export class Emulator {
  /** The token that it accepts. */
  readonly token: string;
  /** The account. */
  readonly portalId: number;
  /** A contact with engagements of several types, once there are ten or more. */
  readonly contactId: number;
  /** The company of that contact. */
  readonly companyId: number;
  /** The owners at work. */
  readonly ownerIds: readonly number[];
  readonly #portal: Portal;
  readonly #sleep: (ms: number) => Promise<void>;

  /** @internal */
  constructor(portal: Portal, token: string, sleep: (ms: number) => Promise<void>) {
    const info = portal.info();
    this.token = token;
    this.portalId = info.portal_id;
    this.contactId = info.contact_id;
    this.companyId = info.company_id;
    this.ownerIds = info.owner_ids;
    this.#portal = portal;
    this.#sleep = sleep;
  }

  /**
   * Answers as the service does, whatever host is asked; of the URL only path and query count.
   *
   * Broken connections are rejections and broken bodies, as in Node. Redirects are not followed.
   */
  readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const signal = init?.signal ?? request.signal;
    const body = new Uint8Array(await request.arrayBuffer());
    signal.throwIfAborted();
    const { method, url, headers } = request;
    const arrival = this.#portal.deliver({ method, url, headers, body: body.length > 0 ? body : undefined });
    return receive(arrival, { signal, sleep: this.#sleep });
  };

  /** Replaces the plan of what goes wrong. @throws TypeError that names the member which is wrong. */
  faults(plan: readonly Fault[]): void {
    this.#portal.admin('PUT', 'faults', plan);
  }

  /** Moves the portal's clock on: `Date`, `lastUpdated`, the index, the limit's window. */
  advance(ms: number): void {
    this.#portal.admin('POST', 'clock', { advance_ms: ms });
  }

  /** The last 10,000 requests, the oldest first. */
  requests(): LoggedRequest[] {
    const logged = this.#portal.admin('GET', 'requests') as (LoggedRequest & { at_ms: number })[];
    return logged.map(({ at_ms: atMs, ...rest }) => ({ ...rest, atMs }));
  }

  /** What it holds. */
  state(): EmulatorState {
    const { max_in_window, unix_ms, ...rest } = this.#portal.admin('GET', 'state') as StateAnswer;
    return { ...rest, maxInWindow: max_in_window, unixMs: unix_ms };
  }
}

type StateAnswer = Omit<EmulatorState, 'maxInWindow' | 'unixMs'> & { max_in_window: number; unix_ms: number };

const DEFAULTS = { engagements: 250, token: 'pat-emulator-demo' };

/**
 * Loads the emulator's WebAssembly and starts one, with nothing shared between any two.
 *
 * @example
 * const emulator = await createEmulator({ engagements: 50 });
 * const hubspot = await Engagements.connect({ accessToken: emulator.token, fetch: emulator.fetch });
 *
 * @throws Error that names the option or the fault which is wrong.
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const given = { ...DEFAULTS, ...options };
  return new Emulator(await Portal.start(given), given.token, given.sleep ?? timer);
}

function timer(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
