"""`log-call`."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from .. import Call
from ._create import create, text_of
from ._invocation import Invocation
from ._options import At, Body, Companies, Contacts, Deals, Json, OwnerId, Strict, Tickets, Uid
from ._values import past, span


def log_call(
    ctx: typer.Context,
    duration: Annotated[
        timedelta | None, typer.Option("--duration", "-d", parser=span, help="How long it took: 3m20s, 1h, 3:20.")
    ] = None,
    outcome: Annotated[
        str | None, typer.Option("--outcome", "-o", help="Its outcome, as `dispositions` shows them: Connected, …")
    ] = None,
    body: Body = None,
    to: Annotated[str | None, typer.Option("--to", help="The number that was called.")] = None,
    from_: Annotated[str | None, typer.Option("--from", help="The number that called.")] = None,
    status: Annotated[str, typer.Option("--status", help="COMPLETED, NO_ANSWER, BUSY, FAILED, …")] = "COMPLETED",
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
    """Log a call that was made."""
    invocation: Invocation = ctx.obj
    call = Call(
        status=status,
        duration=duration,
        disposition=outcome,
        body=text_of(body),
        to_number=to,
        from_number=from_,
    )
    create(
        invocation,
        call,
        contacts=contact,
        companies=company,
        deals=deal,
        tickets=ticket,
        owner=owner,
        at=past(at or "now", invocation, "--at"),
        uid=uid,
        strict=strict,
    )
