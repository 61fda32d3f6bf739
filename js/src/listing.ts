import type { Page } from './page.js';
import type { Engagement } from './types.js';

/** A walk over pages that somebody has to end. */
export interface Walk {
  next(): Promise<Page | undefined>;
  end(): void;
}

/**
 * A listing. Nothing is sent before it is awaited or iterated.
 *
 * @example
 * const page = await hubspot.list({ limit: 50 });                    // the first page
 * for await (const engagement of hubspot.list()) { … }               // every engagement, page by page
 * for await (const page of hubspot.list().pages()) { … }             // every page, empty ones too
 */
export class Listing implements PromiseLike<Page>, AsyncIterable<Engagement> {
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
