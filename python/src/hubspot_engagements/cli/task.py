"""`task`."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import Task
from ._create import create, text_of
from ._invocation import Invocation
from ._options import Body, Companies, Contacts, Deals, Json, OwnerId, Strict, Tickets, Uid
from ._values import ahead


def task(
    ctx: typer.Context,
    subject: Annotated[str, typer.Argument(help="What is to be done.")],
    due: Annotated[
        str | None, typer.Option("--due", help="When it is due: 2026-09-21T14:30, or how long from now, such as 3d.")
    ] = None,
    body: Body = None,
    priority: Annotated[str | None, typer.Option("--priority", help="LOW, MEDIUM or HIGH.")] = None,
    status: Annotated[str, typer.Option("--status", help="NOT_STARTED, IN_PROGRESS, COMPLETED, …")] = "NOT_STARTED",
    contact: Contacts = [],  # noqa: B006 - typer copies it
    company: Companies = [],  # noqa: B006
    deal: Deals = [],  # noqa: B006
    ticket: Tickets = [],  # noqa: B006
    owner: OwnerId = None,
    uid: Uid = None,
    strict: Strict = False,
    json: Json = False,  # noqa: ARG001 - its callback keeps it
) -> None:
    """Make a task."""
    invocation: Invocation = ctx.obj
    create(
        invocation,
        Task(subject=subject, body=text_of(body), status=status, priority=priority),
        contacts=contact,
        companies=company,
        deals=deal,
        tickets=ticket,
        owner=owner,
        at=ahead(due, invocation, "--due"),
        uid=uid,
        strict=strict,
    )
