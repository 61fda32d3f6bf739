"""How requests get to the service: protocols of our own, so that any HTTP library can do it, and the default ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

from ._core import Request

__all__ = ["AsyncTransport", "FailureKind", "Request", "Response", "Sent", "Transport", "TransportError"]

Sent: TypeAlias = Literal["no", "maybe"]
FailureKind: TypeAlias = Literal["connection", "certificate", "timeout", "body", "too_large"]


@dataclass(frozen=True)
class Response:
    """One HTTP response."""

    status: int
    """The status code."""
    headers: Sequence[tuple[str, str]] = field(default=(), repr=False)
    """Names, in any case, and values."""
    body: bytes = field(default=b"", repr=False)
    """The body, read to its end and decompressed."""


class TransportError(Exception):
    """A request got no complete response."""

    sent: Sent
    """Whether the service can have seen the request: "no" only where the connection was never made."""
    kind: FailureKind
    """What failed. "certificate": the server's is not trusted. "body": the response's body ended early or could not be
    decompressed. "too_large": it was longer than `Request.max_response_bytes`."""

    def __init__(self, message: str, sent: Sent = "maybe", kind: FailureKind = "connection") -> None:
        super().__init__(message)
        self.sent = sent
        self.kind = kind


class Transport(Protocol):
    """Sends requests. A client calls it from all threads that use the client."""

    def send(self, request: Request) -> Response:
        """Sends the request once and reads the response to its end.

        It follows no redirects, repeats nothing, gives up after `request.timeout_ms`, and stops reading beyond
        `request.max_response_bytes`. Any status is a response.

        Raises TransportError where there is no complete response.
        """
        ...

    def close(self) -> None:
        """Gives up its connections; the client calls it when it is closed itself."""
        ...


class AsyncTransport(Protocol):
    """Sends requests without blocking. A client calls it from all tasks that use the client."""

    async def send(self, request: Request) -> Response:
        """Sends the request once and reads the response to its end; see `Transport.send`.

        When its task is cancelled, it gives up the exchange.
        """
        ...

    async def aclose(self) -> None:
        """Gives up its connections; the client calls it when it is closed itself."""
        ...
