"""`note`."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import Note
from ._create import create, text_of
from ._invocation import Invocation
from ._options import At, Companies, Contacts, Deals, Json, OwnerId, Strict, Tickets, Uid
from ._values import past


def note(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help="What it says, which may be HTML; - reads standard input.")],
    contact: Contacts = [],  # noqa: B006 - typer copies it
    company: Companies = [],  # noqa: B006
    deal: Deals = [],  # noqa: B006
    ticket: Tickets = [],  # noqa: B006
    owner: OwnerId = None,
    at: At = None,
    uid: Uid = None,
    strict: Strict = False,
    json: Json = False,  # noqa: ARG001 - its callback keeps it
) -> None:
    """Write a note."""
    invocation: Invocation = ctx.obj
    create(
        invocation,
        Note(body=text_of(text)),
        contacts=contact,
        companies=company,
        deals=deal,
        tickets=ticket,
        owner=owner,
        at=past(at or "now", invocation, "--at"),
        uid=uid,
        strict=strict,
    )
