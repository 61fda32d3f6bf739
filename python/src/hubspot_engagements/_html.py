"""What notebooks show. Everything that the service sent is text: bodies are HTML that anyone may have written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from itertools import islice
from typing import Any

from ._core import Engagement, Page
from ._summary import body_of, contacts_of, summary
from ._text import plain, shortened
from .errors import ResponseError

__all__ = ["engagement", "listing", "page"]

_ROWS = 20
_LONG = 120
_HEADS = ("id", "timestamp", "type", "owner_id", "contact_ids", "")


def engagement(one: Engagement) -> str:
    """One engagement: a fact a row."""
    try:
        facts = _facts(one)
    except ResponseError as error:
        facts = {"id": one.id, "cannot be read": f"{error.path}: {error.message}"}
    rows = (_row([("th", name), ("td", value)]) for name, value in facts.items() if value not in (None, ""))
    return f"<table><tbody>{''.join(rows)}</tbody></table>"


def page(of: Page) -> str:
    """The first engagements of a page: one a row."""
    head = _row([("th", name) for name in _HEADS])
    rows = "".join(_row([("td", cell) for cell in _cells(one)]) for one in islice(of, _ROWS))
    more = len(of) - _ROWS
    rest = f"<p>… and {more} more</p>" if more > 0 else ""
    return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>{rest}"


def listing(operation: str, params: Mapping[str, Any]) -> str:
    """What is listed. Nothing is fetched for it: to look at an object should not cost a request."""
    given = {"listing": operation, **{name: value for name, value in params.items() if value is not None}}
    rows = (_row([("th", name), ("td", value)]) for name, value in given.items())
    hint = "<p>Not fetched yet: <code>.first(10)</code> shows the first ones.</p>"
    return f"<table><tbody>{''.join(rows)}</tbody></table>{hint}"


def _facts(one: Engagement) -> dict[str, Any]:
    associations = one.associations
    lists = {name: getattr(associations, name) for name in associations.__match_args__}
    return {
        "id": one.id,
        "type": one.type,
        "timestamp": one.timestamp,
        "owner_id": one.owner_id,
        **{name: ", ".join(map(str, ids)) for name, ids in lists.items() if ids},
        "metadata": repr(one.metadata) if one.metadata is not None else None,
        "text": shortened(plain(body_of(one)), 600),
    }


def _cells(one: Engagement) -> Iterable[Any]:
    try:
        what = shortened(summary(one), _LONG)
        return (one.id, one.timestamp, one.type, one.owner_id, contacts_of(one), what)
    except ResponseError as error:
        return (one.id, "", "", "", "", f"cannot be read: {error.path}")


def _row(cells: Sequence[tuple[str, Any]]) -> str:
    return f"<tr>{''.join(f'<{tag}>{_shown(value)}</{tag}>' for tag, value in cells)}</tr>"


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.strftime("%Y-%m-%d %H:%M UTC")
    return escape("" if value is None else str(value)).replace("\n", "<br>")
