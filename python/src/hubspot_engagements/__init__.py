"""HubSpot engagements: notes, emails, tasks, meetings and calls on CRM records.

Begin with `Client`, or `AsyncClient` under asyncio and trio. Engagements are read-only objects, `errors` says what can
go wrong, `events` what a client tells while it works, and `transport` how to send requests by other means than httpx.
"""

from ._compose import validate
from ._core import (
    Associations,
    Attachment,
    Call,
    Disposition,
    Email,
    EmailParticipant,
    Engagement,
    Meeting,
    Model,
    Note,
    OtherMetadata,
    Owner,
    Page,
    PublishingTask,
    ScheduledTask,
    Table,
    Task,
    __version__,
)
from ._encode import CLEAR, Clear
from ._httpx import AsyncHttpxTransport, HttpxTransport
from ._options import OAuth, Options
from .async_client import AsyncClient
from .client import Client
from .errors import (
    AmbiguousCreateError,
    APIConnectionError,
    ApiError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    CancelledError,
    ConflictError,
    EndpointGoneError,
    EngagementsError,
    EngagementsWarning,
    Issue,
    LockedError,
    NotFoundError,
    PaginationError,
    PermissionDeniedError,
    RateLimitError,
    ResponseError,
    ServerError,
    ValidationError,
)
from .events import Event, JournalEntry
from .listing import AsyncListing, Listing
from .outcomes import Outcome, Reconciliation
from .timing import AsyncTiming, Timing
from .transport import AsyncTransport, Request, Response, Transport, TransportError

__all__ = [
    "CLEAR",
    "APIConnectionError",
    "APITimeoutError",
    "AmbiguousCreateError",
    "ApiError",
    "Associations",
    "AsyncClient",
    "AsyncHttpxTransport",
    "AsyncListing",
    "AsyncTiming",
    "AsyncTransport",
    "Attachment",
    "AuthenticationError",
    "BadRequestError",
    "Call",
    "CancelledError",
    "Clear",
    "Client",
    "ConflictError",
    "Disposition",
    "Email",
    "EmailParticipant",
    "EndpointGoneError",
    "Engagement",
    "EngagementsError",
    "EngagementsWarning",
    "Event",
    "HttpxTransport",
    "Issue",
    "JournalEntry",
    "Listing",
    "LockedError",
    "Meeting",
    "Model",
    "NotFoundError",
    "Note",
    "OAuth",
    "Options",
    "OtherMetadata",
    "Outcome",
    "Owner",
    "Page",
    "PaginationError",
    "PermissionDeniedError",
    "PublishingTask",
    "RateLimitError",
    "Reconciliation",
    "Request",
    "Response",
    "ResponseError",
    "ScheduledTask",
    "ServerError",
    "Table",
    "Task",
    "Timing",
    "Transport",
    "TransportError",
    "ValidationError",
    "__version__",
    "validate",
]
