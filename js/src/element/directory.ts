import type { Disposition, Owner } from '../types.js';
import type { TimelineClient } from './client.js';

/** Names of owners and outcomes: without them the timeline says less, but it works. */
export class Directory {
  /** By owner's id. */
  readonly ownerNames = new Map<string, string>();
  /** By outcome's GUID. */
  readonly outcomes = new Map<string, string>();
  dispositions: readonly Disposition[] = [];
  /** Whether nothing is left to ask for. */
  isComplete = false;

  /** Asks for both and tells what failed. */
  async load(
    client: TimelineClient,
    signal: AbortSignal,
    onFailure: (error: unknown) => void,
  ): Promise<void> {
    let failures = 0;
    const failed = (error: unknown) => {
      failures += 1;
      onFailure(error);
    };
    await Promise.all([
      attempt(async () => {
        for (const owner of await client.owners({ signal })) this.ownerNames.set(owner.id, nameOf(owner));
      }, failed),
      attempt(async () => {
        this.dispositions = await client.dispositions({ signal });
        for (const { id, label } of this.dispositions) this.outcomes.set(id, label);
      }, failed),
    ]);
    this.isComplete = failures === 0;
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
