import type { CallOptions } from './engagements.js';
import type { Engagement, Id, IdInput } from './types.js';

/**
 * What a sync goes on from: a small JSON object to be stored as it is. What is in it is the sync's own affair; of two of
 * one account the one with the higher `epoch` is the later one.
 */
export interface Checkpoint {
  /** Version of this shape. One of a later version of this package is refused. */
  readonly v: number;
  /** Grows by one with every batch. */
  readonly epoch: number;
  readonly [key: string]: unknown;
}

/** How a sync goes about it. */
export interface SyncOptions extends CallOptions {
  /**
   * Which listing of changes is read: `modified_after` has all of them, and needs the scope `crm.objects.contacts.read`;
   * `recent` has at most 10,000 or those of 30 days, beyond which all engagements are read; `auto` takes the second for
   * an app that lacks the scope. Default: `modified_after`.
   */
  source?: 'modified_after' | 'recent' | 'auto';
  /** How far back changes are read again, because the service's index lags, in milliseconds from 60,000. Default: an hour. */
  overlapMs?: number;
  /** Reads all engagements now, and reports those of `known` that are gone. */
  sweep?: boolean;
  /** After how many milliseconds all engagements are read again; without it, only where changes cannot be had otherwise. */
  scanEveryMs?: number;
  /**
   * What you hold: ids, ascending, best with the digests that came with them. Whenever all engagements are read, those of
   * them that are gone are reported, and those of the same digest are not told again.
   */
  known?: readonly IdInput[] | { ids: readonly IdInput[]; digests: readonly (string | bigint)[] };
  /** How many of `known` may be gone before a SuspiciousDeletesError asks. Default: 100 or 5 %, whichever is more. */
  maxDeletes?: number;
  /** Records a page at most. Default: as many as the service gives. */
  limit?: number;
  /** What to do about a record at which the service fails even alone while all are read. Default: `fail`. */
  onPoison?: 'fail' | 'skip';
  /** How many pages are read side by side while all engagements are read, 1 to 32. Default: 1. */
  parallel?: number;
}

/** What a sync delivers at once. Apply it, then store its checkpoint, best in one transaction. */
export interface SyncBatch {
  /** New and changed engagements: to be put in place of what is held under their ids. What comes later is the later version. */
  upserts: Engagement[];
  /** What each of `upserts` can be told by in `known`: 64 bits of its text, as a string of digits. */
  digests: string[];
  /** Ids of engagements that are gone. */
  deleted: Id[];
  /** What a later sync goes on from once this batch is applied. */
  checkpoint: Checkpoint;
  /** How far the sync has come. */
  progress: SyncProgress;
}

/** How far a sync has come. */
export interface SyncProgress {
  /** What it is at: all engagements, those that may be gone, or what changed. */
  stage: 'scan' | 'confirm' | 'changes';
  /** Pages that were read. */
  pages: number;
  /** Records that were read, those among them that had not changed. */
  records: number;
  /** Engagements that were delivered as new or changed. */
  upserts: number;
  /** Engagements that were found to be gone. */
  deleted: number;
}

/** One thing that a sync tells. */
export type Change =
  | {
      /** There is an engagement that is new or changed. */
      kind: 'upsert';
      /** To be put in place of what is held under its id. */
      engagement: Engagement;
      /** What it can be told by in `known`: 64 bits of its text, as a string of digits. */
      digest: string;
    }
  | {
      /** An engagement is gone. */
      kind: 'deleted';
      /** Its id. */
      id: Id;
    }
  | {
      /** Everything before this can be stored for good. */
      kind: 'checkpoint';
      /** What a later sync goes on from. */
      checkpoint: Checkpoint;
      /** How far the sync has come. */
      progress: SyncProgress;
    };

/**
 * What was made, changed and deleted since a checkpoint. Nothing is sent before it is iterated, and breaking off ends it.
 *
 * @example
 * for await (const change of hubspot.sync(stored)) {
 *   if (change.kind === 'upsert') put(change.engagement);
 *   else if (change.kind === 'deleted') remove(change.id);
 *   else stored = change.checkpoint; // keep it together with what came before
 * }
 */
export class Sync implements AsyncIterable<Change> {
  static {
    // As consoles show it, also behind a minifier.
    Object.defineProperty(Sync, 'name', { value: 'Sync' });
  }

  readonly #start: () => AsyncGenerator<SyncBatch, void, undefined>;

  /** @internal */
  constructor(start: () => AsyncGenerator<SyncBatch, void, undefined>) {
    this.#start = start;
  }

  /** Changes one by one, a checkpoint behind those of each batch. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Change, void, undefined> {
    for await (const { upserts, digests, deleted, checkpoint, progress } of this.batches()) {
      for (const [index, engagement] of upserts.entries())
        yield { kind: 'upsert', engagement, digest: digests[index] as string };
      for (const id of deleted) yield { kind: 'deleted', id };
      yield { kind: 'checkpoint', checkpoint, progress };
    }
  }

  /** The same in batches, of about a page each. */
  batches(): AsyncGenerator<SyncBatch, void, undefined> {
    return this.#start();
  }
}
