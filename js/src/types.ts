/**
 * Engagements in the service's shape.
 *
 * Every field is optional, because the service leaves out what it has no value for, and unknown keys are kept.
 * Ids are strings (they can be larger than a number holds). Times are milliseconds since 1970 in UTC, as a number
 * where it is exact and as a string of digits beyond 2^53 - 1.
 */

/** An id as results have it: a string of digits. */
export type Id = string;
/** An id as parameters take it. A number must be below 2^53. */
export type IdInput = string | number | bigint;
/** Milliseconds since 1970 in UTC; a string of digits where a number would not be exact. */
export type Time = number | string;
/** A `Date`, milliseconds since 1970, or an RFC 3339 text such as `2026-01-31T12:00:00Z`. */
export type TimeInput = Date | number | bigint | string;

/** A word that is known today, or any other that the service may add. */
type OpenWord<Known extends string> = Known | (string & {});

/** The types that can be created. */
export type WritableType = 'NOTE' | 'EMAIL' | 'TASK' | 'MEETING' | 'CALL';
/** `engagement.type`. */
export type EngagementType = OpenWord<
  WritableType | 'INCOMING_EMAIL' | 'FORWARDED_EMAIL' | 'PUBLISHING_TASK'
>;
/** A kind of CRM record. */
export type ObjectType = OpenWord<'CONTACT' | 'COMPANY' | 'DEAL' | 'TICKET'>;
/** `metadata.status` of a task. */
export type TaskStatus = OpenWord<'NOT_STARTED' | 'IN_PROGRESS' | 'WAITING' | 'COMPLETED' | 'DEFERRED'>;
/** `metadata.taskType`. */
export type TaskType = OpenWord<
  'TODO' | 'EMAIL' | 'CALL' | 'MEETING' | 'LINKED_IN' | 'LINKED_IN_CONNECT' | 'LINKED_IN_MESSAGE'
>;
/** `metadata.priority` of a task. */
export type TaskPriority = OpenWord<'NONE' | 'LOW' | 'MEDIUM' | 'HIGH'>;
/** `metadata.status` of a call. */
export type CallStatus = OpenWord<
  | 'COMPLETED'
  | 'NO_ANSWER'
  | 'BUSY'
  | 'FAILED'
  | 'CANCELED'
  | 'QUEUED'
  | 'RINGING'
  | 'CONNECTING'
  | 'CALLING_CRM_USER'
  | 'IN_PROGRESS'
>;
/** `metadata.meetingOutcome`. */
export type MeetingOutcome = OpenWord<'SCHEDULED' | 'COMPLETED' | 'RESCHEDULED' | 'NO_SHOW' | 'CANCELED'>;
/** `metadata.status` of an email. */
export type EmailStatus = OpenWord<'BOUNCED' | 'FAILED' | 'SCHEDULED' | 'SENDING' | 'SENT'>;

/** Keys that this version does not know. */
interface Open {
  [key: string]: unknown;
}

/** What engagements of all types have. */
export interface EngagementInfo<Type extends string = EngagementType> extends Open {
  /** Id of the engagement. */
  id?: Id | null;
  /** The portal. */
  portalId?: Id | null;
  /** `true` in every response seen. */
  active?: boolean | null;
  /** When it was made. */
  createdAt?: Time | null;
  /** When it was changed last; a change of associations does not count. */
  lastUpdated?: Time | null;
  /** The user who made it: a user id, not an owner id. */
  createdBy?: Id | null;
  /** The user who changed it last. */
  modifiedBy?: Id | null;
  /** The owner it is assigned to. */
  ownerId?: Id | null;
  /** Its type, which cannot change. */
  type?: Type | null;
  /** An id of the caller's own. */
  uid?: string | null;
  /** When it happened; for a task, when it is due. */
  timestamp?: Time | null;
  /** Team. */
  teamId?: Id | null;
  /** Teams that see it. */
  allAccessibleTeamIds?: Id[] | null;
  /** The body's beginning as plain text. */
  bodyPreview?: string | null;
  /** Task queues it is in. */
  queueMembershipIds?: Id[] | null;
  /** Whether the previews were cut. */
  bodyPreviewIsTruncated?: boolean | null;
  /** The body's beginning as an HTML document. */
  bodyPreviewHtml?: string | null;
  /** Whether it was erased for a data protection request. */
  gdprDeleted?: boolean | null;
  /** Where it was made, such as `CRM_UI`. */
  source?: string | null;
  /** Id of it at its source. */
  sourceId?: string | null;
  /** The portal's own label for the kind of call or meeting. */
  activityType?: string | null;
}

/** The records that an engagement belongs to. New `…Ids` keys appear over time. */
export interface Associations extends Open {
  /** Contacts. */
  contactIds?: Id[] | null;
  /** Companies. */
  companyIds?: Id[] | null;
  /** Deals. */
  dealIds?: Id[] | null;
  /** Owners who are mentioned with `@`; the assignee is `engagement.ownerId`. */
  ownerIds?: Id[] | null;
  /** Workflows. */
  workflowIds?: Id[] | null;
  /** Tickets. */
  ticketIds?: Id[] | null;
  /** Pages, posts and emails of the content tools. */
  contentIds?: Id[] | null;
  /** Quotes. */
  quoteIds?: Id[] | null;
  /** Marketing events. */
  marketingEventIds?: Id[] | null;
  /** Partner clients. */
  partnerClientIds?: Id[] | null;
  /** Orders. */
  orderIds?: Id[] | null;
  /** Carts. */
  cartIds?: Id[] | null;
}

/** A file of the file manager. */
export interface Attachment extends Open {
  /** The file's id. */
  id?: Id | null;
}

/** A reminder or notification that the service has planned. */
export interface ScheduledTask extends Open {
  /** The engagement it belongs to. */
  engagementId?: Id | null;
  /** The portal. */
  portalId?: Id | null;
  /** The engagement's type. */
  engagementType?: string | null;
  /** `REMINDER`, `ASSIGNED`, `PRE_MEETING_NOTIFICATION` and others. */
  taskType?: string | null;
  /** When it is due. */
  timestamp?: Time | null;
  /** `<TYPE>:<guid>`. */
  uuid?: string | null;
}

/** `metadata` of a NOTE. */
export interface NoteMetadata extends Open {
  /** The note's text, in HTML; at most 65,536 characters. */
  body?: string | null;
}

/** A sender or recipient of an email. Real ones are often empty. */
export interface EmailParticipant extends Open {
  /** The whole address line as it came. */
  raw?: string | null;
  /** The address; may hold `Name <a@b.example>`, or a bare name. */
  email?: string | null;
  /** Given name. */
  firstName?: string | null;
  /** Family name. */
  lastName?: string | null;
  /** The contact with this address. */
  contactId?: Id | null;
}

/** `metadata` of an EMAIL, INCOMING_EMAIL or FORWARDED_EMAIL. */
export interface EmailMetadata extends Open {
  /** Who sent it. */
  from?: EmailParticipant | null;
  /** To whom. */
  to?: EmailParticipant[] | null;
  /** Who got a copy. */
  cc?: EmailParticipant[] | null;
  /** Who got a hidden copy. */
  bcc?: EmailParticipant[] | null;
  /** Who sent it on behalf of `from`. */
  sender?: EmailParticipant | null;
  /** The subject line. */
  subject?: string | null;
  /** The body in HTML. */
  html?: string | null;
  /** The body as plain text. */
  text?: string | null;
  /** How far it came. */
  status?: EmailStatus | null;
  /** By what it was sent, such as `GMAIL`. */
  sentVia?: string | null;
  /** From where it was logged. */
  loggedFrom?: string | null;
  /** What happened after it was sent. */
  postSendStatus?: string | null;
  /** State of its images and videos. */
  mediaProcessingStatus?: string | null;
  /** Key of the open and click tracking. */
  trackerKey?: string | null;
  /** The Message-ID header. */
  messageId?: string | null;
  /** Thread it belongs to. */
  threadId?: string | null;
  /** The send event, usually an empty object. */
  emailSendEventId?: unknown;
  /** Recipients whose address was not checked. */
  validationSkipped?: unknown;
  /** Why it failed. */
  errorMessage?: string | null;
}

/** `metadata` of a TASK. It is due at `engagement.timestamp` and assigned to `engagement.ownerId`. */
export interface TaskMetadata extends Open {
  /** What is to be done, in HTML. */
  body?: string | null;
  /** Its title. */
  subject?: string | null;
  /** How far it came. */
  status?: TaskStatus | null;
  /** The kind of record it is about; `OWNER` where nothing was chosen. */
  forObjectType?: OpenWord<'CONTACT' | 'COMPANY' | 'DEAL' | 'TICKET' | 'OWNER'> | null;
  /** The kind of task. */
  taskType?: TaskType | null;
  /** Its priority. */
  priority?: TaskPriority | null;
  /** When the assignee is reminded. */
  reminders?: Time[] | null;
  /** Whether the default reminder is sent. */
  sendDefaultReminder?: boolean | null;
  /** Whether it is due on a day rather than at a time. */
  isAllDay?: boolean | null;
  /** When it was done. */
  completionDate?: Time | null;
}

/** `metadata` of a MEETING. */
export interface MeetingMetadata extends Open {
  /** Its title. */
  title?: string | null;
  /** What it is about, in HTML. */
  body?: string | null;
  /** When it begins. */
  startTime?: Time | null;
  /** When it ends. */
  endTime?: Time | null;
  /** Notes that the guests do not see. */
  internalMeetingNotes?: string | null;
  /** What came of it. */
  meetingOutcome?: MeetingOutcome | null;
  /** Where it is held. */
  location?: string | null;
  /** Address of the calendar entry. */
  externalUrl?: string | null;
  /** Where it was made, such as `CRM_UI`. */
  source?: string | null;
  /** Id of it at its source. */
  sourceId?: string | null;
  /** The scheduling link it was booked with. */
  createdFromLinkId?: Id | null;
  /** Reminders to the guests. */
  preMeetingProspectReminders?: unknown;
  /** Owners who take part. */
  attendeeOwnerIds?: Id[] | null;
}

/** `metadata` of a CALL. */
export interface CallMetadata extends Open {
  /** The number called. */
  toNumber?: string | null;
  /** The number called from. */
  fromNumber?: string | null;
  /** How far the call came. */
  status?: CallStatus | null;
  /** How long it took, in milliseconds. */
  durationMilliseconds?: number | string | null;
  /** Address of the audio recording (https). */
  recordingUrl?: string | null;
  /** Notes on the call, in HTML. */
  body?: string | null;
  /** GUID of the call's outcome, one of the portal's dispositions. */
  disposition?: string | null;
  /** Id of the call in the calling service. */
  externalId?: string | null;
  /** Id of the account in the calling service. */
  externalAccountId?: string | null;
  /** The call's title. */
  title?: string | null;
  /** Type of the record called. */
  calleeObjectType?: string | null;
  /** Id of the record called. */
  calleeObjectId?: Id | null;
  /** Where the call was logged. */
  source?: string | null;
  /** Whether a visitor without a contact called. */
  unknownVisitorConversation?: boolean | null;
}

/** The metadata of each type that has a model. */
export interface MetadataByType {
  NOTE: NoteMetadata;
  EMAIL: EmailMetadata;
  INCOMING_EMAIL: EmailMetadata;
  FORWARDED_EMAIL: EmailMetadata;
  TASK: TaskMetadata;
  MEETING: MeetingMetadata;
  CALL: CallMetadata;
}

/** An engagement of a certain type; {@link hasType} tells. */
export interface EngagementOf<Type extends keyof MetadataByType> extends Parts<Type, MetadataByType[Type]> {}

/** An engagement of any type. */
export interface Engagement extends Parts<EngagementType, Metadata> {}

/** The metadata of some type; unknown keys are kept. */
export type Metadata = Open &
  Partial<NoteMetadata & Omit<CallMetadata & TaskMetadata & MeetingMetadata & EmailMetadata, 'status'>> & {
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

/** The same shape with ids and times as parameters take them. */
type Input<T> = {
  [Key in keyof T as string extends Key ? never : Key]?: Key extends TimeKey
    ? TimeInput | null
    : Key extends 'reminders'
      ? readonly TimeInput[] | null
      : Key extends IdKey
        ? IdInput | null
        : Key extends `${string}Ids`
          ? readonly IdInput[] | null
          : T[Key];
} & Open;

type TimeKey = 'timestamp' | 'startTime' | 'endTime' | 'completionDate';
type IdKey = 'id' | 'ownerId' | 'teamId' | 'contactId' | 'createdFromLinkId' | 'calleeObjectId';

/** A new engagement of a certain type. */
export interface NewEngagementOf<Type extends WritableType> extends Open {
  /** Its type, and what else all engagements have. */
  engagement: Input<EngagementInfo> & { type: Type };
  /** The records it belongs to. */
  associations?: Input<Associations>;
  /** Its files. */
  attachments?: readonly Input<Attachment>[];
  /** What its type says. */
  metadata: Input<MetadataByType[Type]>;
}

/** A new engagement. */
export type NewEngagement = { [Type in WritableType]: NewEngagementOf<Type> }[WritableType];

/** What is to change. Metadata that is not given stays; `null` clears a field. */
export interface EngagementChanges extends Open {
  /** Owner and time. */
  engagement?: Input<Omit<EngagementInfo, 'type'>>;
  /** Fields of the type's metadata. */
  metadata?:
    | Input<NoteMetadata>
    | Input<EmailMetadata>
    | Input<TaskMetadata>
    | Input<MeetingMetadata>
    | Input<CallMetadata>;
}

/** A call outcome of the portal. Labels can be edited and translated; the GUID stays. */
export interface Disposition extends Open {
  /** GUID, which a call's `metadata.disposition` names. */
  id: string;
  /** What people see. */
  label: string;
  /** Whether it was taken out of use. */
  deleted?: boolean | null;
}
