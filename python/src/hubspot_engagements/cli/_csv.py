"""Engagements as CSV: one a row, with the columns of docs/columns.md."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, TextIO, TypeAlias

from .. import Associations, Call, Email, Engagement, Meeting, Model, Note, Task

__all__ = ["write"]

_Metadata: TypeAlias = Note | Email | Task | Meeting | Call
_KINDS: dict[str, type[_Metadata]] = {"note": Note, "email": Email, "task": Task, "meeting": Meeting, "call": Call}
_IN_MILLISECONDS = {("call", "duration")}


def write(engagements: Iterable[Engagement], file: TextIO) -> None:
    """Writes a head and a row for each engagement.

    Times are in UTC as RFC 3339, spans in milliseconds, lists and objects as JSON. What the service says beyond these
    columns is not in it: NDJSON has everything.
    """
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(_columns())
    writer.writerows(map(_row, engagements))


def _columns() -> list[str]:
    return [
        *Engagement.__match_args__,
        *Associations.__match_args__,
        *(_column(kind, name) for kind, model in _KINDS.items() for name in model.__match_args__),
    ]


def _column(kind: str, name: str) -> str:
    return f"{kind}_{name.rstrip('_')}" + ("_ms" if (kind, name) in _IN_MILLISECONDS else "")


def _row(engagement: Engagement) -> list[object]:
    metadata = engagement.metadata
    return [
        *_cells(engagement, Engagement.__match_args__),
        *_cells(engagement.associations, Associations.__match_args__),
        *(
            cell
            for model in _KINDS.values()
            for cell in _cells(metadata if isinstance(metadata, model) else None, model.__match_args__)
        ),
    ]


def _cells(part: Any, names: tuple[str, ...]) -> Iterator[object]:
    return (_cell(getattr(part, name, None)) for name in names)


def _cell(value: Any) -> object:
    match value:
        case datetime():
            return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        case timedelta():
            return value // timedelta(milliseconds=1)
        case bool():
            return str(value).lower()
        case list() | dict() | Model():
            return json.dumps(value, default=_plain, ensure_ascii=False)
    return value


def _plain(value: Any) -> object:
    return value.to_dict() if isinstance(value, Model) else _cell(value)
