import type { TimelineEngagement } from './client.js';
import { escaped } from './sanitize.js';

/** What can be made here. */
export type DraftKind = 'CALL' | 'NOTE' | 'TASK';

/** What the fields hold; each form has some of them. */
export interface DraftValues {
  readonly body?: string;
  readonly subject?: string;
  readonly due?: string;
  readonly duration?: string;
  readonly outcome?: string;
}

/** A form's contents. */
export interface Draft {
  readonly kind: DraftKind;
  /** Each field's text. */
  readonly values: DraftValues;
}

/** Under which key an engagement names records of a kind; other kinds it cannot be made for. */
const ASSOCIATIONS: Readonly<Record<string, string>> = {
  CONTACT: 'contactIds',
  COMPANY: 'companyIds',
  DEAL: 'dealIds',
  TICKET: 'ticketIds',
};

/** Whether engagements can be made for such records. */
export function canCreateFor(recordType: string): boolean {
  return Object.hasOwn(ASSOCIATIONS, recordType);
}

/** The engagement that a draft means. */
export function engagementOf(
  { kind, values }: Draft,
  recordType: string,
  recordId: string,
  ownerId: string | undefined,
): TimelineEngagement {
  const due = values.due ? new Date(values.due).getTime() : undefined;
  const common = {
    associations: { [ASSOCIATIONS[recordType] ?? '']: [recordId] },
    metadata: metadataOf(kind, values, recordType),
  };
  const engagement = { type: kind, timestamp: due ?? Date.now(), ...(ownerId && { ownerId }) };
  // That the metadata is the type's own follows from the kind, which TypeScript cannot conclude.
  return { engagement, ...common } as TimelineEngagement;
}

function metadataOf(kind: DraftKind, values: DraftValues, recordType: string): object {
  const body = escaped(values.body ?? '');
  if (kind === 'NOTE') return { body };
  if (kind === 'TASK') {
    return { subject: values.subject, body, status: 'NOT_STARTED', forObjectType: recordType };
  }
  const minutes = Number(values.duration || Number.NaN);
  return {
    body,
    status: 'COMPLETED',
    ...(values.outcome && { disposition: values.outcome }),
    ...(minutes >= 0 && { durationMilliseconds: Math.round(minutes * 60_000) }),
  };
}
