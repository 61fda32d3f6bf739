"""What a client tells while it works: events for logs and displays, and the journal of creates.

All of it is plain data that JSON can hold. None of it ever holds a token, a header or what an engagement says.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, TypedDict

__all__ = [
    "CreateClosed",
    "CreateOpened",
    "Event",
    "FailureEvent",
    "JournalEntry",
    "PageSizeEvent",
    "PartlyAppliedEvent",
    "RequestEvent",
    "ResponseEvent",
    "RetryEvent",
    "SkippedEvent",
    "ThrottleEvent",
    "Ticket",
    "TokenRefreshEvent",
]

Ticket: TypeAlias = dict[str, Any]
"""What the record of a create can be found by; for `reconcile`. Keep it as it is, as JSON for example: ids, times and
digests, but no texts."""


class RequestEvent(TypedDict):
    """A request is about to be sent."""

    type: Literal["request"]
    operation: str
    """Such as `engagements.create`."""
    attempt: int
    """Which attempt it is, from 1."""
    method: str
    url: str


class ResponseEvent(TypedDict):
    """A response came."""

    type: Literal["response"]
    operation: str
    attempt: int
    status: int
    """HTTP status."""
    elapsed_ms: int
    """Milliseconds since the request."""
    correlation_id: str | None
    """The service's id of the exchange."""


class FailureEvent(TypedDict):
    """No complete response came."""

    type: Literal["failure"]
    operation: str
    attempt: int
    kind: str
    """`connection`, `certificate`, `timeout`, `body`, `too_large` or `cancelled`."""
    elapsed_ms: int


class RetryEvent(TypedDict):
    """The request will be sent again."""

    type: Literal["retry"]
    operation: str
    attempt: int
    """Which attempt failed."""
    reason: str
    """The status, or the kind of failure, that asks for it."""
    wait_ms: int
    """Milliseconds until then, at least."""


class ThrottleEvent(TypedDict):
    """The request waits for its turn under the rate limit."""

    type: Literal["throttle"]
    operation: str
    wait_ms: int
    """Milliseconds until its turn."""


class TokenRefreshEvent(TypedDict):
    """Another access token is asked for."""

    type: Literal["token_refresh"]
    operation: str
    """The operation that asks; others wait for it."""
    reason: str
    """`missing`, `expiring` or `rejected`."""


# A field is named `from`.
PageSizeEvent = TypedDict(
    "PageSizeEvent",
    {"type": Literal["page_size"], "operation": str, "from": int, "to": int},
)
PageSizeEvent.__doc__ = """A listing goes on with another page size: the service failed at `from` records a page, or has
recovered."""


class SkippedEvent(TypedDict):
    """A listing left out a record that the service cannot deliver."""

    type: Literal["skipped"]
    operation: str
    id: str
    """The record's id. Others between `after` and it are left out too where the service fails at them."""
    after: str
    """The last id before it that the walk had reached."""


class PartlyAppliedEvent(TypedDict):
    """A record was made, but not all of its associations."""

    type: Literal["partly_applied"]
    operation: str
    id: str | None
    """The record's id."""
    failures: list[str]
    """What the service says of each association that it did not make, as JSON text."""


Event: TypeAlias = (
    RequestEvent
    | ResponseEvent
    | FailureEvent
    | RetryEvent
    | ThrottleEvent
    | TokenRefreshEvent
    | PageSizeEvent
    | SkippedEvent
    | PartlyAppliedEvent
)
"""Something that happens to an operation; `event["type"]` says what. Later versions may add types and keys."""


class CreateOpened(TypedDict):
    """A create is about to be sent for the first time."""

    type: Literal["opened"]
    ticket: Ticket


class CreateClosed(TypedDict):
    """A create ended."""

    type: Literal["closed"]
    ticket_id: str
    """The `id` of its ticket."""
    outcome: Literal["created", "not_created", "unknown"]
    """How it ended. "unknown": the record may exist; `reconcile` the ticket."""
    id: str | None
    """The new record's id, where there is one."""


JournalEntry: TypeAlias = CreateOpened | CreateClosed
"""What a journal keeps of a create. A ticket that was opened and not closed is of a create that nobody saw end."""
