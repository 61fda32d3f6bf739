"""What one run of a command was told, and what it makes of that."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone, tzinfo

from .. import Client, Transport
from . import _token

__all__ = ["Invocation"]


@dataclass
class Invocation:
    """The options that all commands have in common."""

    base_url: str | None
    """Where requests go; None for the service itself."""
    utc: bool
    """Whether times are shown and read in UTC."""
    json: bool = False
    """Whether a program reads what is printed; `--json` sets it."""

    @contextmanager
    def client(self, transport: Transport | None = None) -> Generator[Client]:
        """A client of the account."""
        with Client(_token.find(self.base_url), base_url=self.base_url, transport=transport) as client:
            yield client

    @property
    def is_for_people(self) -> bool:
        """Whether a person looks at standard output."""
        return not self.json and sys.stdout.isatty()

    @property
    def zone(self) -> tzinfo | None:
        """What `astimezone` takes: None is this machine's zone."""
        return timezone.utc if self.utc else None

    def shown(self, moment: datetime | int | None) -> str:
        """A time for people, to the minute; what no datetime can hold is its milliseconds."""
        if isinstance(moment, datetime):
            return moment.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")
        return "" if moment is None else str(moment)
