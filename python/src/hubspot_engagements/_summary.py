"""What an engagement says, in few words for tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ._core import Call, Email, Engagement, Meeting, Task
from ._text import one_line, plain

__all__ = ["body_of", "contacts_of", "summary"]


def summary(engagement: Engagement, outcome: Callable[[str], str | None] = lambda _: None) -> str:
    """Status, title and the words of the body, on one line; `outcome` gives the label of a call's disposition."""
    match engagement.metadata:
        case Call(disposition=disposition, duration=duration, status=status, title=title):
            said = [(outcome(disposition) if disposition else None) or status, _span(duration), title]
        case Task(status=status, subject=subject):
            said = [status, subject]
        case Meeting(meeting_outcome=status, title=title):
            said = [status, title]
        case Email(subject=subject):
            said = [subject]
        case _:
            said = []
    return " · ".join(words for part in (*said, plain(body_of(engagement))) if part and (words := one_line(part)))


def body_of(engagement: Engagement) -> str:
    """Its text, as the service has it: HTML that anyone may have written."""
    metadata: Any = engagement.metadata
    for name in ("body", "text", "html"):
        if text := getattr(metadata, name, None):
            return str(text)
    return engagement.body_preview or ""


def contacts_of(engagement: Engagement) -> str:
    """The ids of its contacts."""
    return ", ".join(map(str, engagement.associations.contact_ids or ()))


def _span(duration: Any) -> str:
    return str(duration).split(".")[0] if duration else ""
