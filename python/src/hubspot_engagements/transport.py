"""How requests get to the service: a protocol of our own, so that any HTTP library can do it, and the default one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from ._core import Request

__all__ = ["Request", "Response", "Transport", "TransportError"]


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

    sent: Literal["no", "maybe"]
    """Whether the service can have seen the request: "no" only where the connection was never made."""
    kind: Literal["connection", "timeout", "body"]
    """What failed. "body": the response's body ended early or could not be decompressed."""

    def __init__(
        self,
        message: str,
        sent: Literal["no", "maybe"] = "maybe",
        kind: Literal["connection", "timeout", "body"] = "connection",
    ) -> None:
        super().__init__(message)
        self.sent = sent
        self.kind = kind


class Transport(Protocol):
    """Sends requests. A client calls it from all threads that use the client."""

    def send(self, request: Request) -> Response:
        """Sends the request once and reads the response to its end.

        It follows no redirects, repeats nothing, and gives up after `request.timeout_ms`. Any status is a response.

        Raises TransportError where there is no complete response.
        """
        ...

    def close(self) -> None:
        """Gives up its connections; the client calls it when it is closed itself."""
        ...
