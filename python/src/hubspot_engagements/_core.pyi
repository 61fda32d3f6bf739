"""The compiled part of `hubspot_engagements`. Import from that package instead: this one may change."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from inspect import Signature
from os import PathLike
from typing import Any, ClassVar, Final, Literal, TypeAlias, final, overload

from typing_extensions import CapsuleType, Self, disjoint_base

from ._encode import Clear

# An int in milliseconds where no datetime or timedelta can hold the value, which happens rarely enough that
# type checkers need not insist on it.
_Moment: TypeAlias = datetime | Any
_Span: TypeAlias = timedelta | Any

__all__ = [
    "ERROR_CODES",
    "OPERATIONS",
    "Arrival",
    "Associations",
    "Attachment",
    "Call",
    "Disposition",
    "Email",
    "EmailParticipant",
    "Engagement",
    "Machine",
    "Meeting",
    "Model",
    "Note",
    "OtherMetadata",
    "Owner",
    "Page",
    "ParquetFile",
    "Portal",
    "PublishingTask",
    "Request",
    "ScheduledTask",
    "Server",
    "Settings",
    "Step",
    "SyncBatch",
    "SyncProgress",
    "Table",
    "TableBuilder",
    "Task",
    "__version__",
    "check",
    "engagement_from_json",
    "model_from_json",
    "new_engagement",
    "start",
]

ERROR_CODES: Final[tuple[str, ...]]
OPERATIONS: Final[tuple[str, ...]]
__version__: Final[str]

@final
class Engagement:
    """One engagement: a note, an email, a task, a meeting, a call, or of a newer type.

    It is read-only and decodes when it is first read. The fields that all types have are attributes of it;
    what its type adds is its `metadata`. A field that is absent is None.
    Two engagements are equal where their content is, in whatever order its keys stand.

    Raises ResponseError, with the path of the offending value, where the service sent a record that cannot be
    decoded; `raw` still works then, and `to_dict()` where Python's own values can hold it.
    """

    __match_args__: ClassVar[tuple[str, ...]] = (
        "id",
        "portal_id",
        "active",
        "created_at",
        "last_updated",
        "created_by",
        "modified_by",
        "owner_id",
        "type",
        "uid",
        "timestamp",
        "team_id",
        "all_accessible_team_ids",
        "body_preview",
        "queue_membership_ids",
        "body_preview_is_truncated",
        "body_preview_html",
        "gdpr_deleted",
        "source",
        "source_id",
        "activity_type",
        "product_name",
        "follow_up_action",
    )

    @property
    def id(self) -> int:
        """Id of the engagement."""

    @property
    def portal_id(self) -> int | None:
        """The portal."""

    @property
    def active(self) -> bool | None:
        """`true` in every response seen."""

    @property
    def created_at(self) -> _Moment | None:
        """When it was made."""

    @property
    def created_at_ms(self) -> int | None:
        """`created_at` in milliseconds, exactly as the service has it."""

    @property
    def last_updated(self) -> _Moment | None:
        """When it was changed last; a change of associations does not count."""

    @property
    def last_updated_ms(self) -> int | None:
        """`last_updated` in milliseconds, exactly as the service has it."""

    @property
    def created_by(self) -> int | None:
        """The user who made it: a user id, not an owner id."""

    @property
    def modified_by(self) -> int | None:
        """The user who changed it last."""

    @property
    def owner_id(self) -> int | None:
        """The owner it is assigned to."""

    @property
    def type(self) -> str:
        """Its type. Required in a create, and cannot change."""

    @property
    def uid(self) -> str | None:
        """An id of the caller's own."""

    @property
    def timestamp(self) -> _Moment | None:
        """When it happened; for a task, when it is due. Any 64-bit value is kept as it is."""

    @property
    def timestamp_ms(self) -> int | None:
        """`timestamp` in milliseconds, exactly as the service has it."""

    @property
    def team_id(self) -> int | None:
        """Team."""

    @property
    def all_accessible_team_ids(self) -> list[int] | None:
        """Teams that see it."""

    @property
    def body_preview(self) -> str | None:
        """The body's beginning as plain text."""

    @property
    def queue_membership_ids(self) -> list[int] | None:
        """Task queues it is in."""

    @property
    def body_preview_is_truncated(self) -> bool | None:
        """Whether the previews were cut."""

    @property
    def body_preview_html(self) -> str | None:
        """The body's beginning as an HTML document."""

    @property
    def gdpr_deleted(self) -> bool | None:
        """Whether it was erased for a data protection request."""

    @property
    def source(self) -> str | None:
        """Where it was made; `CRM_UI` and some 65 others."""

    @property
    def source_id(self) -> str | None:
        """Id of it at its source."""

    @property
    def activity_type(self) -> str | None:
        """The portal's own label for the kind of call or meeting."""

    @property
    def product_name(self) -> str | None:
        """Of HubSpot's own tools."""

    @property
    def follow_up_action(self) -> str | None:
        """Of HubSpot's own tools."""

    @property
    def associations(self) -> Associations:
        """The records it belongs to, without any lists where the service said nothing."""

    @property
    def attachments(self) -> list[Attachment] | None:
        """Its files."""

    @property
    def scheduled_tasks(self) -> list[ScheduledTask] | None:
        """Reminders planned for it."""

    @property
    def metadata(self) -> Note | Email | Task | Meeting | Call | PublishingTask | OtherMetadata | None:
        """What its type adds."""

    @property
    def association_create_failures(self) -> list[dict[str, Any]]:
        """The associations that a create could not make; not empty means that it was applied in part."""

    @property
    def extra(self) -> dict[str, Any]:
        """Keys of the `engagement` part that this version does not know, in the service's shape."""

    @property
    def extra_parts(self) -> dict[str, Any]:
        """Keys beside `engagement`, `associations`, `metadata` and so on that this version does not know."""

    @property
    def raw(self) -> str:
        """The JSON text, byte for byte as the service sent it."""

    @staticmethod
    def from_json(text: str) -> Engagement:
        """Reads an engagement that was kept as JSON text in the service's shape, such as the `raw` of another one.

        Raises ValueError for a text that is not JSON.
        """

    def to_dict(self) -> dict[str, Any]:
        """The engagement in the service's shape, exactly what `json.loads(e.raw)` gives.

        Raises ResponseError where that would not be exact: a number beyond all floats, or nesting without end.
        """

    def to_json(self) -> str:
        """The engagement as this library writes it: the same JSON value as `raw`, its keys in the documented order."""

    def _repr_html_(self) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@disjoint_base
class Model:
    """What all parts of an engagement have in common. They are read-only; a field that is absent is None."""

    @property
    def extra(self) -> dict[str, Any]:
        """Keys that this version does not know, in the service's shape."""

    def to_dict(self) -> dict[str, Any]:
        """The object in the service's shape: camel case keys, exact integers, times in milliseconds."""

    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Note(Model):
    """`metadata` of a NOTE."""

    __match_args__: ClassVar[tuple[str, ...]] = ("body",)

    __signature__: ClassVar[Signature]

    def __new__(
        cls,
        *,
        body: str | Clear | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> Self: ...
    @property
    def body(self) -> str | None:
        """The note's text, in HTML; at most 65,536 characters."""

@final
class Email(Model):
    """`metadata` of an EMAIL, INCOMING_EMAIL or FORWARDED_EMAIL."""

    __match_args__: ClassVar[tuple[str, ...]] = (
        "from_",
        "to",
        "cc",
        "bcc",
        "sender",
        "subject",
        "html",
        "text",
        "status",
        "sent_via",
        "logged_from",
        "post_send_status",
        "media_processing_status",
        "tracker_key",
        "message_id",
        "thread_id",
        "email_send_event_id",
        "validation_skipped",
        "error_message",
        "pending_inline_image_ids",
        "attached_video_id",
        "attached_video_opened",
        "attached_video_watched",
        "recipient_drop_reasons",
        "campaign_guid",
    )

    __signature__: ClassVar[Signature]

    def __new__(
        cls,
        *,
        from_: EmailParticipant | Mapping[str, Any] | str | Clear | None = None,
        to: Iterable[EmailParticipant | Mapping[str, Any] | str]
        | EmailParticipant
        | Mapping[str, Any]
        | str
        | Clear
        | None = None,
        cc: Iterable[EmailParticipant | Mapping[str, Any] | str]
        | EmailParticipant
        | Mapping[str, Any]
        | str
        | Clear
        | None = None,
        bcc: Iterable[EmailParticipant | Mapping[str, Any] | str]
        | EmailParticipant
        | Mapping[str, Any]
        | str
        | Clear
        | None = None,
        sender: EmailParticipant | Mapping[str, Any] | str | Clear | None = None,
        subject: str | Clear | None = None,
        html: str | Clear | None = None,
        text: str | Clear | None = None,
        status: str | Clear | None = None,
        sent_via: str | Clear | None = None,
        logged_from: str | Clear | None = None,
        post_send_status: str | Clear | None = None,
        media_processing_status: str | Clear | None = None,
        tracker_key: str | Clear | None = None,
        message_id: str | Clear | None = None,
        thread_id: Any = None,
        email_send_event_id: Any = None,
        validation_skipped: Any = None,
        error_message: str | Clear | None = None,
        pending_inline_image_ids: Any = None,
        attached_video_id: str | Clear | None = None,
        attached_video_opened: bool | Clear | None = None,
        attached_video_watched: bool | Clear | None = None,
        recipient_drop_reasons: Any = None,
        campaign_guid: str | Clear | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> Self: ...
    @property
    def from_(self) -> EmailParticipant | None:
        """Who sent it."""

    @property
    def to(self) -> list[EmailParticipant] | None:
        """To whom."""

    @property
    def cc(self) -> list[EmailParticipant] | None:
        """Who got a copy."""

    @property
    def bcc(self) -> list[EmailParticipant] | None:
        """Who got a hidden copy."""

    @property
    def sender(self) -> EmailParticipant | None:
        """Who sent it on behalf of `from`."""

    @property
    def subject(self) -> str | None:
        """The subject line."""

    @property
    def html(self) -> str | None:
        """The body in HTML."""

    @property
    def text(self) -> str | None:
        """The body as plain text."""

    @property
    def status(self) -> str | None:
        """How far it came."""

    @property
    def sent_via(self) -> str | None:
        """By what it was sent; `GMAIL` was seen."""

    @property
    def logged_from(self) -> str | None:
        """From where it was logged."""

    @property
    def post_send_status(self) -> str | None:
        """What happened after it was sent."""

    @property
    def media_processing_status(self) -> str | None:
        """State of its images and videos."""

    @property
    def tracker_key(self) -> str | None:
        """Key of the open and click tracking."""

    @property
    def message_id(self) -> str | None:
        """The Message-ID header."""

    @property
    def thread_id(self) -> Any:
        """Thread it belongs to: a string in responses, a number in some schemas, so kept as it is."""

    @property
    def email_send_event_id(self) -> Any:
        """The send event, usually an empty object."""

    @property
    def validation_skipped(self) -> Any:
        """Recipients whose address was not checked."""

    @property
    def error_message(self) -> str | None:
        """Why it failed."""

    @property
    def pending_inline_image_ids(self) -> Any:
        """Images in the body that were not uploaded yet."""

    @property
    def attached_video_id(self) -> str | None:
        """The attached video."""

    @property
    def attached_video_opened(self) -> bool | None:
        """Whether the attached video was opened."""

    @property
    def attached_video_watched(self) -> bool | None:
        """Whether the attached video was watched."""

    @property
    def recipient_drop_reasons(self) -> Any:
        """Recipients who were left out, and why."""

    @property
    def campaign_guid(self) -> str | None:
        """The marketing campaign it belongs to."""

    @property
    def is_redacted(self) -> bool:
        """Whether the service withheld the content because the app lacks the scope `sales-email-read`."""

@final
class Task(Model):
    """`metadata` of a TASK. It is due at the engagement's `timestamp`."""

    __match_args__: ClassVar[tuple[str, ...]] = (
        "body",
        "subject",
        "status",
        "for_object_type",
        "task_type",
        "priority",
        "reminders",
        "send_default_reminder",
        "is_all_day",
        "completion_date",
    )

    __signature__: ClassVar[Signature]

    def __new__(
        cls,
        *,
        body: str | Clear | None = None,
        subject: str | Clear | None = None,
        status: str | Clear | None = None,
        for_object_type: str | Clear | None = None,
        task_type: str | Clear | None = None,
        priority: str | Clear | None = None,
        reminders: Iterable[datetime | int | str] | Clear | None = None,
        send_default_reminder: bool | Clear | None = None,
        is_all_day: bool | Clear | None = None,
        completion_date: datetime | int | str | Clear | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> Self: ...
    @property
    def body(self) -> str | None:
        """What is to be done, in HTML."""

    @property
    def subject(self) -> str | None:
        """Its title."""

    @property
    def status(self) -> str | None:
        """How far it came."""

    @property
    def for_object_type(self) -> str | None:
        """The kind of record it is about."""

    @property
    def task_type(self) -> str | None:
        """The kind of task."""

    @property
    def priority(self) -> str | None:
        """Its priority."""

    @property
    def reminders(self) -> list[_Moment] | None:
        """When the assignee is reminded."""

    @property
    def reminders_ms(self) -> list[int] | None:
        """`reminders` in milliseconds, exactly as the service has it."""

    @property
    def send_default_reminder(self) -> bool | None:
        """Whether the default reminder is sent."""

    @property
    def is_all_day(self) -> bool | None:
        """Whether it is due on a day rather than at a time."""

    @property
    def completion_date(self) -> _Moment | None:
        """When it was done."""

    @property
    def completion_date_ms(self) -> int | None:
        """`completion_date` in milliseconds, exactly as the service has it."""

@final
class Meeting(Model):
    """`metadata` of a MEETING."""

    __match_args__: ClassVar[tuple[str, ...]] = (
        "title",
        "body",
        "start_time",
        "end_time",
        "internal_meeting_notes",
        "meeting_outcome",
        "location",
        "external_url",
        "source",
        "source_id",
        "created_from_link_id",
        "pre_meeting_prospect_reminders",
        "attendee_owner_ids",
        "i_cal_uid",
        "guest_emails",
        "video_conference_url",
        "web_conference_meeting_id",
    )

    __signature__: ClassVar[Signature]

    def __new__(
        cls,
        *,
        title: str | Clear | None = None,
        body: str | Clear | None = None,
        start_time: datetime | int | str | Clear | None = None,
        end_time: datetime | int | str | Clear | None = None,
        internal_meeting_notes: str | Clear | None = None,
        meeting_outcome: str | Clear | None = None,
        location: str | Clear | None = None,
        external_url: str | Clear | None = None,
        source: str | Clear | None = None,
        source_id: str | Clear | None = None,
        created_from_link_id: int | str | Clear | None = None,
        pre_meeting_prospect_reminders: Any = None,
        attendee_owner_ids: Iterable[int | str] | Clear | None = None,
        i_cal_uid: str | Clear | None = None,
        guest_emails: Any = None,
        video_conference_url: str | Clear | None = None,
        web_conference_meeting_id: Any = None,
        extra: Mapping[str, Any] | None = None,
    ) -> Self: ...
    @property
    def title(self) -> str | None:
        """Its title."""

    @property
    def body(self) -> str | None:
        """What it is about, in HTML."""

    @property
    def start_time(self) -> _Moment | None:
        """When it begins."""

    @property
    def start_time_ms(self) -> int | None:
        """`start_time` in milliseconds, exactly as the service has it."""

    @property
    def end_time(self) -> _Moment | None:
        """When it ends."""

    @property
    def end_time_ms(self) -> int | None:
        """`end_time` in milliseconds, exactly as the service has it."""

    @property
    def internal_meeting_notes(self) -> str | None:
        """Notes that the guests do not see."""

    @property
    def meeting_outcome(self) -> str | None:
        """What came of it."""

    @property
    def location(self) -> str | None:
        """Where it is held."""

    @property
    def external_url(self) -> str | None:
        """Address of the calendar entry."""

    @property
    def source(self) -> str | None:
        """Where it was made; `CRM_UI` was seen."""

    @property
    def source_id(self) -> str | None:
        """Id of it at its source."""

    @property
    def created_from_link_id(self) -> int | None:
        """The scheduling link it was booked with."""

    @property
    def pre_meeting_prospect_reminders(self) -> Any:
        """Reminders to the guests."""

    @property
    def attendee_owner_ids(self) -> list[int] | None:
        """Owners who take part."""

    @property
    def i_cal_uid(self) -> str | None:
        """UID of the calendar entry."""

    @property
    def guest_emails(self) -> Any:
        """Addresses of the guests."""

    @property
    def video_conference_url(self) -> str | None:
        """Address of the video conference."""

    @property
    def web_conference_meeting_id(self) -> Any:
        """Id of the conference at its provider; some schemas say text, some a number, so kept as it is."""

@final
class Call(Model):
    """`metadata` of a CALL."""

    __match_args__: ClassVar[tuple[str, ...]] = (
        "to_number",
        "from_number",
        "status",
        "duration",
        "recording_url",
        "body",
        "disposition",
        "external_id",
        "external_account_id",
        "title",
        "callee_object_type",
        "callee_object_id",
        "source",
        "unknown_visitor_conversation",
    )

    __signature__: ClassVar[Signature]

    def __new__(
        cls,
        *,
        to_number: str | Clear | None = None,
        from_number: str | Clear | None = None,
        status: str | Clear | None = None,
        duration: timedelta | int | Clear | None = None,
        recording_url: str | Clear | None = None,
        body: str | Clear | None = None,
        disposition: str | Clear | None = None,
        external_id: str | Clear | None = None,
        external_account_id: str | Clear | None = None,
        title: str | Clear | None = None,
        callee_object_type: str | Clear | None = None,
        callee_object_id: int | str | Clear | None = None,
        source: str | Clear | None = None,
        unknown_visitor_conversation: bool | Clear | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> Self: ...
    @property
    def to_number(self) -> str | None:
        """The number called."""

    @property
    def from_number(self) -> str | None:
        """The number called from."""

    @property
    def status(self) -> str | None:
        """How far the call came."""

    @property
    def duration(self) -> _Span | None:
        """How long it took, in milliseconds."""

    @property
    def duration_ms(self) -> int | None:
        """`duration` in milliseconds, exactly as the service has it."""

    @property
    def recording_url(self) -> str | None:
        """Address of the audio recording (https)."""

    @property
    def body(self) -> str | None:
        """Notes on the call, in HTML."""

    @property
    def disposition(self) -> str | None:
        """GUID of the call's outcome, one of the portal's dispositions."""

    @property
    def external_id(self) -> str | None:
        """Id of the call in the calling service."""

    @property
    def external_account_id(self) -> str | None:
        """Id of the account in the calling service."""

    @property
    def title(self) -> str | None:
        """The call's title."""

    @property
    def callee_object_type(self) -> str | None:
        """Type of the record called."""

    @property
    def callee_object_id(self) -> int | None:
        """Id of the record called."""

    @property
    def source(self) -> str | None:
        """Where the call was logged."""

    @property
    def unknown_visitor_conversation(self) -> bool | None:
        """Whether a visitor without a contact called."""

@final
class PublishingTask(Model):
    """`metadata` of a PUBLISHING_TASK."""

    __match_args__: ClassVar[tuple[str, ...]] = (
        "name",
        "body",
        "state",
        "category",
        "category_id",
        "content_id",
        "campaign_guid",
        "url",
    )

    __signature__: ClassVar[Signature]

    def __new__(
        cls,
        *,
        name: str | Clear | None = None,
        body: str | Clear | None = None,
        state: str | Clear | None = None,
        category: str | Clear | None = None,
        category_id: int | str | Clear | None = None,
        content_id: str | Clear | None = None,
        campaign_guid: str | Clear | None = None,
        url: str | Clear | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> Self: ...
    @property
    def name(self) -> str | None:
        """Its name."""

    @property
    def body(self) -> str | None:
        """What is to be done, in HTML."""

    @property
    def state(self) -> str | None:
        """Whether it is done."""

    @property
    def category(self) -> str | None:
        """What is to be published."""

    @property
    def category_id(self) -> int | None:
        """The same as a number."""

    @property
    def content_id(self) -> str | None:
        """The content's id, which is a string here."""

    @property
    def campaign_guid(self) -> str | None:
        """The campaign it belongs to."""

    @property
    def url(self) -> str | None:
        """Address of the content."""

@final
class OtherMetadata(Model):
    """`metadata` of a type that this version does not know: all its keys are in `extra`."""

    __match_args__: ClassVar[tuple[str, ...]] = ()

    __signature__: ClassVar[Signature]

    def __new__(
        cls,
        *,
        extra: Mapping[str, Any] | None = None,
    ) -> Self: ...

@final
class EmailParticipant(Model):
    """A sender or recipient of an email."""

    __match_args__: ClassVar[tuple[str, ...]] = ("raw", "email", "first_name", "last_name", "contact_id")

    __signature__: ClassVar[Signature]

    def __new__(
        cls,
        *,
        raw: str | Clear | None = None,
        email: str | Clear | None = None,
        first_name: str | Clear | None = None,
        last_name: str | Clear | None = None,
        contact_id: int | str | Clear | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> Self: ...
    @property
    def raw(self) -> str | None:
        """The whole address line as it came."""

    @property
    def email(self) -> str | None:
        """The address; may hold `Name <a@b.example>`, or a bare name."""

    @property
    def first_name(self) -> str | None:
        """Given name."""

    @property
    def last_name(self) -> str | None:
        """Family name."""

    @property
    def contact_id(self) -> int | None:
        """The contact with this address."""

@final
class Associations(Model):
    """The records that an engagement belongs to."""

    __match_args__: ClassVar[tuple[str, ...]] = (
        "contact_ids",
        "company_ids",
        "deal_ids",
        "owner_ids",
        "workflow_ids",
        "ticket_ids",
        "content_ids",
        "quote_ids",
        "marketing_event_ids",
        "partner_client_ids",
        "order_ids",
        "cart_ids",
    )

    __signature__: ClassVar[Signature]

    def __new__(
        cls,
        *,
        contact_ids: Iterable[int | str] | Clear | None = None,
        company_ids: Iterable[int | str] | Clear | None = None,
        deal_ids: Iterable[int | str] | Clear | None = None,
        owner_ids: Iterable[int | str] | Clear | None = None,
        workflow_ids: Iterable[int | str] | Clear | None = None,
        ticket_ids: Iterable[int | str] | Clear | None = None,
        content_ids: Iterable[int | str] | Clear | None = None,
        quote_ids: Iterable[int | str] | Clear | None = None,
        marketing_event_ids: Iterable[int | str] | Clear | None = None,
        partner_client_ids: Iterable[int | str] | Clear | None = None,
        order_ids: Iterable[int | str] | Clear | None = None,
        cart_ids: Iterable[int | str] | Clear | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> Self: ...
    @property
    def contact_ids(self) -> list[int] | None:
        """Contacts."""

    @property
    def company_ids(self) -> list[int] | None:
        """Companies."""

    @property
    def deal_ids(self) -> list[int] | None:
        """Deals."""

    @property
    def owner_ids(self) -> list[int] | None:
        """Owners who are mentioned with `@`; the assignee is `engagement.ownerId`."""

    @property
    def workflow_ids(self) -> list[int] | None:
        """Workflows."""

    @property
    def ticket_ids(self) -> list[int] | None:
        """Tickets."""

    @property
    def content_ids(self) -> list[int] | None:
        """Pages, posts and emails of the content tools."""

    @property
    def quote_ids(self) -> list[int] | None:
        """Quotes."""

    @property
    def marketing_event_ids(self) -> list[int] | None:
        """Marketing events."""

    @property
    def partner_client_ids(self) -> list[int] | None:
        """Partner clients."""

    @property
    def order_ids(self) -> list[int] | None:
        """Orders."""

    @property
    def cart_ids(self) -> list[int] | None:
        """Carts."""

@final
class Attachment(Model):
    """A file of the file manager."""

    __match_args__: ClassVar[tuple[str, ...]] = ("id",)

    __signature__: ClassVar[Signature]

    def __new__(
        cls,
        *,
        id: int | str | Clear | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> Self: ...
    @property
    def id(self) -> int | None:
        """The file's id."""

@final
class ScheduledTask(Model):
    """A reminder or notification that the service has planned."""

    __match_args__: ClassVar[tuple[str, ...]] = (
        "engagement_id",
        "portal_id",
        "engagement_type",
        "task_type",
        "timestamp",
        "uuid",
    )

    __signature__: ClassVar[Signature]

    def __new__(
        cls,
        *,
        engagement_id: int | str | Clear | None = None,
        portal_id: int | str | Clear | None = None,
        engagement_type: str | Clear | None = None,
        task_type: str | Clear | None = None,
        timestamp: datetime | int | str | Clear | None = None,
        uuid: str | Clear | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> Self: ...
    @property
    def engagement_id(self) -> int | None:
        """The engagement it belongs to."""

    @property
    def portal_id(self) -> int | None:
        """The portal."""

    @property
    def engagement_type(self) -> str | None:
        """The engagement's type."""

    @property
    def task_type(self) -> str | None:
        """`REMINDER`, `ASSIGNED`, `PRE_MEETING_NOTIFICATION` and others."""

    @property
    def timestamp(self) -> _Moment | None:
        """When it is due."""

    @property
    def timestamp_ms(self) -> int | None:
        """`timestamp` in milliseconds, exactly as the service has it."""

    @property
    def uuid(self) -> str | None:
        """`<TYPE>:<guid>`."""

@final
class Disposition(Model):
    """A call outcome of the portal. A call's `disposition` is the `id` of one."""

    __match_args__: ClassVar[tuple[str, ...]] = ("id", "label", "deleted")

    __signature__: ClassVar[Signature]

    def __new__(
        cls,
        *,
        id: str | Clear | None = None,
        label: str | Clear | None = None,
        deleted: bool | Clear | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> Self: ...
    @property
    def id(self) -> str:
        """GUID, which a call's `metadata.disposition` names."""

    @property
    def label(self) -> str:
        """What people see."""

    @property
    def deleted(self) -> bool | None:
        """Whether it was taken out of use. May be absent."""

@final
class Owner(Model):
    """Who engagements are assigned to."""

    __match_args__: ClassVar[tuple[str, ...]] = (
        "id",
        "email",
        "type",
        "first_name",
        "last_name",
        "user_id",
        "user_id_including_inactive",
        "teams",
        "created_at",
        "updated_at",
        "archived",
    )

    __signature__: ClassVar[Signature]

    def __new__(
        cls,
        *,
        id: str | Clear | None = None,
        email: str | Clear | None = None,
        type: str | Clear | None = None,
        first_name: str | Clear | None = None,
        last_name: str | Clear | None = None,
        user_id: int | str | Clear | None = None,
        user_id_including_inactive: int | str | Clear | None = None,
        teams: Any = None,
        created_at: str | Clear | None = None,
        updated_at: str | Clear | None = None,
        archived: bool | Clear | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> Self: ...
    @property
    def id(self) -> str:
        """The owner's id, which is a string here."""

    @property
    def email(self) -> str | None:
        """The address."""

    @property
    def type(self) -> str | None:
        """A person or a queue."""

    @property
    def first_name(self) -> str | None:
        """Given name."""

    @property
    def last_name(self) -> str | None:
        """Family name."""

    @property
    def user_id(self) -> int | None:
        """The user's id, which `createdBy` and `modifiedBy` name; absent for one who was deactivated."""

    @property
    def user_id_including_inactive(self) -> int | None:
        """The same, also for one who was deactivated."""

    @property
    def teams(self) -> Any:
        """The owner's teams."""

    @property
    def created_at(self) -> str | None:
        """When the owner was made (RFC 3339)."""

    @property
    def updated_at(self) -> str | None:
        """When the owner was changed last (RFC 3339)."""

    @property
    def archived(self) -> bool | None:
        """Whether the owner was deactivated."""

@final
class Page:
    """One page of a listing: a sequence of Engagement, which decode when they are read."""

    @property
    def next(self) -> str | None:
        """Where the next page begins, to be handed back as it is; None on the last page."""

    @property
    def total(self) -> int | None:
        """How many records the listing has in all; only the recently modified list says so."""

    @property
    def skipped(self) -> list[int]:
        """The ids of records right before it that the service cannot deliver, and that `on_poison="skip"` left out."""

    @property
    def raw(self) -> str:
        """The whole response as JSON text."""

    def _repr_html_(self) -> str: ...
    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, index: int, /) -> Engagement: ...
    @overload
    def __getitem__(self, index: slice, /) -> list[Engagement]: ...
    def __iter__(self) -> Iterator[Engagement]: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> CapsuleType:
        """The engagements as Arrow columns; see `Table`.

        Raises ResponseError where one of them cannot be decoded.
        """

@final
class Table:
    """Engagements as Arrow columns: for pyarrow.table, polars.DataFrame, DuckDB and whatever else knows Arrow's
    PyCapsule protocol, which share its memory. One row is one engagement; the columns never depend on the data.
    """

    @property
    def column_names(self) -> list[str]:
        """The names of the columns."""

    @property
    def nbytes(self) -> int:
        """How many bytes the columns take."""

    def __len__(self) -> int: ...
    def __arrow_c_schema__(self) -> CapsuleType:
        """The columns, as the capsule of an ArrowSchema."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> CapsuleType:
        """The rows, as the capsule of an ArrowArrayStream.

        It has its own columns, whatever `requested_schema` says: the protocol leaves casts to who takes it.
        """

@final
class TableBuilder:
    """Gathers pages into a Table."""

    def __new__(cls, keep_undecodable: bool) -> Self: ...
    def append(self, page: Page) -> None:
        """Adds the page's engagements.

        Raises ResponseError for one that cannot be decoded, unless such ones are to be kept.
        """

    def finish(self) -> Table:
        """The table of what was added; it begins anew then."""

@final
class ParquetFile:
    """Writes pages into a Parquet file.

    It stands under its own name when it is closed, and before that at `<path>.partial`, so that a listing that breaks
    off leaves an older file as it was.
    """

    def __new__(cls, path: str | PathLike[str], keep_undecodable: bool) -> Self: ...
    def append(self, page: Page) -> None:
        """Adds the page's engagements.

        Raises ResponseError for one that cannot be decoded, unless such ones are to be kept, and OSError where the
        file cannot be written.
        """

    def close(self) -> int:
        """Gives the file its name. Returns how many rows it has.

        Raises OSError where it cannot be written.
        """

    def discard(self) -> None:
        """Removes what was written, unless it was closed."""

@final
class SyncBatch:
    """What a sync delivers at once. Apply `upserts` and `deleted`, then store `checkpoint`, best in one transaction."""

    @property
    def upserts(self) -> tuple[Engagement, ...]:
        """New and changed engagements: each takes the place of what is held under its id."""

    @property
    def digests(self) -> list[int]:
        """A number of 64 bits for each of `upserts`, in its order, which stands for its version: what `known` takes."""

    @property
    def deleted(self) -> list[int]:
        """The ids of engagements that are gone."""

    @property
    def checkpoint(self) -> str:
        """A small JSON object from which the next sync goes on, once this batch is applied."""

    @property
    def progress(self) -> SyncProgress:
        """How far the sync has come."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> CapsuleType:
        """`upserts` as Arrow columns; see `Table`.

        One that cannot be decoded is a row all the same, with its text in `extra`: a sync must not stop at it.
        """

@final
class SyncProgress:
    """How far a sync has come."""

    @property
    def stage(self) -> Literal["scan", "confirm", "changes"]:
        """What it is at: "scan", "confirm" or "changes"."""

    @property
    def pages(self) -> int:
        """Pages that were read so far."""

    @property
    def records(self) -> int:
        """Records that were read so far, those among them that had not changed."""

    @property
    def upserts(self) -> int:
        """Engagements that were delivered as new or changed so far."""

    @property
    def deleted(self) -> int:
        """Engagements that were found to be gone so far."""

@final
class Request:
    """One HTTP request, complete: a transport adds nothing to it but what HTTP needs.

    Its headers hold the access token; its repr does not show them, and it cannot be pickled.
    """

    def __new__(
        cls,
        method: str,
        url: str,
        headers: Sequence[tuple[str, str]] = ...,
        body: bytes | None = None,
        timeout_ms: int = 30_000,
        max_response_bytes: int = ...,
        once: bool = False,
    ) -> Self: ...
    @property
    def method(self) -> str:
        """The method in capitals."""

    @property
    def url(self) -> str:
        """The absolute URL, escaped."""

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Names and values in order, with `authorization` where there is a token."""

    @property
    def body(self) -> bytes | None:
        """The body, where there is one."""

    @property
    def timeout_ms(self) -> int:
        """How long the whole exchange may take, in milliseconds."""

    @property
    def max_response_bytes(self) -> int:
        """How many bytes of the response's body are read at most, decompressed; a longer one is a failure."""

    @property
    def once(self) -> bool:
        """Whether the service may see it only once: a transport that repeats requests must not do so here."""

@final
class Settings:
    """What a client is told once. It holds the access token, which its repr does not show; it cannot be pickled."""

    def __new__(cls, options: str) -> Self: ...
    @property
    def base_url(self) -> str:
        """Where requests go."""

    def renewed(self) -> Settings:
        """The same settings for a process that forked: nothing is shared with these, not even a lock."""

@disjoint_base
class Step:
    """What a machine wants; a failure is raised instead."""

    @final
    class Send(Step):
        """Send the request, then call `on_response` or `on_failure`."""

        __match_args__ = ("request",)
        def __new__(cls, request: Request) -> Self: ...
        @property
        def request(self) -> Request: ...

    @final
    class Wait(Step):
        """Let this time pass, then step again."""

        __match_args__ = ("milliseconds",)
        def __new__(cls, milliseconds: int) -> Self: ...
        @property
        def milliseconds(self) -> int: ...

    @final
    class NeedToken(Step):
        """Call `on_token`."""

        __match_args__ = ("rejected",)
        def __new__(cls, rejected: bool) -> Self: ...
        @property
        def rejected(self) -> bool: ...

    @final
    class Notify(Step):
        """Tell whoever listens, then step again."""

        __match_args__ = ("kind", "text")
        def __new__(cls, kind: str, text: str) -> Self: ...
        @property
        def kind(self) -> str:
            """ "event", "journal" or "refresh_token"."""

        @property
        def text(self) -> str:
            """The event or the entry as a JSON object, or the refresh token itself."""

    @final
    class Yield(Step):
        """A result. Step again for the next one."""

        __match_args__ = ("value",)
        def __new__(cls, value: Any) -> Self: ...
        @property
        def value(self) -> Any: ...

    @final
    class Done(Step):
        """There are no more results."""

        __match_args__ = ()
        def __new__(cls) -> Self: ...

@final
class Machine:
    """A conversation with the service. It does no input or output itself: it says what is to be done.

    Times are a clock that never goes back and the time since 1970, both in milliseconds.
    """

    def step(self, monotonic_ms: int, unix_ms: int) -> Step:
        """What to do next.

        Raises an EngagementsError where the conversation ends without a result.
        """

    def on_response(
        self, monotonic_ms: int, unix_ms: int, status: int, headers: Sequence[tuple[str, str]], body: bytes
    ) -> None:
        """The response to the request under way, with its body read to the end and decompressed."""

    def on_failure(self, monotonic_ms: int, unix_ms: int, sent: str, kind: str, message: str) -> None:
        """The request under way got no complete response.

        `sent` is "no" or "maybe"; `kind` is "connection", "certificate", "timeout", "body" or "too_large". Raises
        ValueError for others.
        """

    def on_token(self, token: str | None) -> None:
        """The token asked for; None where there is no other.

        Raises ValidationError for a text that cannot be a token.
        """

    def cancel(self) -> None:
        """The caller gave up: nothing more is sent, and the next step raises CancelledError."""

def start(operation: str, params: str, settings: Settings, seed: int) -> Machine:
    """Starts the operation of that name, with its parameters as a JSON object. Nothing is sent yet.

    Raises ValidationError for an unknown operation and for parameters that cannot be used.
    """

def engagement_from_json(text: str) -> Engagement:
    """Makes an engagement again from its JSON text; for pickle."""

def model_from_json(name: str, text: str) -> Model:
    """Makes an object again from its class's name and its JSON text; for pickle."""

def new_engagement(metadata: Model) -> str:
    """The engagement to create with this metadata, as JSON text: its type follows from the metadata.

    Raises TypeError for an object that no engagement can be created from.
    """

def check(body: str, for_update: bool) -> list[tuple[str, str, str, Literal["error", "warning"]]]:
    """Everything that is wrong with an engagement, as (pointer, code, message, severity)."""

@disjoint_base
class Arrival:
    """What arrives of an answer, and how long the exchange takes."""

    @final
    class Answered(Arrival):
        """A response came."""

        __match_args__ = ("milliseconds", "status", "headers", "body")
        def __new__(cls, milliseconds: int, status: int, headers: Sequence[tuple[str, str]], body: bytes) -> Self: ...
        @property
        def milliseconds(self) -> int:
            """How long it took."""

        @property
        def status(self) -> int:
            """The status."""

        @property
        def headers(self) -> list[tuple[str, str]]:
            """Names and values."""

        @property
        def body(self) -> bytes:
            """The body."""

    @final
    class Failed(Arrival):
        """No complete response came."""

        __match_args__ = ("milliseconds", "sent", "kind", "message")
        def __new__(cls, milliseconds: int, sent: str, kind: str, message: str) -> Self: ...
        @property
        def milliseconds(self) -> int:
            """How long it took."""

        @property
        def sent(self) -> Literal["no", "maybe"]:
            """Whether the service can have seen the request."""

        @property
        def kind(self) -> Literal["connection", "timeout", "body", "too_large"]:
            """What failed."""

        @property
        def message(self) -> str:
            """What happened, in words."""

@final
class Portal:
    """An account in memory, with the routes below `/__emulator/`. It can be used from several threads.

    Times are milliseconds since 1970.
    """

    def __new__(cls, options: str, faults: str, unix_ms: int) -> Self: ...
    def deliver(self, unix_ms: int, request: Request) -> Arrival:
        """Answers one request at that time of the caller's; of its URL only path and query count."""

    def unix_ms(self, unix_ms: int) -> int:
        """The portal's time at that time of the caller's."""

    def advance(self, milliseconds: int) -> None:
        """Moves the portal's time on."""

    def __len__(self) -> int: ...
    @property
    def portal_id(self) -> int:
        """The account's id."""

    @property
    def contact_id(self) -> int:
        """A contact with engagements of several types, once there are ten or more."""

    @property
    def company_id(self) -> int:
        """The company of that contact."""

    @property
    def owner_ids(self) -> list[int]:
        """The owners at work."""

    def serve(self, port: int, allow_origin: str | None = None) -> Server:
        """Listens on 127.0.0.1; port 0 takes a free one. Pages of `allow_origin` may read the answers.

        Raises OSError where it cannot.
        """

@final
class Server:
    """A portal that listens, until it is stopped or forgotten."""

    @property
    def base_url(self) -> str:
        """Such as `http://127.0.0.1:49152`."""

    def stop(self) -> None:
        """Stops listening; exchanges under way have a second to end. Stopping twice does nothing."""
