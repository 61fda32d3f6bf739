"""Engagements as Python objects."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from hubspot_engagements import (
    Associations,
    Call,
    Email,
    EmailParticipant,
    Engagement,
    Meeting,
    Note,
    OtherMetadata,
    PublishingTask,
    ResponseError,
    ScheduledTask,
    Task,
)

CALL: dict[str, Any] = {
    "engagement": {
        "id": 29090716,
        "portalId": 62515,
        "active": True,
        "createdAt": 1444223400781,
        "lastUpdated": 1444223400781,
        "ownerId": 2,
        "type": "CALL",
        "timestamp": 1409172644778,
        "uid": None,
        "newKey": 1.50,
    },
    "associations": {"contactIds": [247, 9007199254740993], "companyIds": [], "dealIds": [], "newIds": [5]},
    "attachments": [{"id": 4241968539}],
    "scheduledTasks": [{"engagementId": 29090716, "taskType": "REMINDER", "timestamp": 1444223400781}],
    "metadata": {"status": "COMPLETED", "durationMilliseconds": 24001, "body": "Decision\nmaker", "sentiment": None},
    "associationCreateFailures": [{"toObjectId": 1}],
    "newPart": {},
}


def engagement(**parts: Any) -> Engagement:
    return Engagement.from_json(json.dumps({**CALL, **parts}))


def of_type(kind: str, metadata: Any) -> Engagement:
    return engagement(engagement={"id": 1, "type": kind}, metadata=metadata)


def test_fields_of_all_types_are_attributes() -> None:
    call = engagement()
    assert (call.id, call.portal_id, call.type, call.owner_id, call.active) == (29090716, 62515, "CALL", 2, True)
    assert call.timestamp == datetime(2014, 8, 27, 20, 50, 44, 778000, tzinfo=timezone.utc)
    assert call.timestamp.tzinfo is timezone.utc
    assert call.timestamp_ms == 1409172644778
    assert call.created_at == call.last_updated == datetime(2015, 10, 7, 13, 10, 0, 781000, tzinfo=timezone.utc)
    assert (call.created_by, call.body_preview, call.queue_membership_ids) == (None, None, None)


def test_parts() -> None:
    call = engagement()
    assert isinstance(call.associations, Associations)
    assert call.associations.contact_ids == [247, 9007199254740993]
    assert (call.associations.company_ids, call.associations.ticket_ids) == ([], None)
    assert [file.id for file in call.attachments or []] == [4241968539]
    [planned] = call.scheduled_tasks or []
    assert isinstance(planned, ScheduledTask)
    assert (planned.engagement_id, planned.task_type, planned.timestamp) == (29090716, "REMINDER", call.created_at)


def test_metadata_of_a_call() -> None:
    metadata = engagement().metadata
    assert isinstance(metadata, Call)
    assert (metadata.status, metadata.body) == ("COMPLETED", "Decision\nmaker")
    assert metadata.duration == timedelta(seconds=24, milliseconds=1)
    assert metadata.duration_ms == 24001
    assert metadata.disposition is None


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("NOTE", Note),
        ("EMAIL", Email),
        ("INCOMING_EMAIL", Email),
        ("FORWARDED_EMAIL", Email),
        ("TASK", Task),
        ("MEETING", Meeting),
        ("CALL", Call),
        ("PUBLISHING_TASK", PublishingTask),
        ("CONVERSATION_SESSION", OtherMetadata),
    ],
)
def test_the_type_says_which_class_the_metadata_has(kind: str, expected: type) -> None:
    assert type(of_type(kind, {}).metadata) is expected


def test_email_people() -> None:
    email = of_type("EMAIL", {"from": {"email": "a@b.example"}, "to": [{"raw": "x"}, {}], "threadId": 7}).metadata
    assert isinstance(email, Email)
    assert isinstance(email.from_, EmailParticipant)
    assert email.from_.email == "a@b.example"
    assert [person.raw for person in email.to or []] == ["x", None]
    assert (email.cc, email.thread_id) == (None, 7)


def test_keyword_and_positional_patterns() -> None:
    match engagement():
        case Engagement(type="CALL", metadata=Call(duration=duration, status="COMPLETED")):
            assert duration == timedelta(milliseconds=24001)
        case _:
            pytest.fail("the pattern does not match")
    match of_type("NOTE", {"body": "hello"}).metadata:
        case Note(body):
            assert body == "hello"
        case _:
            pytest.fail("the pattern does not match")


@pytest.mark.parametrize("ms", [636418459634654854, -(2**63), 253402300800000, -62135596800001])
def test_a_time_that_no_datetime_can_hold_stays_an_integer(ms: int) -> None:
    odd = engagement(engagement={"id": 1, "timestamp": ms})
    assert odd.timestamp == odd.timestamp_ms == ms
    assert "timestamp=" in repr(odd)


@pytest.mark.parametrize(
    ("ms", "expected"),
    [
        (0, datetime(1970, 1, 1, tzinfo=timezone.utc)),
        (-1, datetime(1969, 12, 31, 23, 59, 59, 999000, tzinfo=timezone.utc)),
        (253402300799999, datetime(9999, 12, 31, 23, 59, 59, 999000, tzinfo=timezone.utc)),
        (-62135596800000, datetime(1, 1, 1, tzinfo=timezone.utc)),
    ],
)
def test_times_are_exact_to_the_edge(ms: int, expected: datetime) -> None:
    assert engagement(engagement={"timestamp": ms}).timestamp == expected


def test_a_span_that_no_timedelta_can_hold_stays_an_integer() -> None:
    call = of_type("CALL", {"durationMilliseconds": 2**63 - 1}).metadata
    assert isinstance(call, Call)
    assert call.duration == call.duration_ms == 2**63 - 1


def test_times_in_lists() -> None:
    task = of_type("TASK", {"reminders": [0, 2**62]}).metadata
    assert isinstance(task, Task)
    assert task.reminders == [datetime(1970, 1, 1, tzinfo=timezone.utc), 2**62]
    assert task.reminders_ms == [0, 2**62]


def test_unknown_keys() -> None:
    call = engagement()
    assert call.extra == {"newKey": 1.5}
    assert call.associations.extra == {"newIds": [5]}
    assert call.metadata is not None
    assert call.metadata.extra == {"sentiment": None}
    assert call.extra_parts == {"associationCreateFailures": [{"toObjectId": 1}], "newPart": {}}
    assert call.association_create_failures == [{"toObjectId": 1}]
    other = of_type("NEW", {"a": {"b": [1]}}).metadata
    assert isinstance(other, OtherMetadata)
    assert other.extra == {"a": {"b": [1]}}


def test_what_is_absent() -> None:
    empty = Engagement.from_json('{"engagement":{}}')
    assert [empty.id, empty.type, empty.metadata, empty.attachments, empty.timestamp] == [None] * 5
    assert empty.associations.contact_ids is None
    assert empty.association_create_failures == []


def test_a_misspelt_attribute_names_the_right_ones() -> None:
    call = engagement()
    with pytest.raises(AttributeError, match=r"timestampp.*created_at.*timestamp"):
        _ = call.timestampp  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match=r"Call.*durration.*duration_ms"):
        _ = call.metadata.durration  # type: ignore[union-attr]
    assert not hasattr(call, "metadata_")
    assert {"timestamp", "timestamp_ms", "metadata", "to_dict"} <= set(dir(call))
    assert {"duration", "duration_ms", "extra"} <= set(dir(call.metadata))


def test_fields_are_described() -> None:
    assert "datetime in UTC" in (Engagement.timestamp.__doc__ or "")
    assert "NO_ANSWER" in (Call.status.__doc__ or "")


def test_it_is_frozen() -> None:
    call = engagement()
    for target, name in ((call, "owner_id"), (call, "new"), (call.metadata, "body"), (call.associations, "deal_ids")):
        with pytest.raises(AttributeError):
            setattr(target, name, 1)
    with pytest.raises(AttributeError):
        Call(body="made by hand").body = "changed"  # type: ignore[misc]


def test_the_service_shape_is_exact() -> None:
    text = '{"metadata":{"n":9007199254740993,"b":123456789012345678901234567890},"engagement":{"id":1,"z":null}}'
    odd = Engagement.from_json(f" {text} ")
    assert odd.raw == text
    assert odd.to_dict() == json.loads(text)
    assert list(odd.to_dict()) == ["metadata", "engagement"]
    assert engagement().to_dict() == CALL
    metadata = engagement().metadata
    assert metadata is not None
    assert metadata.to_dict() == CALL["metadata"]


def test_equality_is_that_of_the_content() -> None:
    reordered = {key: CALL[key] for key in reversed(CALL)}
    one, other = engagement(), Engagement.from_json(json.dumps(reordered, indent=1))
    assert one == other
    assert hash(one) == hash(other)
    assert one.metadata == other.metadata
    assert hash(one.metadata) == hash(other.metadata)
    assert one != engagement(metadata={})
    assert one != CALL
    assert one.metadata != one.associations
    assert len({one, other, engagement(metadata={})}) == 2


def test_repr_is_one_line() -> None:
    call = engagement(metadata={"body": "line\nline " * 500, "durationMilliseconds": 5})
    assert repr(call) == "Engagement(id=29090716, type='CALL', timestamp=2014-08-27T20:50:44.778Z)"
    assert repr(call.metadata).startswith("Call(duration_ms=5, body='line\\nline ")
    email = of_type("EMAIL", {"to": [{"email": "somebody@somewhere.example"}] * 50, "html": "x" * 500})
    for part in (call.metadata, call.associations, email.metadata):
        assert "\n" not in repr(part)
        assert len(repr(part)) < 200
    assert repr(call.associations).startswith("Associations(contact_ids=[247, 9007199254740993], company_ids=[]")


def test_pickle_and_copy() -> None:
    call = engagement()
    email = of_type("EMAIL", {"from": {"email": "a@b.example"}}).metadata
    assert isinstance(email, Email)
    for original in (call, call.metadata, call.associations, email, email.from_, call.attachments):
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            assert pickle.loads(pickle.dumps(original, protocol)) == original
        assert copy.deepcopy(original) == original
    assert pickle.loads(pickle.dumps(call)).raw == call.raw


def test_a_record_that_cannot_be_decoded_says_where() -> None:
    text = '{"engagement":{"id":7,"type":"CALL","timestamp":"x"},"metadata":{}}'
    bad = Engagement.from_json(text)
    for read in (lambda: bad.timestamp, lambda: bad.metadata, lambda: bad.associations, lambda: bad.extra):
        with pytest.raises(ResponseError) as caught:
            read()
        assert caught.value.path == "/engagement/timestamp"
        assert caught.value.body == text
    assert (bad.id, bad.type, bad.raw) == (7, "CALL", text)
    assert bad.to_dict()["engagement"]["timestamp"] == "x"
    assert repr(bad) == "Engagement(id=7, type='CALL', undecodable at /engagement/timestamp)"
    assert pickle.loads(pickle.dumps(bad)) == bad
    assert hash(bad) == hash(Engagement.from_json(text))


@pytest.mark.parametrize("value", ["1e400", "[" * 100_000 + "]" * 100_000])
def test_what_python_cannot_hold_is_no_dict(value: str) -> None:
    bad = Engagement.from_json(f'{{"engagement":{{"id":7,"type":"CALL","x":{value}}},"metadata":{{}}}}')
    with pytest.raises(ResponseError):
        bad.to_dict()
    assert value in bad.raw


@pytest.mark.parametrize("text", ["", "{", "nonsense", '{"engagement":{}} x'])
def test_what_is_not_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected|EOF|trailing"):
        Engagement.from_json(text)
