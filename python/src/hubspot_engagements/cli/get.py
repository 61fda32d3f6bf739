"""`get`."""

from __future__ import annotations

from typing import Annotated

import typer

from . import _show
from ._invocation import Invocation
from ._options import Json


def get(
    ctx: typer.Context,
    id: Annotated[int, typer.Argument(help="The engagement's id.")],  # noqa: A002 - the service's word
    json: Json = False,  # noqa: ARG001 - its callback keeps it
) -> None:
    """Show one engagement with all that it says."""
    invocation: Invocation = ctx.obj
    with invocation.client() as client:
        _show.detail(client.get(id), client, invocation)
