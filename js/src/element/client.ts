import type { Ticket } from '../events.js';
import type { Reconciliation } from '../outcomes.js';
import type { Disposition, Engagement, EngagementChanges, NewEngagementOf, Owner } from '../types.js';

/** How a call is given up. */
export interface SignalOption {
  /** Aborted when the element no longer wants the answer. */
  signal?: AbortSignal;
}

/** A page of a record's engagements; what `associated` of a client gives is one. */
export interface TimelinePage {
  /** Its engagements, in any order. */
  readonly items: readonly Engagement[];
  /** Where the next page begins; `undefined` on the last page. */
  readonly next?: string | undefined;
}

/** What the element makes. */
export type TimelineEngagement = NewEngagementOf<'NOTE'> | NewEngagementOf<'CALL'> | NewEngagementOf<'TASK'>;

/**
 * What the element needs of a client. A client of this package is one, and so is an object that passes messages to it.
 *
 * A rejection may be any error; of one that has them, `code` and `ticket` are read besides its `message`.
 */
export interface TimelineClient {
  /** A page of the engagements of a record. */
  associated(
    objectType: string,
    objectId: string,
    options: SignalOption & { limit?: number; offset?: string },
  ): PromiseLike<TimelinePage>;
  /** Everybody whom engagements can belong to. */
  owners(options: SignalOption): PromiseLike<readonly Owner[]>;
  /** The outcomes that a call can have. */
  dispositions(options: SignalOption): PromiseLike<readonly Disposition[]>;
  /** Makes an engagement. */
  create(engagement: TimelineEngagement, options: SignalOption): PromiseLike<Engagement>;
  /** Changes an engagement. */
  update(id: string, changes: EngagementChanges, options: SignalOption): PromiseLike<Engagement | undefined>;
  /** Looks for what a create may have left. */
  reconcile(ticket: Ticket, options: SignalOption & { waitMs?: number }): PromiseLike<Reconciliation>;
}
