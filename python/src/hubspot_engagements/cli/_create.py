"""What `note`, `log-call` and `task` have in common."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import datetime

from .. import Call, Note, Task
from .._text import one_line
from . import _show
from ._invocation import Invocation

__all__ = ["create", "text_of"]


def create(
    invocation: Invocation,
    engagement: Call | Note | Task,
    *,
    contacts: Iterable[int],
    companies: Iterable[int],
    deals: Iterable[int],
    tickets: Iterable[int],
    owner: int | None,
    at: datetime | None,
    uid: str | None,
    strict: bool,
) -> None:
    """Makes the engagement and says so."""
    with invocation.client() as client:
        made = client.create(
            engagement,
            contact_ids=list(contacts) or None,
            company_ids=list(companies) or None,
            deal_ids=list(deals) or None,
            ticket_ids=list(tickets) or None,
            owner_id=owner,
            timestamp=at,
            uid=uid,
            strict=strict,
        )
    for failure in made.association_create_failures:
        print(f"warning: an association was not made: {failure}", file=sys.stderr)  # noqa: T201
    if invocation.json:
        print(_show.json_line(made))  # noqa: T201
    else:
        print(f"Created {one_line(made.type)} {made.id}.")  # noqa: T201


def text_of(given: str | None) -> str | None:
    """The text itself, or for `-` what standard input holds."""
    return sys.stdin.read().rstrip("\n") if given == "-" else given
