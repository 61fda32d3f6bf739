/**
 * Engagements in the service's shape.
 *
 * Every field is optional, because the service leaves out what it has no value for, and unknown keys are kept.
 * Ids are strings (they can be larger than a number holds). Times are milliseconds since 1970 in UTC, as a number
 * where it is exact and as a string of digits beyond 2^53 - 1.
 */

import type {
  Associations,
  AssociationsInput,
  Attachment,
  AttachmentInput,
  Call,
  CallInput,
  CallStatus,
  Email,
  EmailInput,
  EmailStatus,
  EngagementInfo,
  EngagementInfoInput,
  EngagementType,
  Meeting,
  MeetingInput,
  Note,
  NoteInput,
  Open,
  PublishingTask,
  ScheduledTask,
  Task,
  TaskInput,
  TaskStatus,
} from './model.generated.js';

export type * from './model.generated.js';
export type {
  DurationInput,
  Id,
  IdInput,
  Milliseconds,
  Time,
  TimeInput,
} from './scalars.js';

/** The types that can be created. */
export type WritableType = 'NOTE' | 'EMAIL' | 'TASK' | 'MEETING' | 'CALL';

/** The metadata of each type that has a model. */
export interface MetadataByType {
  NOTE: Note;
  EMAIL: Email;
  INCOMING_EMAIL: Email;
  FORWARDED_EMAIL: Email;
  TASK: Task;
  MEETING: Meeting;
  CALL: Call;
  PUBLISHING_TASK: PublishingTask;
}

/** An engagement of a certain type; {@link hasType} tells. */
export interface EngagementOf<Type extends keyof MetadataByType> extends Parts<Type, MetadataByType[Type]> {}

/** An engagement of any type. */
export interface Engagement extends Parts<EngagementType, Metadata> {}

/** The metadata of some type; unknown keys are kept. */
export type Metadata = Open &
  Partial<Note & PublishingTask & Omit<Call & Task & Meeting & Email, 'status'>> & {
    /** How far it came: the words depend on the type. */
    status?: TaskStatus | CallStatus | EmailStatus | null;
  };

interface Parts<Type extends string, OfType> extends Open {
  /** Type, time, owner and the rest that all engagements have. */
  engagement?: EngagementInfo<Type> | null;
  /** The records it belongs to. */
  associations?: Associations | null;
  /** Its files. */
  attachments?: Attachment[] | null;
  /** Reminders planned for it. */
  scheduledTasks?: ScheduledTask[] | null;
  /** What its type adds. */
  metadata?: OfType | null;
  /** Associations that a create could not make: not empty means that it was applied in part. */
  associationCreateFailures?: unknown[];
  /**
   * For `JSON.stringify`: the service's shape, with ids as numbers; what is edited is written as it is now. Only what a
   * client gave has it, and it is not enumerable: copies and clones stay in JavaScript's shape.
   */
  toJSON?: (() => object) | undefined;
}

/**
 * Whether an engagement is of that type, which tells TypeScript what its metadata has.
 *
 * @example
 * if (hasType(engagement, 'CALL')) engagement.metadata?.durationMilliseconds;
 */
export function hasType<Type extends keyof MetadataByType>(
  engagement: Engagement,
  type: Type,
): engagement is Engagement & EngagementOf<Type> {
  return engagement.engagement?.type === type;
}

/** The metadata of each type as requests take it. */
export interface MetadataInputByType {
  NOTE: NoteInput;
  EMAIL: EmailInput;
  TASK: TaskInput;
  MEETING: MeetingInput;
  CALL: CallInput;
}

/** A new engagement of a certain type. */
export interface NewEngagementOf<Type extends WritableType> extends Open {
  /** Its type, and what else all engagements have. */
  engagement: Omit<EngagementInfoInput, 'type'> & Open & { type: Type };
  /** The records it belongs to. */
  associations?: AssociationsInput & Open;
  /** Its files. */
  attachments?: readonly (AttachmentInput & Open)[];
  /** What its type says. */
  metadata: MetadataInputByType[Type] & Open;
}

/** A new engagement. */
export type NewEngagement = { [Type in WritableType]: NewEngagementOf<Type> }[WritableType];

/** What is to change. Metadata that is not given stays; `null` clears a field. */
export interface EngagementChanges extends Open {
  /** Owner and time. */
  engagement?: Omit<EngagementInfoInput, 'type'> & Open;
  /** Fields of the type's metadata. */
  metadata?: (NoteInput | EmailInput | TaskInput | MeetingInput | CallInput) & Open;
}
