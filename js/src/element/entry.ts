import type { Ticket } from '../events.js';
import type { Engagement } from '../types.js';
import type { Draft } from './draft.js';
import type { Kind } from './icons.js';

/** One line of the timeline. */
export interface Entry {
  /** Its engagement's id, or a name of its own while it has none. */
  readonly key: string;
  /** The record it stands under. */
  readonly record: string;
  engagement: Engagement;
  /**
   * `saved`: the service has it. `saving`: it is on its way. `ambiguous`: nobody knows. `absent`: it is probably not
   * there. `refused`: it is not.
   */
  state: 'saved' | 'saving' | 'ambiguous' | 'absent' | 'refused';
  /** What it was made of here. */
  draft?: Draft;
  ticket?: Ticket;
  /** What there is to say about it. */
  remark?: string;
  isChecking?: boolean;
  isExpanded?: boolean;
}

/** The group that an engagement falls into. */
export function kindOf({ engagement }: Engagement): Kind {
  const type = String(engagement?.type);
  if (type.endsWith('EMAIL')) return 'EMAIL';
  return /^(?:NOTE|CALL|MEETING|TASK)$/.test(type) ? (type as Kind) : 'OTHER';
}

/** When it happened; NaN where nothing says so. */
export function timeOf({ engagement }: Engagement): number {
  return Number(engagement?.timestamp ?? engagement?.createdAt ?? engagement?.lastUpdated ?? Number.NaN);
}

/** Newest first; what has no time comes last. */
export function newestFirst(a: Entry, b: Entry): number {
  return (timeOf(b.engagement) || 0) - (timeOf(a.engagement) || 0);
}
