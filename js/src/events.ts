/** What happens to an operation: plain data, for logs and displays. None ever holds a token or what an engagement says. */
export type EngagementsEvent =
  | RequestEvent
  | ResponseEvent
  | FailureEvent
  | RetryEvent
  | ThrottleEvent
  | TokenRefreshEvent
  | PageSizeEvent
  | SkippedEvent
  | PartlyAppliedEvent;

/** What every event has. */
interface OfOperation<Type extends string> {
  /** What happened. Later versions may add words. */
  readonly type: Type;
  /** The operation, such as `engagements.create`. */
  readonly operation: string;
}

/** A request is about to be sent. */
export interface RequestEvent extends OfOperation<'request'> {
  /** Which attempt it is, from 1. */
  readonly attempt: number;
  /** The method. */
  readonly method: string;
  /** The address. */
  readonly url: string;
}

/** A response came. */
export interface ResponseEvent extends OfOperation<'response'> {
  /** Which attempt it answers. */
  readonly attempt: number;
  /** HTTP status. */
  readonly status: number;
  /** Milliseconds since the request. */
  readonly elapsedMs: number;
  /** The service's id of the exchange. */
  readonly correlationId: string | null;
}

/** No complete response came. */
export interface FailureEvent extends OfOperation<'failure'> {
  /** Which attempt failed. */
  readonly attempt: number;
  /** What failed. */
  readonly kind: 'connection' | 'certificate' | 'timeout' | 'body' | 'too_large' | 'cancelled';
  /** Milliseconds since the request. */
  readonly elapsedMs: number;
}

/** The request will be sent again. */
export interface RetryEvent extends OfOperation<'retry'> {
  /** Which attempt failed. */
  readonly attempt: number;
  /** The status, or the kind of failure, that asks for it. */
  readonly reason: string;
  /** Milliseconds until then, at least. */
  readonly waitMs: number;
}

/** The request waits for its turn under the rate limit. */
export interface ThrottleEvent extends OfOperation<'throttle'> {
  /** Milliseconds until its turn. */
  readonly waitMs: number;
}

/** Another access token is asked for; other operations wait for it. */
export interface TokenRefreshEvent extends OfOperation<'token_refresh'> {
  /** Why. */
  readonly reason: 'missing' | 'expiring' | 'rejected';
}

/** A listing goes on with another page size: the service failed at the one before, or has recovered. */
export interface PageSizeEvent extends OfOperation<'page_size'> {
  /** Records a page so far. */
  readonly from: number;
  /** Records a page from now on. */
  readonly to: number;
}

/** A listing left out a record that the service cannot deliver. */
export interface SkippedEvent extends OfOperation<'skipped'> {
  /** The record's id. */
  readonly id: string;
}

/** A record was made, but not all of its associations. */
export interface PartlyAppliedEvent extends OfOperation<'partly_applied'> {
  /** The record's id. */
  readonly id: string | null;
  /** What the service says of each association that it did not make, as JSON text. */
  readonly failures: readonly string[];
}

/**
 * What the record of a create can be found by: ids, times and digests, but nothing of what it says.
 *
 * It is for {@link Engagements.reconcile}. Keep it as it is, as JSON for example.
 */
export interface Ticket {
  /** Version of this shape. */
  readonly version: number;
  /** Names the ticket; no two creates of a client share it. */
  readonly id: string;
  /** When the create was first sent, in milliseconds since 1970. */
  readonly sentAt: number;
  /** Whether that is the service's time; else it is this machine's. */
  readonly byServiceClock: boolean;
  /** The engagement's type. */
  readonly type: string;
  /** `engagement.uid`, the caller's own id: with it the search is exact. */
  readonly uid: string | null;
  /** `engagement.timestamp` in milliseconds, as a string of digits. */
  readonly timestamp: string | null;
  /** The owner. */
  readonly ownerId: string | null;
  /** The records that it was to be associated with, by keys such as `contactIds`. */
  readonly associations: readonly { readonly key: string; readonly ids: readonly string[] }[];
  /** The metadata's fields as digests. */
  readonly metadata: readonly { readonly key: string; readonly digest: string }[];
  /** Whether the browser may have sent the create more than once by itself, so that there may be several records. */
  readonly mayHaveBeenResent: boolean;
}

/** What a journal keeps of a create. A ticket that was opened and never closed is of a create that nobody saw end. */
export type JournalEntry = CreateOpened | CreateClosed;

/** A create is about to be sent for the first time. */
export interface CreateOpened {
  readonly type: 'opened';
  /** What its record can be found by. */
  readonly ticket: Ticket;
}

/** A create ended. */
export interface CreateClosed {
  readonly type: 'closed';
  /** The ticket's `id`. */
  readonly ticketId: string;
  /** How it ended. Where this is `unknown` the record may exist: reconcile the ticket. */
  readonly outcome: 'created' | 'not_created' | 'unknown';
  /** The new record's id, where there is one. */
  readonly id: string | null;
}
