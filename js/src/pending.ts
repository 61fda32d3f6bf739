/** What is known of the response that a result was read from. */
export interface ResponseInfo {
  /** HTTP status. */
  readonly status: number;
  /** The service's id of the exchange, which its support asks for. */
  readonly correlationId: string | undefined;
  /** How many times the request was sent. */
  readonly attempts: number;
  /** Milliseconds between the last of them and its response. */
  readonly elapsedMs: number;
  /** The response's headers, by their names in lower case; cookies are left out. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A result with its response. */
export interface WithResponse<T> {
  /** What the call gives. */
  data: T;
  /** The last response to it; `undefined` where the client answered from what it remembers. */
  response: ResponseInfo | undefined;
}

/** A call under way: a promise of its result. It is sent whether or not it is awaited. */
export class Pending<T> extends Promise<T> {
  static {
    // As consoles show it, also behind a minifier.
    Object.defineProperty(Pending, 'name', { value: 'Pending' });
  }

  #response: () => ResponseInfo | undefined = () => undefined;

  /** What `then` and the like give are plain promises. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** @internal */
  static of<T>(result: Promise<T>, response: () => ResponseInfo | undefined): Pending<T> {
    const pending = new Pending<T>((resolve) => resolve(result));
    pending.#response = response;
    return pending;
  }

  /**
   * The result, with what is known of the response that it was read from.
   *
   * @example
   * const { data, response } = await hubspot.get(1).withResponse();
   * console.log(data.engagement?.type, response?.status, response?.attempts);
   */
  async withResponse(): Promise<WithResponse<T>> {
    return { data: await this, response: this.#response() };
  }
}
