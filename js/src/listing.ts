import { invalid } from './errors.js';
import type { Page } from './page.js';
import type { Engagement } from './types.js';

/** A walk over pages that somebody has to end. */
export interface Walk {
  next(): Promise<Page | undefined>;
  end(): void;
}

/** How much of a listing is gathered. */
export interface ToArrayOptions {
  /** How many engagements at most; without it, all. No more pages are asked for than they need. */
  limit?: number;
}

/**
 * A listing. Nothing is sent before it is awaited or iterated.
 *
 * @example
 * const page = await hubspot.list({ limit: 50 });                    // the first page
 * for await (const engagement of hubspot.list()) { … }               // every engagement, page by page
 * for await (const page of hubspot.list().pages()) { … }             // every page, empty ones too
 * const latest = await hubspot.recent().toArray({ limit: 20 });      // the first ones, from as many pages as they need
 */
export class Listing implements PromiseLike<Page>, AsyncIterable<Engagement> {
  static {
    // As consoles show it, also behind a minifier.
    Object.defineProperty(Listing, 'name', { value: 'Listing' });
  }

  readonly #start: () => Walk;
  #first: Promise<Page> | undefined;

  /** @internal */
  constructor(start: () => Walk) {
    this.#start = start;
  }

  /** Awaiting gives the first page. Each listing asks for it once. */
  // biome-ignore lint/suspicious/noThenProperty: to await a listing is its purpose.
  then<Fulfilled = Page, Rejected = never>(
    onFulfilled?: ((page: Page) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    this.#first ??= this.#firstPage();
    return this.#first.then(onFulfilled, onRejected);
  }

  /**
   * Every engagement, in the service's order. A page is asked for when the one before it is used up.
   *
   * @throws ResponseError at a record that cannot be decoded; {@link Listing.pages} lets you read around it.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Engagement, void, undefined> {
    for await (const page of this.pages()) {
      try {
        yield* page;
      } finally {
        page.free();
      }
    }
  }

  /**
   * Engagements, gathered into an array: the first `limit`, or all.
   *
   * @throws ValidationError where `limit` is no whole number from 0, and ResponseError as iterating does.
   */
  async toArray({ limit = Number.POSITIVE_INFINITY }: ToArrayOptions = {}): Promise<Engagement[]> {
    if (!(limit >= 0) || (limit !== Number.POSITIVE_INFINITY && !Number.isInteger(limit))) {
      const message = `must be a whole number from 0, not ${String(limit)}; leave it out for all`;
      throw invalid([{ pointer: '/limit', code: 'out_of_range', message, severity: 'error' }]);
    }
    const gathered: Engagement[] = [];
    if (limit === 0) return gathered;
    for await (const engagement of this) {
      if (gathered.push(engagement) >= limit) break;
    }
    return gathered;
  }

  /** Every page, until the service says that there are no more. Breaking off ends the walk. */
  async *pages(): AsyncGenerator<Page, void, undefined> {
    const walk = this.#start();
    try {
      for (let page = await walk.next(); page !== undefined; page = await walk.next()) yield page;
    } finally {
      walk.end();
    }
  }

  async #firstPage(): Promise<Page> {
    const walk = this.#start();
    try {
      // A walk yields at least one page or rejects.
      return (await walk.next()) as Page;
    } finally {
      walk.end();
    }
  }
}
