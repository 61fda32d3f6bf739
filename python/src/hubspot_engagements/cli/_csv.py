"""Engagements as CSV: one a row, with the columns of docs/columns.md but the last, `extra`."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TextIO, TypeAlias

from .. import Call, Email, EmailParticipant, Engagement, Meeting, Note, ResponseError, Task
from .._core import TableBuilder

__all__ = ["write"]

_Metadata: TypeAlias = Note | Email | Task | Meeting | Call
_KINDS: dict[str, type[_Metadata]] = {"note": Note, "email": Email, "task": Task, "meeting": Meeting, "call": Call}
_READABLE = ("id", "type", "last_updated")
"""What is known of an engagement that cannot be decoded."""


def write(engagements: Iterable[Engagement], file: TextIO) -> None:
    """Writes a head and a row for each engagement.

    Times are in UTC as RFC 3339, lists as JSON. Of an engagement that cannot be decoded there is little in the row, and
    a warning says so.
    """
    columns = [name for name in TableBuilder(False).finish().column_names if name != "extra"]
    getters = {name: _getter(name, f"{name}_raw" in columns) for name in columns}
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    for engagement in engagements:
        try:
            writer.writerow([get(engagement) for get in getters.values()])
        except ResponseError as error:
            sys.stderr.write(f"warning: engagement {engagement.id} cannot be read at {error.path}\n")
            writer.writerow([get(engagement) if name in _READABLE else None for name, get in getters.items()])


def _getter(column: str, has_raw: bool) -> Callable[[Engagement], object]:
    name, is_raw = column.removesuffix("_raw"), column.endswith("_raw")
    kind, _, rest = name.partition("_")

    def get(engagement: Engagement) -> object:
        value = _of_metadata(engagement, kind, rest) if kind in _KINDS else _of_engagement(engagement, name)
        # A time that no calendar holds stands in a column of its own.
        if (is_raw or has_raw) and isinstance(value, int) is not is_raw:
            return None
        return _cell(value)

    return get


def _of_metadata(engagement: Engagement, kind: str, name: str) -> Any:
    metadata = engagement.metadata
    if not isinstance(metadata, _KINDS[kind]):
        return None
    # `task_type` is a task's `task_type`, `email_from` an email's `from_`.
    names = (name, f"{kind}_{name}", f"{name}_")
    return next((getattr(metadata, name) for name in names if hasattr(metadata, name)), None)


def _of_engagement(engagement: Engagement, name: str) -> Any:
    if name == "attachment_ids":
        return [attachment.id for attachment in engagement.attachments or ()]
    if name in Engagement.__match_args__:
        return getattr(engagement, name)
    return getattr(engagement.associations, "owner_ids" if name == "mentioned_owner_ids" else name)


def _cell(value: Any) -> object:
    match value:
        case datetime():
            return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        case bool():
            return str(value).lower()
        case EmailParticipant():
            return value.email
        case list():
            return json.dumps([_cell(one) for one in value], ensure_ascii=False) if value else None
    return value
