"""`reconcile`."""

from __future__ import annotations

import json as jsonlib
import sys
from datetime import timedelta
from typing import Annotated, Any

import typer

from . import _show
from ._invocation import Invocation
from ._options import Json
from ._values import span

_SAID = {
    "created": "It was created once.",
    "duplicated": "It was created more than once; all but one may be deleted.",
    "unknown": "It is not there yet, which within an hour says nothing: ask again later.",
    "probably_absent": "It is not there an hour later: it may be created anew.",
}


def reconcile(
    ctx: typer.Context,
    ticket: Annotated[
        str, typer.Argument(help="The ticket, as the failed command printed it; - reads standard input.")
    ],
    wait: Annotated[timedelta, typer.Option("--wait", parser=span, help="How long to look for it.")] = "30s",  # type: ignore[assignment] # typer parses it
    json: Json = False,
) -> None:
    """Look for a record whose create may have been applied."""
    invocation: Invocation = ctx.obj
    with invocation.client() as client:
        found = client.reconcile(_read(ticket), wait)
        if json:
            ids = [engagement.id for engagement in found.engagements]
            print(jsonlib.dumps({"outcome": found.outcome, "exact": found.exact, "ids": ids}))  # noqa: T201
            return
        print(_SAID[found.outcome])  # noqa: T201
        if found.engagements:
            _show.records(found.engagements, client, invocation)


def _read(given: str) -> dict[str, Any]:
    try:
        ticket = jsonlib.loads(sys.stdin.read() if given == "-" else given)
    except ValueError:
        ticket = None
    if not isinstance(ticket, dict):
        raise typer.BadParameter("a ticket is a JSON object, as the failed command printed it", param_hint="TICKET")
    return ticket
