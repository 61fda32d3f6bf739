"""Times and spans as people type them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

import typer

from ._invocation import Invocation

__all__ = ["ahead", "past", "span"]

_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_PARTS = re.compile("".join(rf"(?:(?P<{name}>\d+(?:\.\d+)?){unit})?" for unit, name in _UNITS.items()))
_CLOCK = re.compile(r"(?:(?P<hours>\d+):)?(?P<minutes>\d{1,2}):(?P<seconds>\d{2})")


def span(text: str) -> timedelta:
    """A span such as `3m20s`, `1.5h` or `3:20`. Raises BadParameter for what is none."""
    found = _CLOCK.fullmatch(text.strip()) or _PARTS.fullmatch(text.strip().lower())
    given = {name: float(value) for name, value in found.groupdict().items() if value} if found else {}
    if not given:
        raise typer.BadParameter(f"{text!r} is no span of time; give one such as 3m20s, 1h or 3:20")
    return timedelta(**given)


def past(text: str | None, invocation: Invocation, option: str) -> datetime | None:
    """A time, or how long ago it was. Raises BadParameter, which names the option, for what is none."""
    return _moment(text, invocation, option, -1)


def ahead(text: str | None, invocation: Invocation, option: str) -> datetime | None:
    """A time, or how long from now it will be. Raises BadParameter, which names the option, for what is none."""
    return _moment(text, invocation, option, 1)


def _moment(text: str | None, invocation: Invocation, option: str, direction: int) -> datetime | None:
    if text is None:
        return None
    now = datetime.now(timezone.utc)
    if text == "now":
        return now
    if re.fullmatch(r"(\d+(\.\d+)?[dhms])+", text):
        return now + direction * span(text)
    try:
        given = datetime.fromisoformat(re.sub("[zZ]$", "+00:00", text))
    except ValueError:
        examples = "2026-09-21, 2026-09-21T14:30, 2026-09-21T14:30Z, now, or a span from now such as 2h or 7d"
        raise typer.BadParameter(f"{text!r} is no time; give one such as {examples}", param_hint=option) from None
    if given.tzinfo is not None:
        return given
    return given.replace(tzinfo=timezone.utc) if invocation.utc else given.astimezone()
