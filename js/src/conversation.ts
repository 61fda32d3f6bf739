import type * as wasm from '../wasm/hubspot_engagements.js';
import type { Engine } from './engine.js';
import type { ResponseEvent } from './events.js';
import { byName } from './headers.js';
import type { ResponseInfo } from './pending.js';

/** What an operation gives: a page, JSON text of a value, or nothing. */
export type Crossing = wasm.Page | string | null;

/** One operation under way. Whoever starts it must end it. */
export class Conversation {
  /** Lets others know it without keeping it. */
  readonly ref = new WeakRef(this);
  readonly #engine: Engine;
  readonly #wasm: wasm.Conversation;
  readonly #signal: AbortSignal | undefined;
  readonly #cancel: () => void;
  #isOver = false;
  #response: string[] | undefined;

  constructor(engine: Engine, conversation: wasm.Conversation, signal?: AbortSignal) {
    this.#engine = engine;
    this.#wasm = conversation;
    this.#signal = signal;
    // A signal may live as long as the page, and must not keep what was dropped.
    const { ref } = this;
    this.#cancel = () => ref.deref()?.cancel();
    // Only the event crosses, never the signal: a reason that is no Error would be a trap.
    if (signal?.aborted) this.cancel();
    else signal?.addEventListener('abort', this.#cancel, { once: true });
  }

  /** The next result; `undefined` where there are no more. */
  async next(): Promise<Crossing | undefined> {
    const reason = () => this.#signal?.reason;
    return this.#engine.settled(() => this.#wasm.next() as Promise<Crossing | undefined>, reason);
  }

  /** The last response; `undefined` where there was none. */
  get response(): ResponseInfo | undefined {
    if (!this.#response) return undefined;
    const [event = '', ...headers] = this.#response;
    const { status, correlationId, attempt, elapsedMs }: ResponseEvent = JSON.parse(event);
    return {
      status,
      correlationId: correlationId ?? undefined,
      attempts: attempt,
      elapsedMs,
      headers: byName(headers),
    };
  }

  /** Gives up: what is under way rejects as cancelled. */
  cancel(): void {
    if (!this.#isOver) this.#engine.call(() => this.#wasm.cancel());
  }

  end(): void {
    this.#signal?.removeEventListener('abort', this.#cancel);
    if (this.#isOver) return;
    this.#isOver = true;
    // After a trap its memory is gone with the instance.
    if (this.#engine.isBroken) return;
    this.#response = this.#wasm.response();
    this.#wasm.free();
  }
}
