"""Every operation, over a socket against the emulator."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from hubspot_engagements import Call, Client, Note, NotFoundError, Task

NOW = datetime(2026, 9, 20, 12, 0, tzinfo=timezone.utc)


def note(contact: int, body: str = "hello") -> dict[str, Any]:
    return {"engagement": {"type": "NOTE"}, "associations": {"contactIds": [contact]}, "metadata": {"body": body}}


def test_engagements_get(hubspot: Client, portal: dict[str, Any]) -> None:
    listed = hubspot.list(limit=1).first(1)[0]
    assert hubspot.get(listed.id) == listed
    assert hubspot.get(str(listed.id)).portal_id == portal["portal_id"]
    with pytest.raises(NotFoundError) as caught:
        hubspot.get(1)
    assert (caught.value.status, caught.value.operation, caught.value.attempts) == (404, "engagements.get", 1)


def test_engagements_list(hubspot: Client, portal: dict[str, Any]) -> None:
    pages = list(hubspot.list(limit=100).pages())
    ids = [engagement.id for page in pages for engagement in page]
    assert len(ids) == len(set(ids)) >= portal["engagements"]
    assert ids == sorted(ids)
    assert [len(page) for page in pages[:-1]] == [100] * (len(pages) - 1)
    offset = pages[0].next
    assert [engagement.id for engagement in hubspot.list(limit=250, offset=offset)] == ids[100:]
    assert {engagement.type for engagement in hubspot.list()} >= {"NOTE", "EMAIL", "TASK", "MEETING", "CALL"}


def test_engagements_recent(hubspot: Client, portal: dict[str, Any]) -> None:
    made = hubspot.create(note(portal["contact_id"]))
    page = next(hubspot.recent(count=20).pages())
    assert page[0].id == made.id
    assert page.total
    times = [engagement.last_updated_ms or 0 for engagement in page]
    assert times == sorted(times, reverse=True)
    assert made.last_updated
    since = made.last_updated - timedelta(milliseconds=1)
    assert made.id in [engagement.id for engagement in hubspot.recent(since=since)]


def test_engagements_modified_after(hubspot: Client, portal: dict[str, Any]) -> None:
    made = hubspot.create(note(portal["contact_id"]))
    assert made.last_updated
    after = made.last_updated - timedelta(milliseconds=1)
    assert made.id in [engagement.id for engagement in hubspot.modified_after(after, limit=1000)]


def test_engagements_associated(hubspot: Client, portal: dict[str, Any]) -> None:
    contact = portal["contact_id"]
    found = list(hubspot.associated("CONTACT", contact, limit=10))
    assert found
    assert all(contact in (engagement.associations.contact_ids or []) for engagement in found)


def test_engagements_create(hubspot: Client, portal: dict[str, Any]) -> None:
    made = hubspot.create(
        {
            "engagement": {"type": "CALL", "timestamp": NOW, "ownerId": portal["owner_ids"][0]},
            "associations": {"contactIds": [portal["contact_id"]]},
            "metadata": {"body": "Talked &amp; agreed 📞", "durationMilliseconds": timedelta(minutes=3, seconds=1)},
        }
    )
    assert made.timestamp == NOW
    assert made.owner_id == portal["owner_ids"][0]
    assert made.association_create_failures == []
    match hubspot.get(made.id).metadata:
        case Call(duration=duration, body=body):
            assert (duration, body) == (timedelta(minutes=3, seconds=1), "Talked &amp; agreed 📞")
        case other:
            pytest.fail(f"a call was made, but {other} came")


def test_engagements_update(hubspot: Client, portal: dict[str, Any]) -> None:
    task = {"engagement": {"type": "TASK"}, "metadata": {"subject": "Send it", "status": "NOT_STARTED"}}
    made = hubspot.create(task)
    changed = hubspot.update(made.id, {"metadata": {"status": "COMPLETED"}})
    assert changed is None or isinstance(changed.metadata, Task)
    metadata = hubspot.get(made.id).metadata
    assert isinstance(metadata, Task)
    assert (metadata.status, metadata.subject) == ("COMPLETED", "Send it")


def test_engagements_delete(hubspot: Client, portal: dict[str, Any]) -> None:
    made = hubspot.create(note(portal["contact_id"]))
    hubspot.delete(made.id)
    with pytest.raises(NotFoundError):
        hubspot.get(made.id)


def test_dispositions_list(hubspot: Client) -> None:
    outcomes = hubspot.dispositions()
    assert "Connected" in [outcome.label for outcome in outcomes]
    assert all(len(outcome.id) == 36 for outcome in outcomes)


def test_associations(hubspot: Client, portal: dict[str, Any]) -> None:
    contact = portal["contact_id"]
    made = [hubspot.create(Note(body="hello")).id for _ in range(3)]
    hubspot.associate(made[0], "CONTACT", contact)
    hubspot.associate_many([(id, "CONTACT", contact) for id in made[1:]])
    assert [hubspot.get(id).associations.contact_ids for id in made] == [[contact]] * 3
    hubspot.dissociate(made[0], "CONTACT", contact)
    hubspot.dissociate_many([{"engagement_id": id, "object_type": "CONTACT", "object_id": contact} for id in made[1:]])
    assert not any(hubspot.get(id).associations.contact_ids for id in made)


def test_owners(hubspot: Client, portal: dict[str, Any]) -> None:
    owners = hubspot.owners()
    assert {int(owner.id) for owner in owners} >= set(portal["owner_ids"])
    assert hubspot.owner(portal["owner_ids"][0]) in owners
    assert hubspot.owners(archived=True, refresh=True) != owners
    with pytest.raises(NotFoundError):
        hubspot.owner(1)
