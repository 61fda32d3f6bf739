"""What can go wrong: one family of exceptions, each of which says what is known of the failure.

All of them can be pickled, and none ever holds the access token.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal

from ._words import moment, snake_case

__all__ = [
    "APIConnectionError",
    "APITimeoutError",
    "AmbiguousCreateError",
    "ApiError",
    "AuthenticationError",
    "BadRequestError",
    "CancelledError",
    "ConflictError",
    "EndpointGoneError",
    "EngagementsError",
    "EngagementsWarning",
    "Issue",
    "LockedError",
    "NotFoundError",
    "PaginationError",
    "PermissionDeniedError",
    "RateLimitError",
    "ResponseError",
    "ServerError",
    "SuspiciousDeletesError",
    "ValidationError",
]


@dataclass(frozen=True)
class Issue:
    """One thing that is wrong with what was given."""

    pointer: str
    """JSON pointer into the parameters, such as `/body/engagement/type`."""
    code: str
    """What is wrong, in snake case: stable, and the same in every language."""
    message: str
    """What was given, what is allowed and what to do."""
    severity: Literal["error", "warning"] = "error"
    """A "warning" is sent all the same, unless `strict` was asked for."""


class EngagementsWarning(UserWarning):
    """Something about an engagement that may be a mistake, and is sent all the same; `strict=True` refuses it."""

    issue: Issue
    """What it is."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(issue)
        self.issue = issue

    def __str__(self) -> str:
        return f"{self.issue.pointer}: {self.issue.message}"


class EngagementsError(Exception):
    """Any error of this library. What does not apply to an error is None or empty."""

    code: ClassVar[str] = ""
    """The kind of error in snake case: stable, and the same in every language."""

    message: str
    """One sentence for a person."""
    operation: str
    """Such as `engagements.create`; empty for an error in the client's options."""
    attempts: int
    """How many times the request was sent."""
    may_have_been_applied: bool
    """Whether the service may have carried the request out nonetheless."""
    status: int | None
    """HTTP status."""
    category: str | None
    """The service's `category`, such as `VALIDATION_ERROR`."""
    sub_category: str | None
    """The service's `subCategory`."""
    correlation_id: str | None
    """The service's id of the exchange, which its support asks for."""
    policy_name: str | None
    """Which limit a 429 is about: `SECONDLY`, `TEN_SECONDLY_ROLLING` or `DAILY`."""
    errors: tuple[str, ...]
    """What the service says of each thing that it refuses, where it says more than one sentence."""
    missing_scopes: tuple[str, ...]
    """The scopes that the app lacks, for a PermissionDeniedError."""
    headers: tuple[tuple[str, str], ...]
    """Response headers, in order."""
    body: str | None
    """The response's body as text, at most 8 KiB of it; for a record that cannot be decoded, that record."""
    issues: tuple[Issue, ...]
    """Everything that is wrong with the parameters, at once."""
    path: str | None
    """JSON pointer to the value in the response that cannot be read."""
    cursor: str | None
    """The cursor that came twice, or at which a listing failed: hand it back as `offset` to go on there."""
    retry_at: datetime | None
    """When trying again makes sense, in UTC, where the service says so: after a daily limit or a long Retry-After."""
    ticket: dict[str, Any] | None
    """What the record can be found by, where a create may have been applied: keep it, and give it to `reconcile`. It
    is plain JSON, and holds digests in place of texts."""

    def __init__(
        self,
        message: str = "",
        *,
        operation: str = "",
        attempts: int = 0,
        may_have_been_applied: bool = False,
        status: int | None = None,
        category: str | None = None,
        sub_category: str | None = None,
        correlation_id: str | None = None,
        policy_name: str | None = None,
        errors: tuple[str, ...] = (),
        missing_scopes: tuple[str, ...] = (),
        headers: tuple[tuple[str, str], ...] = (),
        body: str | None = None,
        issues: tuple[Issue, ...] = (),
        path: str | None = None,
        cursor: str | None = None,
        retry_at: datetime | None = None,
        ticket: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.operation = operation
        self.attempts = attempts
        self.may_have_been_applied = may_have_been_applied
        self.status = status
        self.category = category
        self.sub_category = sub_category
        self.correlation_id = correlation_id
        self.policy_name = policy_name
        self.errors = errors
        self.missing_scopes = missing_scopes
        self.headers = headers
        self.body = body
        self.issues = issues
        self.path = path
        self.cursor = cursor
        self.retry_at = retry_at
        self.ticket = ticket

    def __str__(self) -> str:
        where = f"{self.operation}: " if self.operation else ""
        exchange = f" (correlation id {self.correlation_id})" if self.correlation_id else ""
        return f"{where}{self.message}{exchange}"


class ValidationError(EngagementsError, ValueError):
    """What was given cannot be sent, and nothing was sent. `issues` lists everything that is wrong."""

    code = "validation"


class APIConnectionError(EngagementsError, ConnectionError):
    """There was no connection to the service, or it broke."""

    code = "connection"


class APITimeoutError(APIConnectionError, TimeoutError):
    """The time allowed for one exchange ran out."""

    code = "timeout"


class AmbiguousCreateError(EngagementsError):
    """A create may have been applied, and nobody knows. `client.reconcile(error.ticket)` looks for the record."""

    code = "ambiguous_create"


class ApiError(EngagementsError):
    """The service answered with a status that is not a success."""

    code = "api"


class BadRequestError(ApiError):
    """400, 414, 415 or 422: the service does not accept what was sent."""

    code = "bad_request"


class AuthenticationError(ApiError):
    """401: the access token is missing, malformed, expired or revoked."""

    code = "authentication"


class PermissionDeniedError(ApiError):
    """403: the token lacks a scope, or the account refuses. `missing_scopes` names those it lacks."""

    code = "permission_denied"


class NotFoundError(ApiError, LookupError):
    """404 of a record: it was deleted or never existed."""

    code = "not_found"


class EndpointGoneError(ApiError):
    """404 of the route itself, or 410: the base URL is wrong, or the API was withdrawn."""

    code = "endpoint_gone"


class ConflictError(ApiError):
    """409: the request contradicts the record's state."""

    code = "conflict"


class LockedError(ApiError):
    """423: the account or record is busy with a large change."""

    code = "locked"


class RateLimitError(ApiError):
    """429: too many requests. `policy_name` says which limit it is, `retry_at` perhaps when to try again."""

    code = "rate_limit"


class ServerError(ApiError):
    """5xx: the service failed."""

    code = "server"


class ResponseError(EngagementsError):
    """A success whose body, or a record whose text, cannot be understood. `path` says where."""

    code = "response"


class PaginationError(EngagementsError):
    """A listing that would never end: a cursor came twice, or is missing."""

    code = "pagination"


class SuspiciousDeletesError(EngagementsError):
    """So many engagements are missing that a sync asks before it reports them as deleted: see `max_deletes`."""

    code = "suspicious_deletes"


class CancelledError(EngagementsError):
    """The caller gave up. `may_have_been_applied` says whether the request can have got through."""

    code = "cancelled"


_CLASSES: dict[str, type[EngagementsError]] = {
    error.code: error
    for error in (
        ValidationError,
        APIConnectionError,
        APITimeoutError,
        AmbiguousCreateError,
        BadRequestError,
        AuthenticationError,
        PermissionDeniedError,
        NotFoundError,
        EndpointGoneError,
        ConflictError,
        LockedError,
        RateLimitError,
        ServerError,
        ApiError,
        ResponseError,
        PaginationError,
        SuspiciousDeletesError,
        CancelledError,
    )
}


def from_details(text: str) -> EngagementsError:
    """Makes the exception for an error of the core, which hands over what it knows as a JSON object."""
    details: dict[str, Any] = {snake_case(key): value for key, value in json.loads(text).items()}
    error = _CLASSES.get(details.pop("code"), EngagementsError)
    details["headers"] = tuple((name, value) for name, value in details["headers"])
    details["errors"] = tuple(details.get("errors", ()))
    details["missing_scopes"] = tuple(details.get("missing_scopes", ()))
    details["issues"] = tuple(Issue(**issue) for issue in details["issues"])
    details["retry_at"] = moment(details.pop("retry_at_ms", None))
    return error(**details)
