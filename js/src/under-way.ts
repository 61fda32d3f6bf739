import type { Conversation } from './conversation.js';

/** The conversations of a client, as long as somebody holds them: an iterator that was dropped is no leak. */
export class UnderWay {
  readonly #all = new Set<WeakRef<Conversation>>();
  readonly #dropped = new FinalizationRegistry<WeakRef<Conversation>>((ref) => this.#all.delete(ref));

  begin(conversation: Conversation): void {
    this.#all.add(conversation.ref);
    this.#dropped.register(conversation, conversation.ref, conversation);
  }

  end(conversation: Conversation): void {
    this.#all.delete(conversation.ref);
    this.#dropped.unregister(conversation);
  }

  *[Symbol.iterator](): Generator<Conversation, void, undefined> {
    for (const ref of [...this.#all]) {
      const conversation = ref.deref();
      if (conversation) yield conversation;
    }
  }
}
