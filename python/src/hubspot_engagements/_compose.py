"""Requests' bodies from the several ways in which they can be given."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable, Mapping
from typing import Any

from ._core import Model, check, new_engagement
from ._encode import encode
from ._words import camel_case
from .errors import EngagementsWarning, Issue, ValidationError

__all__ = [
    "association",
    "body_to_create",
    "body_to_update",
    "found_in",
    "listed",
    "new_body",
    "several",
    "validate",
    "written",
    "written_many",
]


def new_body(engagement: Any, *, attachments: Any = None, fields: Mapping[str, Any], records: Mapping[str, Any]) -> Any:
    """What `create` was given, in the service's shape."""
    records = {name: listed(ids) for name, ids in records.items()}
    body = body_to_create(engagement, engagement=fields, associations=records)
    if attachments is None or not isinstance(body, Mapping):
        return body
    if "attachments" in body:
        raise TypeError("attachments are given twice: as a keyword and in the engagement")
    return {**body, "attachments": [{"id": id} for id in attachments]}  # noqa: A001


def written(operation: str, body: Any, strict: bool, **params: Any) -> str:
    """The parameters of a create or an update as JSON. Warns the caller's caller of what may be a mistake."""
    text = encode({**params, "body": body, "strict": strict}, operation)
    if not strict:
        _warn(found_in(body, for_update=operation == "engagements.update"))
    return text


def written_many(items: Any, strict: bool, look_back_ms: int) -> str:
    """The parameters of many creates as JSON. Warns the caller's caller of what may be a mistake."""
    given = listed(items)
    bodies = [body_to_create(item) for item in given] if isinstance(given, list) else given
    text = encode({"bodies": bodies, "strict": strict, "lookBackMs": look_back_ms}, "engagements.create_many")
    if not strict and isinstance(bodies, list):
        for index, body in enumerate(bodies):
            _warn(found_in(body, for_update=False), f"/bodies/{index}")
    return text


def _warn(issues: list[Issue], place: str = "") -> None:
    # What cannot be sent is an error, which says it all.
    if any(issue.severity == "error" for issue in issues):
        return
    for issue in issues:
        pointer = place + issue.pointer.removeprefix("/body") if place else issue.pointer
        warnings.warn(EngagementsWarning(Issue(pointer, issue.code, issue.message, "warning")), stacklevel=4)


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
        values = {camel_case(name): value for name, value in given.items() if value is not None}
        have = (body or {}).get(part) if body is None or isinstance(body, Mapping) else body
        # What is no object goes on as it is: the core says what is wrong with it.
        if not values or not (have is None or isinstance(have, Mapping)):
            continue
        for name, value in given.items():
            if value is not None and camel_case(name) in (have or {}):
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
            return {camel_case(key) if isinstance(key, str) else key: value for key, value in given.items()}
        case (engagement_id, object_type, object_id):
            return {"engagementId": engagement_id, "objectType": object_type, "objectId": object_id}
    return given


def several(associations: Any) -> Any:
    """Several associations in the core's shape."""
    given = listed(associations)
    return [association(one) for one in given] if isinstance(given, list) else given


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
