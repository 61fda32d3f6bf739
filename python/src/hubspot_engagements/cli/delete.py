"""`delete`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from .. import Client, Engagement
from . import _show
from ._invocation import Invocation
from ._options import Json


def delete(
    ctx: typer.Context,
    ids: Annotated[list[int], typer.Argument(metavar="ID...", help="Ids of engagements.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """Delete engagements; asks before."""
    invocation: Invocation = ctx.obj
    with invocation.client() as client:
        if not yes:
            _ask([client.get(id) for id in ids], client, invocation)  # noqa: A001
        for id in ids:  # noqa: A001
            client.delete(id)
            print(f'{{"deleted":{id}}}' if json else f"Deleted {id}.", flush=True)  # noqa: T201


def _can_ask() -> bool:
    return sys.stdin.isatty()


def _ask(engagements: list[Engagement], client: Client, invocation: Invocation) -> None:
    if not _can_ask():
        raise typer.BadParameter("nobody can be asked here: --yes deletes without a question")
    people = Invocation(invocation.base_url, invocation.utc)
    _show.records(engagements, client, people)
    what = "this engagement" if len(engagements) == 1 else f"these {len(engagements)} engagements"
    typer.confirm(f"Delete {what}?", abort=True, err=True)
