import type { CallInput, EmailInput, MeetingInput, NoteInput, TaskInput } from './model.generated.js';
import type { IdInput, TimeInput } from './scalars.js';
import type { MetadataInputByType, NewEngagementOf, WritableType } from './types.js';

/** What an engagement of any type can be made with, beside its own fields. */
export interface CommonFields {
  /** Contacts that it belongs to. */
  contactIds?: readonly IdInput[];
  /** Companies that it belongs to. */
  companyIds?: readonly IdInput[];
  /** Deals that it belongs to. */
  dealIds?: readonly IdInput[];
  /** Tickets that it belongs to. */
  ticketIds?: readonly IdInput[];
  /** The owner it is assigned to. */
  ownerId?: IdInput;
  /** When it happened; for a task, when it is due. */
  timestamp?: TimeInput;
  /** An id of the caller's own. */
  uid?: string;
  /** Files of the file manager, by their ids. */
  attachments?: readonly IdInput[];
}

/** A note, for {@link Engagements.create}: `note({ body: 'Met at the fair.', contactIds: [1] })`. */
export function note(fields: NoteInput & CommonFields): NewEngagementOf<'NOTE'> {
  return build('NOTE', fields);
}

/** An email, as it was sent elsewhere: creating it sends nothing. */
export function email(fields: EmailInput & CommonFields): NewEngagementOf<'EMAIL'> {
  return build('EMAIL', fields);
}

/** A task. It is due at `timestamp` and assigned to `ownerId`. */
export function task(fields: TaskInput & CommonFields): NewEngagementOf<'TASK'> {
  return build('TASK', fields);
}

/** A meeting, from `startTime` to `endTime`. */
export function meeting(fields: MeetingInput & CommonFields): NewEngagementOf<'MEETING'> {
  return build('MEETING', fields);
}

/** A call. `disposition` is an outcome's GUID or its label; `durationMilliseconds` a number of milliseconds. */
export function call(fields: CallInput & CommonFields): NewEngagementOf<'CALL'> {
  return build('CALL', fields);
}

function build<Type extends WritableType>(
  type: Type,
  fields: MetadataInputByType[Type] & CommonFields,
): NewEngagementOf<Type> {
  const {
    contactIds,
    companyIds,
    dealIds,
    ticketIds,
    ownerId,
    timestamp,
    uid,
    attachments: files,
    ...metadata
  } = fields;
  const associations = present({ contactIds, companyIds, dealIds, ticketIds });
  const engagement = { type, ...present({ ownerId, timestamp, uid }) };
  return {
    engagement,
    ...(Object.keys(associations).length > 0 && { associations }),
    ...(files && { attachments: files.map((id) => ({ id })) }),
    // What is left are the type's own fields, which TypeScript cannot conclude.
    metadata: present(metadata) as NewEngagementOf<Type>['metadata'],
  };
}

/** Without the keys that were not given: absent and `undefined` mean the same to a caller. */
function present<Fields extends object>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<Fields>;
}
