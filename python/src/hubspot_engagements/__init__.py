"""HubSpot engagements: notes, emails, tasks, meetings and calls on CRM records.

Begin with `Client`. Engagements are read-only objects, `errors` says what can go wrong, and `transport` how to send
requests by other means than httpx.
"""

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
    Page,
    ScheduledTask,
    Task,
    __version__,
)
from ._httpx import HttpxTransport
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
from .listing import Listing
from .timing import Timing
from .transport import Request, Response, Transport, TransportError

__all__ = [
    "APIConnectionError",
    "APITimeoutError",
    "AmbiguousCreateError",
    "ApiError",
    "Associations",
    "Attachment",
    "AuthenticationError",
    "BadRequestError",
    "Call",
    "CancelledError",
    "Client",
    "ConflictError",
    "Disposition",
    "Email",
    "EmailParticipant",
    "EndpointGoneError",
    "Engagement",
    "EngagementsError",
    "HttpxTransport",
    "Issue",
    "Listing",
    "LockedError",
    "Meeting",
    "Model",
    "NotFoundError",
    "Note",
    "OtherMetadata",
    "Page",
    "PaginationError",
    "PermissionDeniedError",
    "RateLimitError",
    "Request",
    "Response",
    "ResponseError",
    "ScheduledTask",
    "ServerError",
    "Task",
    "Timing",
    "Transport",
    "TransportError",
    "ValidationError",
    "__version__",
]
