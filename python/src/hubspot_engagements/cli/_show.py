"""How engagements are printed: a table for people, a line each for pipes, JSON for programs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from .. import Client, Engagement, ResponseError
from .._summary import body_of, contacts_of, summary
from .._text import one_line, plain, shortened
from ._invocation import Invocation
from ._names import Names

__all__ = ["detail", "json_line", "records", "table"]

_HEADS = ("ID", "When", "Type", "Owner", "Contacts", "What")
_LONG = 200
"""How much of a text a piped line shows."""
_GAP = "  "
_NARROW = 12


def json_line(engagement: Engagement) -> str:
    """The engagement's own JSON, exact to the last digit, on one line."""
    # Within JSON's strings there are no bare line breaks.
    return engagement.raw.replace("\r", " ").replace("\n", " ")


def records(engagements: Iterable[Engagement], client: Client, invocation: Invocation) -> None:
    """Prints engagements."""
    if invocation.json:
        for engagement in engagements:
            print(json_line(engagement))  # noqa: T201
        return
    names = Names(client)
    rows = (_row(engagement, names, invocation) for engagement in engagements)
    table(_HEADS, rows, invocation, flexible=5)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], invocation: Invocation, flexible: int) -> None:
    """Prints rows: a table on a terminal, whose column `flexible` gets the width that is left; else tabs between."""
    if not invocation.is_for_people:
        for row in rows:
            print("\t".join(row))  # noqa: T201
        return
    lines = [[Text(head, "bold") for head in heads], *([Text(cell) for cell in row] for row in rows)]
    if len(lines) == 1:
        print("Nothing found.", file=sys.stderr)  # noqa: T201
        return
    console = _Console(highlight=False)
    widths = [max(cell.cell_len for cell in column) for column in zip(*lines, strict=True)]
    left = console.width - sum(widths) + widths[flexible] - (len(widths) - 1) * len(_GAP)
    widths[flexible] = min(widths[flexible], max(left, _NARROW))
    for line in lines:
        for cell, width in zip(line, widths, strict=True):
            cell.truncate(width, overflow="ellipsis", pad=cell is not line[-1])
        console.print(Text(_GAP).join(line), soft_wrap=True)


def detail(engagement: Engagement, client: Client, invocation: Invocation) -> None:
    """Prints one engagement with all that it says."""
    if invocation.json:
        print(json_line(engagement))  # noqa: T201
        return
    for name, value in _facts(engagement, Names(client), invocation):
        print(f"{name + ':':<14}{value}")  # noqa: T201
    if body := body_of(engagement):
        print(f"\n{plain(body)}")  # noqa: T201


class _Console(Console):
    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def _row(engagement: Engagement, names: Names, invocation: Invocation) -> tuple[str, ...]:
    try:
        what = summary(engagement, names.outcome)
        return (
            str(engagement.id),
            invocation.shown(engagement.timestamp),
            one_line(engagement.type),
            names.owner(engagement.owner_id),
            contacts_of(engagement),
            shortened(what, _LONG),
        )
    except ResponseError as error:
        return (str(engagement.id), "", "", "", "", f"cannot be read: {error.path}")


def _facts(engagement: Engagement, names: Names, invocation: Invocation) -> Iterator[tuple[str, str]]:
    yield "id", str(engagement.id)
    yield "type", one_line(engagement.type)
    yield "when", invocation.shown(engagement.timestamp)
    yield "owner", names.owner(engagement.owner_id)
    for name in ("contact", "company", "deal", "ticket"):
        if ids := getattr(engagement.associations, f"{name}_ids"):
            yield {"company": "companies"}.get(name, f"{name}s"), ", ".join(map(str, ids))
    metadata: Any = engagement.metadata
    for name in getattr(metadata, "__match_args__", ()):
        value = getattr(metadata, name)
        if value is None or name in ("body", "text", "html"):
            continue
        yield (
            name.rstrip("_").replace("_", " "),
            names.outcome(value) if name == "disposition" else _said(value, invocation),
        )
    yield "last updated", invocation.shown(engagement.last_updated)


def _said(value: Any, invocation: Invocation) -> str:
    if hasattr(value, "astimezone"):
        return invocation.shown(value)
    if isinstance(value, list):
        return ", ".join(_said(one, invocation) for one in value)
    if (address := getattr(value, "email", None)) is not None:
        return one_line(address)
    return one_line(str(value))
