import { type EngagementsError, type ErrorDetails, errorFrom } from './errors.js';
import type { Engagement } from './types.js';
import { asEngagement } from './wire.js';

/** What became of a create that nobody saw end. */
export interface Reconciliation {
  /**
   * `created`: there is one record. `duplicated`: there are several, of which all but one may be deleted. `unknown`:
   * there is none yet, and the service's lists lag behind: ask again later. `probably_absent`: there is none an hour
   * after the create, so it may be repeated.
   */
  outcome: 'created' | 'duplicated' | 'unknown' | 'probably_absent';
  /** Whether the records bear a key of the caller's own, such as `uid`; else they are alike in all that was sent. */
  exact: boolean;
  /** The records that were found. */
  engagements: Engagement[];
}

/** What became of one of many creates. */
export type Outcome = OutcomeWithRecord | OutcomeWithError;

/** There is a record. */
export interface OutcomeWithRecord {
  /** The engagement's place among those given, from 0. */
  index: number;
  /** Whether it was created, or `found`: there was one with its `uid` already. */
  outcome: 'created' | 'found';
  /** The record. */
  engagement: Engagement;
  error: undefined;
}

/** There is no record, or nobody knows of it. */
export interface OutcomeWithError {
  /** The engagement's place among those given, from 0. */
  index: number;
  /**
   * `refused`: by its own fault, or by the service after all attempts. `not_sent`: an error before it concerns all.
   * `ambiguous`: it may have been created, and the error has the ticket.
   */
  outcome: 'refused' | 'not_sent' | 'ambiguous';
  engagement: undefined;
  /** Why. */
  error: EngagementsError;
}

/** As the core writes it. */
export interface ItemDetails {
  index: number;
  outcome: Outcome['outcome'];
  engagement: Engagement | null;
  error: ErrorDetails | null;
}

/** What the core's item says, with an error of its class. */
export function outcomeFrom({ index, outcome, engagement, error }: ItemDetails): Outcome {
  // That one of both is there follows from the word, which TypeScript cannot conclude.
  return {
    index,
    outcome,
    engagement: asEngagement(engagement) ?? undefined,
    error: error ? errorFrom(error) : undefined,
  } as Outcome;
}
