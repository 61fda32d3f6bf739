import type { Disposition, Owner } from '../types.js';
import type { TimelineClient } from './client.js';

/** Names of owners and outcomes: without them the timeline says less, but it works. */
export class Directory {
  /** By owner's id. */
  readonly ownerNames = new Map<string, string>();
  /** By outcome's GUID. */
  readonly outcomes = new Map<string, string>();
  dispositions: readonly Disposition[] = [];

  /** Asks for both and tells what failed. */
  async load(
    client: TimelineClient,
    signal: AbortSignal,
    onFailure: (error: unknown) => void,
  ): Promise<void> {
    await Promise.all([
      attempt(async () => {
        for (const owner of await client.owners({ signal })) this.ownerNames.set(owner.id, nameOf(owner));
      }, onFailure),
      attempt(async () => {
        this.dispositions = await client.dispositions({ signal });
        for (const { id, label } of this.dispositions) this.outcomes.set(id, label);
      }, onFailure),
    ]);
  }
}

async function attempt(work: () => Promise<void>, onFailure: (error: unknown) => void): Promise<void> {
  try {
    await work();
  } catch (error) {
    onFailure(error);
  }
}

function nameOf({ firstName, lastName, email, id }: Owner): string {
  return [firstName, lastName].filter(Boolean).join(' ') || email || id;
}
