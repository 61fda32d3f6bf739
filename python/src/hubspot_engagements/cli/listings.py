"""`list` and `recent`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Annotated, TypeAlias

import typer

from .. import Client, Engagement, Listing
from . import _show
from ._invocation import Invocation
from ._options import Json
from ._progress import counted
from ._values import past

__all__ = ["LARGEST", "list_", "recent", "selected"]

LARGEST = 250
"""Engagements in the largest page."""

Limit: TypeAlias = Annotated[int, typer.Option("--limit", "-n", min=1, help="How many at most.")]
All: TypeAlias = Annotated[bool, typer.Option("--all", help="All of them.")]
Type: TypeAlias = Annotated[
    str | None, typer.Option("--type", "-t", help="Only this type: NOTE, EMAIL, TASK, MEETING, CALL, …")
]
Owner: TypeAlias = Annotated[int | None, typer.Option("--owner", help="Only those assigned to this owner's id.")]
Contact: TypeAlias = Annotated[int | None, typer.Option("--contact", "-c", help="Only those of this contact's id.")]
Company: TypeAlias = Annotated[int | None, typer.Option("--company", help="Only those of this company's id.")]
Deal: TypeAlias = Annotated[int | None, typer.Option("--deal", help="Only those of this deal's id.")]
Ticket: TypeAlias = Annotated[int | None, typer.Option("--ticket", help="Only those of this ticket's id.")]


def list_(
    ctx: typer.Context,
    contact: Contact = None,
    company: Company = None,
    deal: Deal = None,
    ticket: Ticket = None,
    type_: Type = None,
    owner: Owner = None,
    limit: Limit = 20,
    all_: All = False,
    json: Json = False,  # noqa: ARG001 - its callback keeps it
) -> None:
    """Show engagements by id, or those of one record."""
    with _asked(ctx).client() as client:
        is_some = type_ is None and owner is None and not all_
        page = min(limit, LARGEST) if is_some else LARGEST
        listing = selected(client, page, contact=contact, company=company, deal=deal, ticket=ticket)
        _print(listing, client, _asked(ctx), type_, owner, None if all_ else limit)


def recent(
    ctx: typer.Context,
    since: Annotated[
        str | None, typer.Option("--since", help="Only what was changed since: 2026-09-21, or how long ago: 7d, 2h.")
    ] = None,
    type_: Type = None,
    owner: Owner = None,
    limit: Limit = 20,
    all_: All = False,
    json: Json = False,  # noqa: ARG001
) -> None:
    """Show what was made or changed lately, newest first; at most 30 days or 10,000 records back."""
    start = past(since, _asked(ctx), "--since")
    with _asked(ctx).client() as client:
        _print(client.recent(since=start), client, _asked(ctx), type_, owner, None if all_ else limit)


def selected(
    client: Client, page: int, *, contact: int | None, company: int | None, deal: int | None, ticket: int | None
) -> Listing:
    """The listing of one record, or of all engagements, so many a page. Raises BadParameter for two records at once."""
    records = {"CONTACT": contact, "COMPANY": company, "DEAL": deal, "TICKET": ticket}
    given = [(kind, record) for kind, record in records.items() if record is not None]
    if len(given) > 1:
        raise typer.BadParameter("give one of --contact, --company, --deal and --ticket, not several")
    return client.associated(*given[0], limit=page) if given else client.list(limit=page)


def _asked(ctx: typer.Context) -> Invocation:
    invocation: Invocation = ctx.obj
    return invocation


def _print(
    listing: Listing, client: Client, invocation: Invocation, kind: str | None, owner: int | None, limit: int | None
) -> None:
    with counted("engagements looked at") as count:
        found = islice(_matching(count(listing), kind, owner), limit)
        if not invocation.is_for_people:
            return _show.records(found, client, invocation)
        rows = list(found)
    # Below the progress, which is gone then.
    return _show.records(rows, client, invocation)


def _matching(engagements: Iterator[Engagement], kind: str | None, owner: int | None) -> Iterator[Engagement]:
    for engagement in engagements:
        if kind is not None and engagement.type != kind.upper():
            continue
        if owner is None or engagement.owner_id == owner:
            yield engagement
