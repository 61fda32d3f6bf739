"""Objects made by keyword, and what a client sends for them."""

from __future__ import annotations

import json
import pickle
import warnings
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from hubspot_engagements import (
    CLEAR,
    Call,
    Email,
    EmailParticipant,
    EngagementsWarning,
    Issue,
    Meeting,
    Note,
    Owner,
    Page,
    Task,
    ValidationError,
    validate,
)
from scripted import reply, scripted

NOW = datetime(2026, 9, 20, 12, 0, tzinfo=timezone.utc)
NOW_MS = 1789905600000
GUID = "f240bbac-87c9-4f6e-bf70-924b57d47db7"


def sent(transport: Any) -> Any:
    return json.loads(transport.requests[-1].body)


def test_fields_by_keyword() -> None:
    call = Call(body="Talked", duration=timedelta(minutes=3), to_number="1", status=None, callee_object_id="7")
    assert call.to_dict() == {"toNumber": "1", "durationMilliseconds": 180000, "body": "Talked", "calleeObjectId": 7}
    assert (call.duration, call.duration_ms, call.status) == (timedelta(minutes=3), 180000, None)
    assert call == pickle.loads(pickle.dumps(call))
    meeting = Meeting(start_time=NOW, end_time="2026-09-20T12:00:00Z", attendee_owner_ids=(7, "8"), extra={"new": 1})
    wanted = {"startTime": NOW_MS, "endTime": NOW_MS, "attendeeOwnerIds": [7, 8], "new": 1}
    assert meeting.to_dict() == wanted
    assert Task(reminders=iter([NOW])).reminders == [NOW]


def test_participants_in_every_form() -> None:
    a = EmailParticipant(email="a@example.com", first_name="A")
    email = Email(from_=a, to=["b@example.com", a, {"email": "c@example.com"}], cc="d@example.com", bcc=a)
    given = {"email": "a@example.com", "firstName": "A"}
    assert email.to_dict() == {
        "from": given,
        "to": [{"email": "b@example.com"}, given, {"email": "c@example.com"}],
        "cc": [{"email": "d@example.com"}],
        "bcc": [given],
    }


@pytest.mark.parametrize(
    ("keyword", "message"),
    [
        ("bdy", 'did you mean "body"'),
        ("durationMilliseconds", 'did you mean "duration"'),
        ("nothing_like_it", "there are: to_number, from_number"),
    ],
)
def test_an_unknown_keyword_is_refused(keyword: str, message: str) -> None:
    given: Any = {keyword: 1}
    with pytest.raises(TypeError, match=message):
        Call(**given)


@pytest.mark.parametrize(
    ("given", "pointer", "code"),
    [
        ({"duration": "long"}, "/durationMilliseconds", "wrong_type"),
        ({"body": 1}, "/body", "wrong_type"),
        ({"extra": {"when": datetime(2026, 1, 1)}}, "/when", "naive_datetime"),
    ],
)
def test_a_wrong_value_is_refused(given: Any, pointer: str, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Call(**given)
    assert [(issue.pointer, issue.code) for issue in caught.value.issues] == [(pointer, code)]


def test_create_with_keywords() -> None:
    client, transport = scripted(reply())
    records: Any = {"contact_ids": {1}, "company_ids": [2], "deal_ids": (3,), "ticket_ids": iter([4])}
    client.create(Note(body="x"), **records, owner_id="7", timestamp=NOW, uid="u", attachments=[9])
    assert sent(transport) == {
        "engagement": {"type": "NOTE", "ownerId": 7, "timestamp": NOW_MS, "uid": "u"},
        "associations": {"contactIds": [1], "companyIds": [2], "dealIds": [3], "ticketIds": [4]},
        "attachments": [{"id": 9}],
        "metadata": {"body": "x"},
    }


def test_keywords_add_to_a_mapping() -> None:
    client, transport = scripted(reply())
    note: dict[str, Any] = {"engagement": {"type": "NOTE"}, "metadata": Note(body="x")}
    client.create(note, contact_ids=[1])
    assert sent(transport)["associations"] == {"contactIds": [1]}
    assert note == {"engagement": {"type": "NOTE"}, "metadata": Note(body="x")}
    with pytest.raises(TypeError, match="owner_id is given twice"):
        client.create({"engagement": {"type": "NOTE", "ownerId": 1}, "metadata": {}}, owner_id=1)
    with pytest.raises(TypeError, match="give a Note, Email, Task, Meeting or Call"):
        client.create(Owner(id="1"))  # type: ignore[arg-type]


def test_a_change_keeps_sets_and_clears() -> None:
    client, transport = scripted(reply(), reply(), reply())
    client.update(1, Call(disposition=GUID, body=CLEAR), owner_id=CLEAR, timestamp=NOW)
    wanted = {"engagement": {"ownerId": None, "timestamp": NOW_MS}, "metadata": {"disposition": GUID, "body": None}}
    assert sent(transport) == wanted
    client.update(1, metadata={"body": None, "subject": CLEAR})
    assert sent(transport) == {"metadata": {"body": None, "subject": None}}
    client.update(1, owner_id=7)
    assert sent(transport) == {"engagement": {"ownerId": 7}}
    with pytest.raises(ValidationError):
        client.update(1)
    with pytest.raises(TypeError, match="metadata is given twice"):
        client.update(1, Note(body="x"), metadata={})


def test_what_may_be_a_mistake_is_a_warning_and_strictly_an_error() -> None:
    client, transport = scripted(reply())
    odd = Task(status="ALMOST")
    with pytest.warns(EngagementsWarning, match="/body/metadata/status") as caught:
        client.create(odd)
    assert caught[0].filename == __file__
    message = caught[0].message
    assert isinstance(message, EngagementsWarning)
    assert (message.issue.code, message.issue.severity) == ("unknown_value", "warning")
    assert len(transport.requests) == 1
    with warnings.catch_warnings(), pytest.raises(ValidationError) as refused:
        warnings.simplefilter("error")
        client.create(odd, strict=True)
    assert [issue.code for issue in refused.value.issues] == ["unknown_value"]
    assert validate(odd) == [message.issue]


def test_validate_sends_nothing_and_finds_everything() -> None:
    assert validate(Note(body="x")) == []
    assert validate({"engagement": {"ownerId": CLEAR}}, for_update=True) == []
    found = validate({"engagement": {"type": "NOTE", "owner_id": 1, "timestamp": 1_700_000_000}})
    assert {issue.code for issue in found} == {"misspelt_key", "looks_like_seconds", "required"}
    naive = validate({"engagement": {"type": "NOTE", "timestamp": datetime(2026, 1, 1)}, "metadata": {}})
    assert [(issue.pointer, issue.code) for issue in naive] == [("/body/engagement/timestamp", "naive_datetime")]
    assert all(isinstance(issue, Issue) for issue in found + naive)


def test_withheld_content_of_an_email_is_seen() -> None:
    client, _ = scripted(
        reply(
            {
                "engagement": {"id": 1, "type": "EMAIL"},
                "metadata": {"html": "This app lacks the scope sales-email-read", "to": []},
            }
        )
    )
    email = client.get(1).metadata
    assert isinstance(email, Email)
    assert email.is_redacted
    assert not Email(html="sales-email-read", to="a@example.com").is_redacted


def test_associations_in_every_form() -> None:
    client, transport = scripted(*[reply({}, 200)] * 4)
    client.associate(1, "CONTACT", 2)
    one = sent(transport)
    client.associate_many([(1, "CONTACT", 2), {"engagement_id": 3, "object_type": "DEAL", "object_id": 4}])
    assert sent(transport)[0] == one
    assert len(sent(transport)) == 2
    client.dissociate("1", "CONTACT", "2")
    assert sent(transport) == one
    client.dissociate_many(iter([{"engagementId": 1, "objectType": "CONTACT", "objectId": 2}]))
    with pytest.raises(ValidationError) as caught:
        client.associate_many([(0, "CONTACT", 2)])
    assert caught.value.issues[0].pointer == "/associations/0/engagementId"


def test_owners_are_asked_for_once() -> None:
    someone = {"id": "7", "email": "a@example.com", "userId": 9, "archived": False}
    client, transport = scripted(reply({"results": [someone]}), reply({"results": []}), reply(someone))
    assert client.owners() == client.owners() == [Owner(id="7", email="a@example.com", user_id=9, archived=False)]
    assert client.owner(7).email == "a@example.com"
    assert len(transport.requests) == 1
    assert client.owners(refresh=True) == []
    assert client.owner(9, id_property="userId").id == "7"
    assert "idProperty=userId" in transport.requests[-1].url
    assert not isinstance(client.owners(), Page)
