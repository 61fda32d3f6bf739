"""The family of exceptions."""

from __future__ import annotations

import json
import pickle
from datetime import datetime, timezone
from typing import Any

import pytest

from hubspot_engagements import _core, errors
from hubspot_engagements.errors import EngagementsError, Issue, from_details
from scripted import lost, reply, scripted

DETAILS: dict[str, Any] = {
    "code": "rate_limit",
    "message": "status 429: slow down",
    "operation": "engagements.list",
    "attempts": 4,
    "mayHaveBeenApplied": False,
    "status": 429,
    "category": "RATE_LIMITS",
    "subCategory": "sub",
    "correlationId": "abc",
    "policyName": "DAILY",
    "errors": ["one", "two"],
    "missingScopes": ["sales-email-read"],
    "headers": [["retry-after", "10"]],
    "body": "{}",
    "issues": [{"pointer": "/id", "code": "required", "message": "is required", "severity": "warning"}],
    "path": "/results",
    "cursor": "7",
    "retryAtMs": 1767225600500,
    "ticket": {"version": 1, "id": "a", "sentAt": "5"},
}


def family(error: type[EngagementsError]) -> list[type[EngagementsError]]:
    return [error, *[descendant for child in error.__subclasses__() for descendant in family(child)]]


def test_every_kind_of_the_core_has_a_class() -> None:
    for code in _core.ERROR_CODES:
        error = from_details(json.dumps({**DETAILS, "code": code}))
        assert type(error) is not EngagementsError
        assert error.code == code
    assert {error.code for error in family(EngagementsError)} - {""} == set(_core.ERROR_CODES)


def test_every_class_is_public_and_described() -> None:
    for error in family(EngagementsError):
        assert error.__name__ in errors.__all__
        assert error.__doc__


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (errors.ValidationError, ValueError),
        (errors.APIConnectionError, ConnectionError),
        (errors.APITimeoutError, TimeoutError),
        (errors.APITimeoutError, errors.APIConnectionError),
        (errors.NotFoundError, LookupError),
        (errors.NotFoundError, errors.ApiError),
    ],
)
def test_pythons_own_classes_catch_them_too(error: type[EngagementsError], builtin: type[BaseException]) -> None:
    assert issubclass(error, builtin)


def test_what_is_known_is_in_attributes() -> None:
    error = from_details(json.dumps(DETAILS))
    assert isinstance(error, errors.RateLimitError)
    assert (error.status, error.attempts, error.policy_name, error.may_have_been_applied) == (429, 4, "DAILY", False)
    assert error.headers == (("retry-after", "10"),)
    assert error.issues == (Issue("/id", "required", "is required", "warning"),)
    assert (error.errors, error.missing_scopes) == (("one", "two"), ("sales-email-read",))
    assert (error.category, error.sub_category, error.body) == ("RATE_LIMITS", "sub", "{}")
    assert (error.path, error.cursor) == ("/results", "7")
    assert error.retry_at == datetime(2026, 1, 1, 0, 0, 0, 500_000, timezone.utc)
    assert error.ticket == {"version": 1, "id": "a", "sentAt": "5"}
    assert str(error) == "engagements.list: status 429: slow down (correlation id abc)"


@pytest.mark.parametrize("error", family(EngagementsError), ids=lambda error: error.__name__)
def test_pickle(error: type[EngagementsError]) -> None:
    issues = (Issue("/id", "required", "x"),)
    retry_at = datetime(2026, 1, 1, tzinfo=timezone.utc)
    details: dict[str, Any] = {"status": 404, "issues": issues, "retry_at": retry_at, "ticket": {"id": "a"}}
    original = error("what", operation="engagements.get", **details)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(original, protocol))
        assert type(again) is error
        assert (str(again), vars(again)) == (str(original), vars(original))


def test_one_of_ones_own_is_easily_made() -> None:
    error = errors.APITimeoutError("slow")
    assert (str(error), error.status, error.errno) == ("slow", None, None)


def test_a_lost_create_is_ambiguous_and_not_sent_again() -> None:
    client, transport = scripted(lost())
    with pytest.raises(errors.AmbiguousCreateError) as caught:
        client.create({"engagement": {"type": "NOTE"}, "metadata": {}})
    assert caught.value.may_have_been_applied
    assert caught.value.__cause__ is None
    assert len(transport.requests) == 1


def test_a_status_is_an_error_of_its_class() -> None:
    client, _ = scripted(reply({"message": "no", "category": "MISSING_SCOPES", "correlationId": "c-1"}, status=403))
    with pytest.raises(errors.PermissionDeniedError) as caught:
        client.get(1)
    assert (caught.value.category, caught.value.correlation_id, caught.value.status) == ("MISSING_SCOPES", "c-1", 403)
