import type { Glue } from '../../wasm/emulator-glue.js';
import { createGlue } from '../../wasm/emulator-glue.js';
import type * as wasm from '../../wasm/hubspot_emulator.js';
import { compile } from '../loader.js';
import type { EmulatorOptions } from './options.js';

/** A request whose body was read to its end. */
export interface WholeRequest {
  method: string;
  url: string;
  headers: Iterable<[string, string]>;
  body?: Uint8Array;
}

/** What arrives of an answer. */
export type Arrival = Pick<
  wasm.Arrival,
  'status' | 'headers' | 'body' | 'padding' | 'delayMs' | 'piece' | 'everyMs'
> & { isBroken: boolean; isSilent: boolean };

/** A portal in a WebAssembly instance of its own. */
export class Portal {
  readonly #glue: Glue;
  readonly #portal: wasm.Portal;
  readonly #now: () => number;

  private constructor(glue: Glue, portal: wasm.Portal, now: () => number) {
    this.#glue = glue;
    this.#portal = portal;
    this.#now = now;
  }

  static async start({ wasm, sleep: _, now = Date.now, faults = [], ...options }: EmulatorOptions) {
    const glue = createGlue();
    // Bundlers know this form and copy the file.
    const file = wasm ?? new URL('../../wasm/hubspot_emulator_bg.wasm', import.meta.url);
    await glue.init(await compile(await file));
    const portal = new glue.Portal(JSON.stringify(options), JSON.stringify(faults), now());
    return new Portal(glue, portal, now);
  }

  /** Whom a client can ask about. */
  info(): { portal_id: number; contact_id: number; company_id: number; owner_ids: number[] } {
    return JSON.parse(this.#portal.info());
  }

  /** Answers a request. */
  deliver({ method, url, headers, body }: WholeRequest): Arrival {
    const arrival = this.#portal.deliver(this.#now(), method, url, [...headers].flat(), body);
    const { status, padding, delayMs, piece, everyMs, ending } = arrival;
    const { Broken, Silent } = this.#glue.Ending;
    const read = {
      ...{ status, padding, delayMs, piece, everyMs, headers: arrival.headers, body: arrival.body },
      ...{ isBroken: ending === Broken, isSilent: ending === Silent },
    };
    arrival.free();
    return read;
  }

  /** Carries out a request to a route below `/__emulator/` and gives what it answers. @throws TypeError for a 4xx. */
  admin(method: string, route: string, value?: unknown): unknown {
    const body = value === undefined ? undefined : new TextEncoder().encode(JSON.stringify(value));
    const url = `https://emulator.invalid/__emulator/${route}`;
    const answer = this.deliver({ method, url, headers: [], body });
    const text = new TextDecoder().decode(answer.body);
    const read = text ? JSON.parse(text) : undefined;
    if ((answer.status ?? 0) >= 400) throw new TypeError(`the emulator: ${read?.message ?? answer.status}`);
    return read;
  }
}
