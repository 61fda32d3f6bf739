"""The core's words and numbers in Python's form, and back."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from functools import cache

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


@cache
def snake_case(key: str) -> str:
    """`retryAtMs` as `retry_at_ms`."""
    return re.sub("[A-Z]", lambda capital: "_" + capital[0].lower(), key)


@cache
def camel_case(name: str) -> str:
    """`retry_at_ms` as `retryAtMs`."""
    return re.sub("_([a-z])", lambda letter: letter[1].upper(), name)


def moment(milliseconds: int | None) -> datetime | None:
    """Milliseconds since 1970 as a datetime in UTC; None where no datetime can hold them."""
    if milliseconds is None:
        return None
    try:
        return _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None
