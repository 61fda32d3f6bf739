/// <reference lib="esnext.disposable" preserve="true" />
import type * as wasm from '../wasm/hubspot_engagements.js';
import type { Engine } from './engine.js';
import { EngagementsError } from './errors.js';
import type { Engagement, EngagementType, Id } from './types.js';
import { asEngagement, fromExact, readValue } from './wire.js';

/**
 * One page of a listing.
 *
 * Its records stay in WebAssembly's memory; each becomes a plain object when it is asked for, and a new one each
 * time. The memory is given back when the page is collected, or at once by {@link Page.free} (or `using`).
 */
export class Page implements Iterable<Engagement> {
  static {
    // As consoles show it, also behind a minifier.
    Object.defineProperty(Page, 'name', { value: 'Page' });
  }

  readonly #engine: Engine;
  #wasm: wasm.Page | undefined;

  /** How many records it has. None does not mean that the listing ends here. */
  readonly length: number;
  /** Where the next page begins, for `offset` (or `after`) of a later call; `undefined` on the last page. */
  readonly next: string | undefined;
  /** How many records the listing has in all, where the service says so. */
  readonly total: number | undefined;
  /** Ids of the records that were left out right before this page, because the service cannot deliver them. */
  readonly skipped: readonly Id[];

  /** @internal */
  constructor(engine: Engine, page: wasm.Page) {
    this.#engine = engine;
    this.#wasm = page;
    this.length = page.length;
    this.next = page.next;
    this.total = page.total;
    this.skipped = page.skipped();
  }

  /**
   * The record at `index`; `undefined` behind the end.
   *
   * @throws ResponseError where this record cannot be decoded. The others can.
   */
  get(index: number): Engagement | undefined {
    if (!Number.isInteger(index) || index < 0 || index >= this.length) return undefined;
    const text = this.#read((page) => page.record(index));
    return text === undefined ? undefined : asEngagement(readValue(text) as Engagement);
  }

  /**
   * All records.
   *
   * @throws ResponseError where one of them cannot be decoded.
   */
  get items(): Engagement[] {
    return [...this];
  }

  /** Each record's id, without decoding the records; `undefined` where it has none. */
  get ids(): (Id | undefined)[] {
    return this.#read((page) => page.ids());
  }

  /** Each record's type, without decoding the records; `undefined` where it has none. */
  get types(): (EngagementType | undefined)[] {
    return this.#read((page) => page.types());
  }

  /** When each record was changed last, in milliseconds since 1970; NaN where it does not say. */
  get lastUpdated(): Float64Array {
    return this.#read((page) => page.lastUpdated());
  }

  /** The response as JSON text, as the service sent it. */
  get raw(): string {
    return this.#read((page) => page.json());
  }

  /** For `JSON.stringify`: the response in the service's shape. */
  toJSON(): object {
    return fromExact(this.raw);
  }

  /** The records in the service's order. */
  *[Symbol.iterator](): Generator<Engagement, void, undefined> {
    for (let index = 0; index < this.length; index++) {
      const engagement = this.get(index);
      if (engagement) yield engagement;
    }
  }

  /** Gives its memory back. Its records can no longer be read. */
  free(): void {
    if (!this.#engine.isBroken) this.#wasm?.free();
    this.#wasm = undefined;
  }

  /** As {@link Page.free}. */
  [Symbol.dispose](): void {
    this.free();
  }

  /** As {@link Page.free}. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.free();
  }

  #read<T>(work: (page: wasm.Page) => T): T {
    const page = this.#wasm;
    if (!page) throw new EngagementsError({ code: 'closed', message: 'this page was freed: read it before' });
    return this.#engine.call(() => work(page));
  }
}
