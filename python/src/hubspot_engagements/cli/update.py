"""`update`."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

import typer

from .. import CLEAR
from .._words import camel_case
from . import _show
from ._create import text_of
from ._invocation import Invocation
from ._options import Body, Json, Strict
from ._values import past, span


def update(
    ctx: typer.Context,
    id: Annotated[int, typer.Argument(help="The engagement's id.")],  # noqa: A002 - the service's word
    body: Body = None,
    subject: Annotated[str | None, typer.Option("--subject", help="Of a task or an email.")] = None,
    title: Annotated[str | None, typer.Option("--title", help="Of a meeting or a call.")] = None,
    status: Annotated[str | None, typer.Option("--status", help="Of a task or a call, such as COMPLETED.")] = None,
    priority: Annotated[str | None, typer.Option("--priority", help="Of a task.")] = None,
    duration: Annotated[
        timedelta | None, typer.Option("--duration", "-d", parser=span, help="Of a call: 3m20s, 1h, 3:20.")
    ] = None,
    outcome: Annotated[str | None, typer.Option("--outcome", "-o", help="Of a call: Connected, …")] = None,
    owner: Annotated[int | None, typer.Option("--owner", help="Id of the owner it is assigned to.")] = None,
    at: Annotated[
        str | None, typer.Option("--at", help="When it happened or is due: 2026-09-21T14:30, or how long ago: 2h.")
    ] = None,
    clear: Annotated[
        list[str], typer.Option("--clear", help="A field of its metadata to empty, such as body. Repeatable.")
    ] = [],  # noqa: B006 - typer copies it
    strict: Strict = False,
    json: Json = False,
) -> None:
    """Change an engagement. What is not given stays."""
    invocation: Invocation = ctx.obj
    metadata: dict[str, Any] = {
        "body": text_of(body),
        "subject": subject,
        "title": title,
        "status": status,
        "priority": priority,
        "durationMilliseconds": duration,
        "disposition": outcome,
    }
    metadata = {name: value for name, value in metadata.items() if value is not None}
    metadata |= {camel_case(name): CLEAR for name in clear}
    changed = past(at, invocation, "--at")
    with invocation.client() as client:
        made = client.update(id, metadata=metadata or None, owner_id=owner, timestamp=changed, strict=strict)
    if json and made is not None:
        print(_show.json_line(made))  # noqa: T201
    elif not json:
        print(f"Changed {id}.")  # noqa: T201
