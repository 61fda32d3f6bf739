"""Python values as the JSON that the core reads. What cannot be sent is refused with the place where it stands."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any, SupportsIndex

from .errors import Issue, ValidationError

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MILLISECOND = timedelta(milliseconds=1)
_DEEPEST = 100


def encode(params: Mapping[str, Any], operation: str = "") -> str:
    """Gives the parameters as a JSON object.

    A datetime becomes milliseconds since 1970, a timedelta milliseconds. Integers stay exact.

    Raises ValidationError that names every value which JSON or the service has no form for.
    """
    issues: list[Issue] = []
    plain = _plain(params, "", issues)
    if issues:
        message = "; ".join(f"{issue.pointer}: {issue.message}" for issue in issues)
        raise ValidationError(message, operation=operation, issues=tuple(issues))
    return json.dumps(plain, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _plain(value: Any, pointer: str, issues: list[Issue]) -> Any:
    """The value in types that json knows; what has none is None and an issue."""
    match value:
        case None | bool():
            return value
        case str():
            return _text(value, pointer, issues)
        case Mapping() | list() | tuple():
            return _container(value, pointer, issues)
        case datetime() | date():
            return _moment(value, pointer, issues)
        case timedelta():
            return value // _MILLISECOND
        case float():
            return _number(value, pointer, issues)
        case SupportsIndex():
            return _integer(value.__index__(), pointer, issues)
    return _refuse(issues, pointer, "unsupported_type", f"a {type(value).__name__} has no form in JSON")


def _container(value: Any, pointer: str, issues: list[Issue]) -> Any:
    if pointer.count("/") >= _DEEPEST:
        return _refuse(issues, pointer, "too_deep", "is nested too deeply; does it contain itself?")
    if not isinstance(value, Mapping):
        return [_plain(element, f"{pointer}/{index}", issues) for index, element in enumerate(value)]
    for key in value:
        if not isinstance(key, str):
            _refuse(issues, pointer, "invalid_key", f"keys must be strings; one is a {type(key).__name__}")
    named = {key: element for key, element in value.items() if isinstance(key, str)}
    return {
        _text(key, pointer, issues): _plain(element, f"{pointer}/{_escape(key)}", issues)
        for key, element in named.items()
    }


def _text(text: str, pointer: str, issues: list[Issue]) -> str | None:
    try:
        text.encode()
    except UnicodeEncodeError:
        return _refuse(issues, pointer, "invalid_text", "the text holds half of a character (a lone surrogate)")
    return text


def _number(number: float, pointer: str, issues: list[Issue]) -> float | None:
    if math.isfinite(number):
        return number
    return _refuse(issues, pointer, "invalid_number", f"{number} has no form in JSON; leave a missing value out")


def _integer(integer: int, pointer: str, issues: list[Issue]) -> int | None:
    if integer.bit_length() <= 64:
        return integer
    return _refuse(issues, pointer, "out_of_range", "the integer has more than 64 bits")


def _moment(moment: date, pointer: str, issues: list[Issue]) -> int | None:
    if isinstance(moment, datetime) and moment.utcoffset() is not None:
        return (moment - _EPOCH) // _MILLISECOND
    kind = "a datetime without a time zone" if isinstance(moment, datetime) else "a date"
    message = f"{kind} names a different moment in every place: give datetime(..., tzinfo=timezone.utc) or the like"
    return _refuse(issues, pointer, "naive_datetime", message)


def _refuse(issues: list[Issue], pointer: str, code: str, message: str) -> None:
    issues.append(Issue(pointer, code, message))


def _escape(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
