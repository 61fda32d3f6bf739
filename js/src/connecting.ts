import { EngagementsError } from './errors.js';

/** The error of those who use a client before there is one. */
export function notConnected(what: string): EngagementsError {
  const message = `${what} needs a client: write \`const hubspot = await Engagements.connect({ … })\` first, with its \`await\``;
  return new EngagementsError({ code: 'not_connected', message });
}

/** A promise that says what to do, in place of "is not a function", where its `await` was forgotten. */
export function sayingToAwait<T>(promise: Promise<T>, client: object): Promise<T> {
  for (const name of Object.getOwnPropertyNames(client)) {
    if (name in promise) continue;
    const value = () => {
      throw notConnected(`\`${name}()\``);
    };
    Object.defineProperty(promise, name, { value });
  }
  return promise;
}
