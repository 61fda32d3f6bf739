"""Creates whose answers got lost, and many creates in a row."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import httpx
import pytest

from emulated import running
from hubspot_engagements import (
    AmbiguousCreateError,
    AuthenticationError,
    Client,
    EngagementsWarning,
    Note,
    NotFoundError,
    Outcome,
    Page,
    RateLimitError,
    Reconciliation,
    ServerError,
    ValidationError,
)
from scripted import NOTE, VirtualClock, lost, page, reply, scripted

CREATE = {"method": "POST", "path": "/engagements/v1/engagements"}


def note(uid: str) -> dict[str, Any]:
    return {"engagement": {"type": "NOTE", "uid": uid}, "metadata": {"body": uid}}


class Portal:
    """A running emulator whose faults a test sets."""

    def __init__(self, said: dict[str, Any]) -> None:
        self.url = said["base_url"]
        self.client = Client(said["token"], base_url=self.url)

    def fails(self, *faults: dict[str, Any]) -> None:
        httpx.put(f"{self.url}/__emulator/faults", content=json.dumps(faults)).raise_for_status()

    def created(self) -> int:
        state: dict[str, Any] = httpx.get(f"{self.url}/__emulator/state").raise_for_status().json()
        return int(state["engagements"])


@pytest.fixture
def faulty() -> Iterator[Portal]:
    with running("--engagements", "20", "--seed", "5") as said:
        portal = Portal(said)
        with portal.client:
            yield portal


def test_a_create_whose_answer_is_lost_is_found_again(faulty: Portal) -> None:
    faulty.fails({**CREATE, "commit": True, "effect": {"reset": True}})
    with pytest.raises(AmbiguousCreateError) as caught:
        faulty.client.create(Note(body="only once"), uid="mine-1")
    assert faulty.created() == 21
    kept = json.loads(json.dumps(caught.value.ticket))  # as a journal would keep it
    found = faulty.client.reconcile(kept, wait=0)
    assert (found.outcome, found.exact, len(found.engagements)) == ("created", True, 1)
    assert found.engagements[0].uid == "mine-1"
    assert isinstance(pickle.loads(pickle.dumps(found)), Reconciliation)


def test_a_create_that_never_arrived_is_not_found(faulty: Portal) -> None:
    faulty.fails({**CREATE, "commit": False, "effect": {"reset": True}})
    with pytest.raises(AmbiguousCreateError) as caught:
        faulty.client.create(Note(body="nowhere"))
    found = faulty.client.reconcile(caught.value.ticket, wait=timedelta(0))
    assert (found.outcome, found.exact, list(found.engagements)) == ("unknown", False, [])


@pytest.mark.parametrize(("wait", "at_least", "at_most"), [(0, 0, 0), (timedelta(seconds=2), 2, 2), (30, 5, 30)])
def test_reconcile_looks_while_it_may(wait: Any, at_least: int, at_most: int) -> None:
    client, _ = scripted(lost())
    with pytest.raises(AmbiguousCreateError) as caught:
        client.create(Note(body="x"))
    nothing = reply({"results": [], "hasMore": False, "offset": 0, "total": 0})
    clock = VirtualClock()
    client, transport = scripted(*[nothing] * 50, timing=clock.timing())
    assert client.reconcile(caught.value.ticket, wait).outcome == "unknown"
    assert transport.requests
    assert at_least <= clock.now() <= at_most


def test_what_is_no_ticket() -> None:
    client, transport = scripted()
    for ticket in (None, {}, {"version": 1}, 5):
        with pytest.raises(ValidationError, match="/ticket"):
            client.reconcile(ticket)  # type: ignore[arg-type]
    with pytest.raises(ValidationError, match="/waitMs"):
        client.reconcile({}, wait="soon")  # type: ignore[arg-type]
    assert transport.requests == []


def test_many_creates(faulty: Portal) -> None:
    before = faulty.client.create(Note(body="here already"), uid="a")
    faulty.fails({**CREATE, "skip": 1, "commit": True, "effect": {"reset": True}})
    items: list[Any] = [
        note("a"),
        note("b"),
        {"engagement": {"type": "NOTE", "timestamp": "no time"}},
        note("c"),
        Note(body="d"),
    ]
    outcomes = list(faulty.client.create_many(items))
    assert [(one.index, one.outcome) for one in outcomes] == [
        (0, "found"),
        (1, "created"),
        (2, "refused"),
        (3, "ambiguous"),
        (4, "created"),
    ]
    assert outcomes[0].engagement is not None
    assert outcomes[0].engagement.id == before.id
    assert [one.engagement is None for one in outcomes] == [False, False, True, True, False]
    assert isinstance(outcomes[2].error, ValidationError)
    assert isinstance(outcomes[3].error, AmbiguousCreateError)
    assert outcomes[3].error.ticket is not None
    assert outcomes[0].error is None
    # A run that was cut off is simply repeated.
    again = list(faulty.client.create_many(items[:2] + items[3:4], look_back=timedelta(minutes=5)))
    assert [one.outcome for one in again] == ["found"] * 3
    assert faulty.created() == 20 + 4
    assert [type(pickle.loads(pickle.dumps(one))) for one in outcomes] == [Outcome] * 5


def test_many_creates_go_on_as_they_are_asked_for() -> None:
    client, transport = scripted(reply(), reply())
    outcomes = client.create_many([Note(body="a"), Note(body="b"), Note(body="c")])
    assert transport.requests == []
    assert [next(outcomes).outcome, len(transport.requests)] == ["created", 1]
    assert [next(outcomes).outcome, len(transport.requests)] == ["created", 2]


def test_an_error_that_none_can_escape_ends_the_run() -> None:
    client, transport = scripted(reply(), reply({"category": "INVALID_AUTHENTICATION"}, status=401))
    outcomes = list(client.create_many([Note(body="a")] * 4))
    assert [one.outcome for one in outcomes] == ["created", "refused", "not_sent", "not_sent"]
    assert {type(one.error) for one in outcomes[1:]} == {AuthenticationError}
    assert len(transport.requests) == 2


def test_many_creates_warn_of_each() -> None:
    client, _ = scripted(reply(), reply())
    odd: Any = {"engagement": {"type": "TASK"}, "metadata": {"status": "PERHAPS"}}
    with pytest.warns(EngagementsWarning, match="/bodies/1/metadata/status"):
        outcomes = client.create_many([Note(body="a"), odd])
    assert [one.outcome for one in outcomes] == ["created", "created"]
    client, _ = scripted(reply())
    assert [one.outcome for one in client.create_many([Note(body="a"), odd], strict=True)] == ["created", "refused"]


def test_a_page_that_the_service_cannot_deliver(faulty: Portal) -> None:
    ids = [engagement.id for engagement in faulty.client.list()]
    faulty.fails({"effect": {"poison_ids": [ids[3]]}})
    with Client("t", base_url=faulty.url, retry_base=0, rate_limit=0) as client:
        pages: list[Page] = list(client.list(limit=8, on_poison="skip").pages())
        with pytest.raises(ServerError) as caught:
            list(client.list(limit=8))
    assert [engagement.id for one in pages for engagement in one] == ids[:3] + ids[4:]
    assert [id for one in pages for id in one.skipped] == [ids[3]]
    assert caught.value.cursor == str(ids[2])


def test_when_to_try_again() -> None:
    headers = [("Retry-After", "3600")]
    client, transport = scripted(reply({}, status=429, headers=headers))
    with pytest.raises(RateLimitError) as caught:
        client.get(1)
    assert caught.value.retry_at == datetime(1970, 1, 1, 1, tzinfo=timezone.utc)
    assert len(transport.requests) == 1


def test_a_missing_engagement_has_no_ticket() -> None:
    client, _ = scripted(reply({}, status=404, headers=[("X-HubSpot-NotFound", "true")]))
    with pytest.raises(NotFoundError) as caught:
        client.get(1)
    assert (caught.value.ticket, caught.value.retry_at) == (None, None)


def test_generated_uids_make_a_create_findable() -> None:
    client, transport = scripted(reply(), generate_uids=True)
    client.create(Note(body="x"))
    assert json.loads(transport.requests[0].body or b"")["engagement"]["uid"]


def test_options_in_pythons_own_types() -> None:
    client, transport = scripted(
        page(NOTE),
        reply({}, status=418),
        reply(),
        timeout=timedelta(seconds=2),
        deadline=60,
        max_attempts=3,
        retry_base=timedelta(milliseconds=10),
        retry_cap=0.5,
        max_retry_after=5,
        retry_statuses={418},
        retry_quota=0,
        trust_edge_refusals=True,
        rate_limit=50,
        rate_margin=0.25,
        max_response_bytes=2048,
    )
    list(client.list())
    assert client.get(1).id == 1
    assert (transport.requests[0].timeout_ms, transport.requests[0].max_response_bytes) == (2000, 2048)
    assert not transport.requests[0].once


@pytest.mark.parametrize(
    ("option", "pointer"),
    [
        ({"rate_margin": 0.95}, "/rateMarginPercent"),
        ({"rate_margin": "much"}, "/rateMarginPercent"),
        ({"deadline": 0}, "/deadlineMs"),
        ({"retry_statuses": [200]}, "/retryStatuses"),
        ({"retry_statuses": 500}, "/retryStatuses"),
        ({"timeout": float("nan")}, "/timeoutMs"),
        ({"max_response_bytes": 1}, "/maxResponseBytes"),
    ],
)
def test_options_out_of_range(option: dict[str, Any], pointer: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Client("t", **option)
    assert caught.value.issues[0].pointer.startswith(pointer)


def test_an_unknown_option_is_named() -> None:
    with pytest.raises(TypeError, match="retries"):
        Client("t", retries=5)  # type: ignore[call-arg]
