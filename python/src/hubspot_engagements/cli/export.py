"""`export`."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Annotated, TextIO

import typer

from .. import Engagement, Listing
from .._core import ParquetFile
from . import _csv, _show
from ._invocation import Invocation
from ._progress import counted
from ._values import past
from .listings import LARGEST, Company, Contact, Deal, Ticket, selected


class Format(str, Enum):
    """What is written."""

    ndjson = "ndjson"
    csv = "csv"
    parquet = "parquet"


def export(
    ctx: typer.Context,
    format: Annotated[Format, typer.Option("--format", "-f", help="What is written.")] = Format.ndjson,  # noqa: A002
    output: Annotated[
        Path | None, typer.Option("--output", "-o", dir_okay=False, help="The file; standard output without it.")
    ] = None,
    modified_after: Annotated[
        str | None, typer.Option("--modified-after", help="Only what was changed after: 2026-09-21, or 7d ago.")
    ] = None,
    contact: Contact = None,
    company: Company = None,
    deal: Deal = None,
    ticket: Ticket = None,
) -> None:
    """Write all engagements, or some, to a file."""
    invocation: Invocation = ctx.obj
    after = past(modified_after, invocation, "--modified-after")
    with invocation.client() as client:
        if after is None:
            listing = selected(client, LARGEST, contact=contact, company=company, deal=deal, ticket=ticket)
        elif contact or company or deal or ticket:
            raise typer.BadParameter("--modified-after goes through the whole account: it takes no record beside it")
        else:
            listing = client.modified_after(after, limit=1000)
        if format is Format.parquet:
            _write_parquet(listing, output)
        else:
            with counted("engagements written") as count, _written(output) as file:
                _write(count(listing), format, file)


def _write_parquet(listing: Listing, path: Path | None) -> None:
    if path is None:
        raise typer.BadParameter("Parquet needs a file: --output engagements.parquet")
    file = ParquetFile(path, keep_undecodable=True)
    try:
        with counted("engagements written") as count:
            for page in count(listing.pages(), len):
                file.append(page)
        file.close()
    finally:
        file.discard()


def _write(engagements: Iterable[Engagement], form: Format, file: TextIO) -> None:
    if form is Format.csv:
        _csv.write(engagements, file)
    else:
        file.writelines(_show.json_line(engagement) + "\n" for engagement in engagements)


@contextmanager
def _written(path: Path | None) -> Generator[TextIO]:
    """A file that appears under its name only when it is complete."""
    if path is None:
        yield sys.stdout
        return
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8", newline="") as file:
        yield file
    part.replace(path)
