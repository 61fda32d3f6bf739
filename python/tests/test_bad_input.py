"""What cannot be sent is refused with the place and the reason, and nothing is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from hubspot_engagements import Client, ValidationError
from scripted import TOKEN, ScriptedTransport, scripted

Use = Callable[[Client], Any]

BAD: dict[str, tuple[Use, list[tuple[str, str]]]] = {
    "unknown operation": (lambda c: c.call("engagements.destroy"), [("", "unknown_operation")]),
    "empty id": (lambda c: c.get(""), [("/id", "invalid_id")]),
    "id that is a path": (lambda c: c.delete("1/../2"), [("/id", "invalid_id")]),
    "no id": (lambda c: c.get(None), [("/id", "required")]),  # type: ignore[arg-type]
    "limit out of range": (lambda c: c.list(limit=251), [("/limit", "out_of_range")]),
    "count out of range": (lambda c: c.recent(count=0), [("/count", "out_of_range")]),
    "object type that is a path": (lambda c: c.associated("a/b", 1), [("/objectType", "invalid_object_type")]),
    "body that is no engagement": (
        lambda c: c.create({"subject": "hello"}),
        [("/body/engagement/type", "required"), ("/body/metadata", "required")],
    ),
    "body that is a text": (lambda c: c.create("NOTE"), [("/body", "wrong_type")]),  # type: ignore[arg-type]
    "changes without a change": (lambda c: c.update(1, {}), [("/body", "required")]),
}

UNSENDABLE: dict[str, tuple[Any, str, str]] = {
    "naive datetime": (datetime(2026, 1, 1), "naive_datetime", "time zone"),
    "date": (date(2026, 1, 1), "naive_datetime", "a date"),
    "nan": (float("nan"), "invalid_number", "nan"),
    "infinity": (float("-inf"), "invalid_number", "inf"),
    "bytes": (b"x", "unsupported_type", "bytes"),
    "decimal": (Decimal(1), "unsupported_type", "Decimal"),
    "set": ({1}, "unsupported_type", "set"),
    "half an emoji": ("\ud83d", "invalid_text", "surrogate"),
    "integer beyond 64 bits": (1 << 65, "out_of_range", "64 bits"),
}


@pytest.mark.parametrize("name", BAD)
def test_is_refused_before_sending(name: str) -> None:
    use, expected = BAD[name]
    client, transport = scripted()
    with pytest.raises(ValidationError) as caught:
        use(client)
    assert [(issue.pointer, issue.code) for issue in caught.value.issues] == expected
    assert all(pointer in str(caught.value) for pointer, _ in expected)
    assert transport.requests == []


@pytest.mark.parametrize("name", UNSENDABLE)
def test_what_json_has_no_form_for_is_named(name: str) -> None:
    value, code, word = UNSENDABLE[name]
    client, transport = scripted()
    body = {"engagement": {"type": "NOTE"}, "metadata": {"a/b": ["fine", value]}}
    with pytest.raises(ValidationError) as caught:
        client.create(body)
    [issue] = caught.value.issues
    assert (issue.pointer, issue.code) == ("/body/metadata/a~1b/1", code)
    assert word in issue.message
    assert caught.value.operation == "engagements.create"
    assert transport.requests == []


def test_everything_unsendable_is_named_at_once() -> None:
    client, _ = scripted()
    body: dict[Any, Any] = {"engagement": {"timestamp": datetime(2026, 1, 1)}, "metadata": {1: "x"}, "extra": object()}
    with pytest.raises(ValidationError) as caught:
        client.create(body)
    pointers = [issue.pointer for issue in caught.value.issues]
    assert pointers == ["/body/engagement/timestamp", "/body/metadata", "/body/extra"]


def test_a_value_that_contains_itself_is_refused() -> None:
    body: dict[str, Any] = {}
    body["metadata"] = body
    client, _ = scripted()
    with pytest.raises(ValidationError, match="contain itself"):
        client.create(body)


@pytest.mark.parametrize(
    ("options", "pointer", "code"),
    [
        ({"base_url": "http://proxy.example"}, "/baseUrl", "insecure_url"),
        ({"base_url": "ftp://proxy.example"}, "/baseUrl", "invalid_url"),
        ({"base_url": "https://me:pw@proxy.example"}, "/baseUrl", "invalid_url"),
        ({"timeout": 0}, "/timeoutMs", "out_of_range"),
        ({"timeout": float("nan")}, "/timeoutMs", "out_of_range"),
        ({"timeout": "fast"}, "/timeoutMs", "out_of_range"),
        ({"max_attempts": 0}, "/maxAttempts", "out_of_range"),
        ({"user_agent": "a\r\nb"}, "/userAgent", "invalid_header"),
        ({"access_token": "a b"}, "/accessToken", "invalid_token"),
        ({"access_token": None}, "/accessToken", "required"),
    ],
)
def test_options(options: dict[str, Any], pointer: str, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Client(**{"access_token": TOKEN, "transport": ScriptedTransport(), **options})
    assert [(issue.pointer, issue.code) for issue in caught.value.issues] == [(pointer, code)]
    assert "pw" not in str(caught.value)


def test_a_loopback_address_may_be_plain_http() -> None:
    Client(TOKEN, base_url="http://127.0.0.1:1", transport=ScriptedTransport())
    Client(TOKEN, base_url="http://proxy.example", allow_http=True, transport=ScriptedTransport())
