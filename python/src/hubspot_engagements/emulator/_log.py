"""What the emulator was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from .._words import moment

__all__ = ["LoggedRequest"]


@dataclass(frozen=True)
class LoggedRequest:
    """A request as it came, without its secrets."""

    at: datetime | None
    """When, by the emulator's time, in UTC."""
    method: str
    """GET, POST, PUT, PATCH or DELETE."""
    url: str
    """Path and query."""
    headers: Mapping[str, str] = field(repr=False)
    """By name in small letters."""
    token: int | None
    """Which of the tokens seen so far it carried: 1 for the first."""
    body: str | None = field(repr=False)
    """The first 64 KiB of the body."""
    status: int | None
    """The status that was answered; None where no answer came."""
    fault: int | None
    """The place in `Emulator.faults` of what struck."""


def logged(told: dict[str, Any]) -> LoggedRequest:
    """A request as the admin route tells it."""
    # In memory a request keeps the host that it was meant for; on a socket it has none.
    url = urlsplit(told.pop("url"))._replace(scheme="", netloc="").geturl()
    return LoggedRequest(at=moment(told.pop("at_ms")), url=url, **told)
