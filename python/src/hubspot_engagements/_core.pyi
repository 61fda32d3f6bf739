"""The compiled part of `hubspot_engagements`. Import from that package instead: this one may change."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final, TypeAlias, final, overload

from typing_extensions import Self, disjoint_base

# An int in milliseconds where no datetime or timedelta can hold the value, which happens rarely enough that
# type checkers need not insist on it.
_Moment: TypeAlias = datetime | Any
_Span: TypeAlias = timedelta | Any

__all__ = [
    "ERROR_CODES",
    "OPERATIONS",
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
    "Page",
    "Request",
    "ScheduledTask",
    "Settings",
    "Step",
    "Task",
    "__version__",
    "engagement_from_json",
    "model_from_json",
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
    decoded; `raw` and `to_dict()` still work then.
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
    def associations(self) -> Associations:
        """The records it belongs to, without any lists where the service said nothing."""

    @property
    def attachments(self) -> list[Attachment] | None:
        """Its files."""

    @property
    def scheduled_tasks(self) -> list[ScheduledTask] | None:
        """Reminders planned for it."""

    @property
    def metadata(self) -> Note | Email | Task | Meeting | Call | OtherMetadata | None:
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
        """The engagement in the service's shape, exactly what `json.loads(e.raw)` gives."""

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
    )

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
    )

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
class OtherMetadata(Model):
    """`metadata` of a type that this version does not know: all its keys are in `extra`."""

    __match_args__: ClassVar[tuple[str, ...]] = ()

@final
class EmailParticipant(Model):
    """A sender or recipient of an email."""

    __match_args__: ClassVar[tuple[str, ...]] = ("raw", "email", "first_name", "last_name", "contact_id")

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
class Page:
    """One page of a listing: a sequence of Engagement, which decode when they are read."""

    @property
    def next(self) -> str | None:
        """Where the next page begins, to be handed back as it is; None on the last page."""

    @property
    def total(self) -> int | None:
        """How many records the listing has in all; only the recently modified list says so."""

    @property
    def raw(self) -> str:
        """The whole response as JSON text."""

    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, index: int, /) -> Engagement: ...
    @overload
    def __getitem__(self, index: slice, /) -> list[Engagement]: ...
    def __iter__(self) -> Iterator[Engagement]: ...

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

@final
class Settings:
    """What a client is told once. It holds the access token, which its repr does not show; it cannot be pickled."""

    def __new__(cls, options: str) -> Self: ...
    @property
    def base_url(self) -> str:
        """Where requests go."""

@disjoint_base
class Step:
    """What a machine wants; a failure is raised instead."""

    @final
    class Send(Step):
        """Send the request, then call `on_response` or `on_failure`."""

        __match_args__: ClassVar[tuple[str]] = ("request",)
        def __new__(cls, request: Request) -> Self: ...
        @property
        def request(self) -> Request: ...

    @final
    class Wait(Step):
        """Let this time pass, then step again."""

        __match_args__: ClassVar[tuple[str]] = ("milliseconds",)
        def __new__(cls, milliseconds: int) -> Self: ...
        @property
        def milliseconds(self) -> int: ...

    @final
    class NeedToken(Step):
        """Call `on_token`."""

        __match_args__: ClassVar[tuple[str]] = ("rejected",)
        def __new__(cls, rejected: bool) -> Self: ...
        @property
        def rejected(self) -> bool: ...

    @final
    class Yield(Step):
        """A result. Step again for the next one."""

        __match_args__: ClassVar[tuple[str]] = ("value",)
        def __new__(cls, value: Any) -> Self: ...
        @property
        def value(self) -> Any: ...

    @final
    class Done(Step):
        """There are no more results."""

        __match_args__: ClassVar[tuple[()]] = ()
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

        `sent` is "no" or "maybe"; `kind` is "connection", "timeout" or "body". Raises ValueError for other words.
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
