"""Requests' bodies from the several ways in which they can be given."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from ._core import Model, check, new_engagement
from ._encode import encode
from .errors import Issue, ValidationError

__all__ = ["association", "body_to_create", "body_to_update", "found_in", "listed", "validate"]


def body_to_create(given: Any, /, **parts: Mapping[str, Any]) -> Any:
    """The engagement in the service's shape, with keyword arguments added to its parts."""
    return _with_parts(json.loads(new_engagement(given)) if isinstance(given, Model) else given, parts)


def body_to_update(changes: Any, metadata: Any = None, /, **parts: Mapping[str, Any]) -> Any:
    """The change in the service's shape, with keyword arguments added to its parts."""
    body = {"metadata": changes} if isinstance(changes, Model) else changes
    if metadata is not None:
        if body and "metadata" in body:
            raise TypeError("metadata is given twice: as a keyword and in the changes")
        body = {**(body or {}), "metadata": metadata}
    return _with_parts(body, parts)


def _with_parts(body: Any, parts: Mapping[str, Mapping[str, Any]]) -> Any:
    for part, given in parts.items():
        values = {_camel_case(name): value for name, value in given.items() if value is not None}
        have = (body or {}).get(part) if body is None or isinstance(body, Mapping) else body
        # What is no object goes on as it is: the core says what is wrong with it.
        if not values or not (have is None or isinstance(have, Mapping)):
            continue
        for name, value in given.items():
            if value is not None and _camel_case(name) in (have or {}):
                raise TypeError(f"{name} is given twice: as a keyword and in `{part}`")
        body = {**(body or {}), part: {**(have or {}), **values}}
    return body


def listed(values: Any) -> Any:
    """Any iterable as a list; what is none goes on as it is, and the core says what is wrong with it."""
    return list(values) if isinstance(values, Iterable) and not isinstance(values, (str, bytes, Mapping)) else values


def association(given: Any) -> Any:
    """One association in the core's shape: from a mapping, or from three values in order."""
    match given:
        case Mapping():
            return {_camel_case(key) if isinstance(key, str) else key: value for key, value in given.items()}
        case (engagement_id, object_type, object_id):
            return {"engagementId": engagement_id, "objectType": object_type, "objectId": object_id}
    return given


def _camel_case(name: str) -> str:
    return re.sub("_([a-z])", lambda letter: letter[1].upper(), name)


def validate(engagement: Mapping[str, Any] | Model, *, for_update: bool = False) -> list[Issue]:
    """Everything that is wrong with an engagement to create, or with a change: errors and warnings. Nothing is sent.

    Takes what `Client.create` takes, or with `for_update` what `Client.update` takes.
    """
    try:
        return found_in(body_to_update(engagement) if for_update else body_to_create(engagement), for_update=for_update)
    except ValidationError as error:
        return list(error.issues)


def found_in(body: Any, *, for_update: bool) -> list[Issue]:
    """What the core finds wrong with a body."""
    text = encode({"body": body}).removeprefix('{"body":').removesuffix("}")
    return [Issue(*parts) for parts in check(text, for_update)]
