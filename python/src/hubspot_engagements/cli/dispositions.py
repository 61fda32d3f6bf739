"""`dispositions`."""

from __future__ import annotations

import json as jsonlib

import typer

from .._text import one_line
from . import _show
from ._invocation import Invocation
from ._options import Json


def dispositions(ctx: typer.Context, json: Json = False) -> None:
    """Show the account's call outcomes, as `log-call --outcome` takes them."""
    invocation: Invocation = ctx.obj
    with invocation.client() as client:
        found = client.dispositions()
    if json:
        for outcome in found:
            print(jsonlib.dumps(outcome.to_dict(), ensure_ascii=False))  # noqa: T201
        return
    rows = [(one_line(outcome.label), outcome.id) for outcome in found if not outcome.deleted]
    _show.table(("Outcome", "ID"), rows, invocation, flexible=1)
