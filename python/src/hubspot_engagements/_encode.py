"""Python values as the JSON that the core reads. What cannot be sent is refused with the place where it stands."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from enum import Enum
from typing import Any, Final, SupportsIndex

from ._core import Model
from .errors import Issue, ValidationError

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MILLISECOND = timedelta(milliseconds=1)
_DEEPEST = 100


class Clear(Enum):
    """The type of `CLEAR`."""

    CLEAR = "clear"

    def __repr__(self) -> str:
        return self.name


CLEAR: Final = Clear.CLEAR
"""In a change, asks the service to empty a field: `client.update(id, Call(body=CLEAR))`. None leaves it as it is."""


def encode(params: Mapping[str, Any], operation: str = "") -> str:
    """Gives the parameters as a JSON object.

    A datetime becomes milliseconds since 1970, a timedelta milliseconds, CLEAR null, and an object of this library
    its JSON. Integers stay exact.

    Raises ValidationError that names every value which JSON or the service has no form for.
    """
    encoder = _Encoder()
    plain = encoder.plain(params, "")
    if encoder.issues:
        raise invalid(encoder.issues, operation)
    return json.dumps(plain, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def invalid(issues: list[Issue], operation: str = "") -> ValidationError:
    """The error for these issues."""
    message = "; ".join(f"{issue.pointer}: {issue.message}" for issue in issues)
    return ValidationError(message, operation=operation, issues=tuple(issues))


class _Encoder:
    """Turns values into types that json knows. What has none becomes an issue, and None in its place."""

    def __init__(self) -> None:
        self.issues: list[Issue] = []

    def plain(self, value: Any, pointer: str) -> Any:
        match value:
            case None | bool():
                return value
            case Clear():
                return None
            case Model():
                return self.plain(value.to_dict(), pointer)
            case str():
                return self._text(value, pointer)
            case Mapping() | list() | tuple():
                return self._container(value, pointer)
            case date():
                return self._moment(value, pointer)
            case timedelta():
                return value // _MILLISECOND
            case float():
                return self._float(value, pointer)
            case SupportsIndex():
                return self._integer(value.__index__(), pointer)
        self._refuse(pointer, "unsupported_type", f"a {type(value).__name__} has no form in JSON")
        return None

    def _container(self, value: Any, pointer: str) -> Any:
        if pointer.count("/") >= _DEEPEST:
            self._refuse(pointer, "too_deep", "is nested too deeply; does it contain itself?")
            return None
        if not isinstance(value, Mapping):
            return [self.plain(element, f"{pointer}/{index}") for index, element in enumerate(value)]
        return {
            self._key(key, pointer): self.plain(element, f"{pointer}/{_escaped(key)}") for key, element in value.items()
        }

    def _key(self, key: Any, pointer: str) -> str | None:
        if isinstance(key, str):
            return self._text(key, pointer)
        self._refuse(pointer, "invalid_key", f"keys must be strings; one is a {type(key).__name__}")
        return None

    def _text(self, text: str, pointer: str) -> str:
        try:
            text.encode()
        except UnicodeEncodeError:
            self._refuse(pointer, "invalid_text", "the text holds half of a character (a lone surrogate)")
        return text

    def _float(self, number: float, pointer: str) -> float:
        if not math.isfinite(number):
            self._refuse(pointer, "invalid_number", f"{number} has no form in JSON; leave a missing value out")
        return number

    def _integer(self, number: int, pointer: str) -> int:
        if number.bit_length() > 64:
            self._refuse(pointer, "out_of_range", "the integer has more than 64 bits")
        return number

    def _moment(self, moment: date, pointer: str) -> int | None:
        if isinstance(moment, datetime) and moment.utcoffset() is not None:
            return (moment - _EPOCH) // _MILLISECOND
        kind = "a datetime without a time zone" if isinstance(moment, datetime) else "a date"
        advice = "give one with a time zone, such as datetime.now(timezone.utc)"
        self._refuse(pointer, "naive_datetime", f"{kind} names a different moment in every place: {advice}")
        return None

    def _refuse(self, pointer: str, code: str, message: str) -> None:
        self.issues.append(Issue(pointer, code, message))


def _escaped(key: Any) -> str:
    """The key as a segment of a JSON pointer."""
    return str(key).replace("~", "~0").replace("/", "~1")
