// Made of the Rust model by `BLESS=1 cargo test -p hubspot-engagements-wasm --test types`. Do not edit.
import type { DurationInput, Id, IdInput, Milliseconds, OpenWord, Time, TimeInput } from './scalars.js';

/** Keys that this version does not know. */
export interface Open {
  [key: string]: unknown;
}

/** `engagement.type`. Only the first five can be created. */
export type EngagementType = OpenWord<
  | 'NOTE'
  | 'EMAIL'
  | 'TASK'
  | 'MEETING'
  | 'CALL'
  | 'INCOMING_EMAIL'
  | 'FORWARDED_EMAIL'
  | 'PUBLISHING_TASK'
  | 'CONVERSATION_SESSION'
  | 'FEEDBACK_SUBMISSION'
  | 'EMAIL_ACTIVITY'
  | 'FB_MESSAGE'
  | 'LINKEDIN_MESSAGE'
>;

/** What a task's `forObjectType` and the path of the associated list name: a kind of CRM record. */
export type ObjectType = OpenWord<
  | 'CONTACT'
  | 'COMPANY'
  | 'DEAL'
  | 'TICKET'
  | 'OWNER'
>;

/** `metadata.status` of a task. */
export type TaskStatus = OpenWord<
  | 'NOT_STARTED'
  | 'IN_PROGRESS'
  | 'WAITING'
  | 'COMPLETED'
  | 'DEFERRED'
>;

/** `metadata.taskType`. */
export type TaskType = OpenWord<
  | 'TODO'
  | 'EMAIL'
  | 'CALL'
  | 'MEETING'
  | 'LINKED_IN'
  | 'LINKED_IN_CONNECT'
  | 'LINKED_IN_MESSAGE'
>;

/** `metadata.priority` of a task. */
export type TaskPriority = OpenWord<
  | 'NONE'
  | 'LOW'
  | 'MEDIUM'
  | 'HIGH'
>;

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
  | 'ENDING'
  | 'MISSED'
>;

/** `metadata.meetingOutcome`. */
export type MeetingOutcome = OpenWord<
  | 'SCHEDULED'
  | 'COMPLETED'
  | 'RESCHEDULED'
  | 'NO_SHOW'
  | 'CANCELED'
>;

/** `metadata.status` of an email. */
export type EmailStatus = OpenWord<
  | 'BOUNCED'
  | 'FAILED'
  | 'SCHEDULED'
  | 'SENDING'
  | 'SENT'
>;

/** `metadata.state` of a PUBLISHING_TASK. */
export type PublishingState = OpenWord<
  | 'TODO'
  | 'DONE'
>;

/** `metadata.category` of a PUBLISHING_TASK. */
export type PublishingCategory = OpenWord<
  | 'BLOG_POST'
  | 'CUSTOM'
  | 'EMAIL'
  | 'FACEBOOK'
  | 'LANDING_PAGE'
  | 'LEGACY_PAGE'
  | 'LINKEDIN'
  | 'SITE_PAGE'
  | 'TWITTER'
>;

/** `type` of an owner. */
export type OwnerType = OpenWord<
  | 'PERSON'
  | 'QUEUE'
>;

/** The `engagement` part: what engagements of all types have. */
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
  /** Its type. Required in a create, and cannot change. */
  type?: Type | null;
  /** An id of the caller's own. */
  uid?: string | null;
  /** When it happened; for a task, when it is due. Any 64-bit value is kept as it is. */
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
  /** Where it was made; `CRM_UI` and some 65 others. */
  source?: string | null;
  /** Id of it at its source. */
  sourceId?: string | null;
  /** The portal's own label for the kind of call or meeting. */
  activityType?: string | null;
  /** Of HubSpot's own tools. */
  productName?: string | null;
  /** Of HubSpot's own tools. */
  followUpAction?: string | null;
}

/** {@link EngagementInfo} in a request. */
export interface EngagementInfoInput {
  /** `true` in every response seen. */
  active?: boolean | null;
  /** The owner it is assigned to. */
  ownerId?: IdInput | null;
  /** Its type. Required in a create, and cannot change. */
  type?: EngagementType | null;
  /** An id of the caller's own. */
  uid?: string | null;
  /** When it happened; for a task, when it is due. Any 64-bit value is kept as it is. */
  timestamp?: TimeInput | null;
  /** Where it was made; `CRM_UI` and some 65 others. */
  source?: string | null;
  /** Id of it at its source. */
  sourceId?: string | null;
  /** The portal's own label for the kind of call or meeting. */
  activityType?: string | null;
}

/** The records that an engagement belongs to. New `…Ids` keys appear over time and are kept. */
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

/** {@link Associations} in a request. */
export interface AssociationsInput {
  /** Contacts. */
  contactIds?: readonly IdInput[] | null;
  /** Companies. */
  companyIds?: readonly IdInput[] | null;
  /** Deals. */
  dealIds?: readonly IdInput[] | null;
  /** Owners who are mentioned with `@`; the assignee is `engagement.ownerId`. */
  ownerIds?: readonly IdInput[] | null;
  /** Tickets. */
  ticketIds?: readonly IdInput[] | null;
}

/** A file of the file manager. */
export interface Attachment extends Open {
  /** The file's id. */
  id?: Id | null;
}

/** {@link Attachment} in a request. */
export interface AttachmentInput {
  /** The file's id. */
  id?: IdInput | null;
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
export interface Note extends Open {
  /** The note's text, in HTML; at most 65,536 characters. */
  body?: string | null;
}

/** {@link Note} in a request. */
export interface NoteInput {
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

/** {@link EmailParticipant} in a request. */
export interface EmailParticipantInput {
  /** The whole address line as it came. */
  raw?: string | null;
  /** The address; may hold `Name <a@b.example>`, or a bare name. */
  email?: string | null;
  /** Given name. */
  firstName?: string | null;
  /** Family name. */
  lastName?: string | null;
  /** The contact with this address. */
  contactId?: IdInput | null;
}

/** `metadata` of an EMAIL, INCOMING_EMAIL or FORWARDED_EMAIL. */
export interface Email extends Open {
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
  /** By what it was sent; `GMAIL` was seen. */
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
  /** Thread it belongs to: a string in responses, a number in some schemas, so kept as it is. */
  threadId?: unknown;
  /** The send event, usually an empty object. */
  emailSendEventId?: unknown;
  /** Recipients whose address was not checked. */
  validationSkipped?: unknown;
  /** Why it failed. */
  errorMessage?: string | null;
  /** Images in the body that were not uploaded yet. */
  pendingInlineImageIds?: unknown;
  /** The attached video. */
  attachedVideoId?: string | null;
  /** Whether the attached video was opened. */
  attachedVideoOpened?: boolean | null;
  /** Whether the attached video was watched. */
  attachedVideoWatched?: boolean | null;
  /** Recipients who were left out, and why. */
  recipientDropReasons?: unknown;
  /** The marketing campaign it belongs to. */
  campaignGuid?: string | null;
}

/** {@link Email} in a request. */
export interface EmailInput {
  /** Who sent it. */
  from?: EmailParticipantInput | null;
  /** To whom. */
  to?: readonly EmailParticipantInput[] | null;
  /** Who got a copy. */
  cc?: readonly EmailParticipantInput[] | null;
  /** Who got a hidden copy. */
  bcc?: readonly EmailParticipantInput[] | null;
  /** Who sent it on behalf of `from`. */
  sender?: EmailParticipantInput | null;
  /** The subject line. */
  subject?: string | null;
  /** The body in HTML. */
  html?: string | null;
  /** The body as plain text. */
  text?: string | null;
  /** How far it came. */
  status?: EmailStatus | null;
  /** By what it was sent; `GMAIL` was seen. */
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
  /** Thread it belongs to: a string in responses, a number in some schemas, so kept as it is. */
  threadId?: unknown;
  /** The send event, usually an empty object. */
  emailSendEventId?: unknown;
  /** Recipients whose address was not checked. */
  validationSkipped?: unknown;
  /** Why it failed. */
  errorMessage?: string | null;
  /** Images in the body that were not uploaded yet. */
  pendingInlineImageIds?: unknown;
  /** The attached video. */
  attachedVideoId?: string | null;
  /** Whether the attached video was opened. */
  attachedVideoOpened?: boolean | null;
  /** Whether the attached video was watched. */
  attachedVideoWatched?: boolean | null;
  /** Recipients who were left out, and why. */
  recipientDropReasons?: unknown;
  /** The marketing campaign it belongs to. */
  campaignGuid?: string | null;
}

/** `metadata` of a TASK. It is due at `engagement.timestamp` and assigned to `engagement.ownerId`. */
export interface Task extends Open {
  /** What is to be done, in HTML. */
  body?: string | null;
  /** Its title. */
  subject?: string | null;
  /** How far it came. */
  status?: TaskStatus | null;
  /** The kind of record it is about. */
  forObjectType?: ObjectType | null;
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

/** {@link Task} in a request. */
export interface TaskInput {
  /** What is to be done, in HTML. */
  body?: string | null;
  /** Its title. */
  subject?: string | null;
  /** How far it came. */
  status?: TaskStatus | null;
  /** The kind of record it is about. */
  forObjectType?: ObjectType | null;
  /** The kind of task. */
  taskType?: TaskType | null;
  /** Its priority. */
  priority?: TaskPriority | null;
  /** When the assignee is reminded. */
  reminders?: readonly TimeInput[] | null;
  /** Whether the default reminder is sent. */
  sendDefaultReminder?: boolean | null;
  /** Whether it is due on a day rather than at a time. */
  isAllDay?: boolean | null;
}

/** `metadata` of a MEETING. */
export interface Meeting extends Open {
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
  /** Where it was made; `CRM_UI` was seen. */
  source?: string | null;
  /** Id of it at its source. */
  sourceId?: string | null;
  /** The scheduling link it was booked with. */
  createdFromLinkId?: Id | null;
  /** Reminders to the guests. */
  preMeetingProspectReminders?: unknown;
  /** Owners who take part. */
  attendeeOwnerIds?: Id[] | null;
  /** UID of the calendar entry. */
  iCalUid?: string | null;
  /** Addresses of the guests. */
  guestEmails?: unknown;
  /** Address of the video conference. */
  videoConferenceUrl?: string | null;
  /** Id of the conference at its provider; some schemas say text, some a number, so kept as it is. */
  webConferenceMeetingId?: unknown;
}

/** {@link Meeting} in a request. */
export interface MeetingInput {
  /** Its title. */
  title?: string | null;
  /** What it is about, in HTML. */
  body?: string | null;
  /** When it begins. */
  startTime?: TimeInput | null;
  /** When it ends. */
  endTime?: TimeInput | null;
  /** Notes that the guests do not see. */
  internalMeetingNotes?: string | null;
  /** What came of it. */
  meetingOutcome?: MeetingOutcome | null;
  /** Where it is held. */
  location?: string | null;
  /** Address of the calendar entry. */
  externalUrl?: string | null;
  /** Where it was made; `CRM_UI` was seen. */
  source?: string | null;
  /** Id of it at its source. */
  sourceId?: string | null;
  /** The scheduling link it was booked with. */
  createdFromLinkId?: IdInput | null;
  /** Reminders to the guests. */
  preMeetingProspectReminders?: unknown;
  /** Owners who take part. */
  attendeeOwnerIds?: readonly IdInput[] | null;
  /** UID of the calendar entry. */
  iCalUid?: string | null;
  /** Addresses of the guests. */
  guestEmails?: unknown;
  /** Address of the video conference. */
  videoConferenceUrl?: string | null;
  /** Id of the conference at its provider; some schemas say text, some a number, so kept as it is. */
  webConferenceMeetingId?: unknown;
}

/** `metadata` of a CALL. */
export interface Call extends Open {
  /** The number called. */
  toNumber?: string | null;
  /** The number called from. */
  fromNumber?: string | null;
  /** How far the call came. */
  status?: CallStatus | null;
  /** How long it took, in milliseconds. */
  durationMilliseconds?: Milliseconds | null;
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

/** {@link Call} in a request. */
export interface CallInput {
  /** The number called. */
  toNumber?: string | null;
  /** The number called from. */
  fromNumber?: string | null;
  /** How far the call came. */
  status?: CallStatus | null;
  /** How long it took, in milliseconds. */
  durationMilliseconds?: DurationInput | null;
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
  /** Where the call was logged. */
  source?: string | null;
}

/** `metadata` of a PUBLISHING_TASK, a task of the content calendar. Only in responses. */
export interface PublishingTask extends Open {
  /** Its name. */
  name?: string | null;
  /** What is to be done, in HTML. */
  body?: string | null;
  /** Whether it is done. */
  state?: PublishingState | null;
  /** What is to be published. */
  category?: PublishingCategory | null;
  /** The same as a number. */
  categoryId?: Id | null;
  /** The content's id, which is a string here. */
  contentId?: string | null;
  /** The campaign it belongs to. */
  campaignGuid?: string | null;
  /** Address of the content. */
  url?: string | null;
}

/** A call outcome of the portal. Labels can be edited and translated; the GUID stays. */
export interface Disposition extends Open {
  /** GUID, which a call's `metadata.disposition` names. */
  id: string;
  /** What people see. */
  label: string;
  /** Whether it was taken out of use. May be absent. */
  deleted?: boolean | null;
}

/** Who engagements are assigned to: `engagement.ownerId` is an owner's `id` as a number. */
export interface Owner extends Open {
  /** The owner's id, which is a string here. */
  id: string;
  /** The address. */
  email?: string | null;
  /** A person or a queue. */
  type?: OwnerType | null;
  /** Given name. */
  firstName?: string | null;
  /** Family name. */
  lastName?: string | null;
  /** The user's id, which `createdBy` and `modifiedBy` name; absent for one who was deactivated. */
  userId?: Id | null;
  /** The same, also for one who was deactivated. */
  userIdIncludingInactive?: Id | null;
  /** The owner's teams. */
  teams?: unknown;
  /** When the owner was made (RFC 3339). */
  createdAt?: string | null;
  /** When the owner was changed last (RFC 3339). */
  updatedAt?: string | null;
  /** Whether the owner was deactivated. */
  archived?: boolean | null;
}

/** Keys whose values are integers wherever an engagement documents them. */
export const INTEGER_KEYS: ReadonlySet<string> = new Set([
  'allAccessibleTeamIds',
  'attendeeOwnerIds',
  'calleeObjectId',
  'cartIds',
  'categoryId',
  'companyIds',
  'completionDate',
  'contactId',
  'contactIds',
  'contentIds',
  'createdAt',
  'createdBy',
  'createdFromLinkId',
  'dealIds',
  'durationMilliseconds',
  'endTime',
  'engagementId',
  'id',
  'lastUpdated',
  'marketingEventIds',
  'modifiedBy',
  'orderIds',
  'ownerId',
  'ownerIds',
  'partnerClientIds',
  'portalId',
  'queueMembershipIds',
  'quoteIds',
  'reminders',
  'startTime',
  'teamId',
  'ticketIds',
  'timestamp',
  'workflowIds',
]);
