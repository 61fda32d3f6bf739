"""`owners`."""

from __future__ import annotations

import json as jsonlib
from typing import Annotated

import typer

from . import _show
from ._invocation import Invocation
from ._names import name_of
from ._options import Json


def owners(
    ctx: typer.Context,
    archived: Annotated[bool, typer.Option("--archived", help="Those who were deactivated instead.")] = False,
    json: Json = False,
) -> None:
    """Show whom engagements can be assigned to."""
    invocation: Invocation = ctx.obj
    with invocation.client() as client:
        found = client.owners(archived=archived)
    if json:
        for owner in found:
            print(jsonlib.dumps(owner.to_dict(), ensure_ascii=False))  # noqa: T201
        return
    rows = [(owner.id, name_of(owner), owner.email or "") for owner in found]
    _show.table(("ID", "Name", "Email"), rows, invocation, flexible=2)
