"""The client itself: closing, threads, the environment, being interrupted."""

from __future__ import annotations

import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from hubspot_engagements import (
    APIConnectionError,
    Client,
    Engagement,
    Page,
    Request,
    Response,
    Timing,
    ValidationError,
    __version__,
    _core,
)
from scripted import NOTE, TOKEN, ScriptedTransport, VirtualClock, lost, page, reply, scripted


def test_it_closes_its_transport_once() -> None:
    client, transport = scripted()
    with client as entered:
        assert entered is client
        assert not transport.is_closed
    assert transport.is_closed
    client.close()
    with pytest.raises(RuntimeError, match="closed"):
        client.get(1)
    with pytest.raises(RuntimeError, match="closed"):
        list(client.list())


def test_the_environment_gives_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUBSPOT_ACCESS_TOKEN", "from-the-environment")
    for given, expected in ((None, "from-the-environment"), ("given", "given")):
        client, transport = scripted(reply(), access_token=given)
        client.get(1)
        assert ("authorization", f"Bearer {expected}") in transport.requests[0].headers


def test_a_proxy_that_adds_the_token_works_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    # The environment's token is for the service, not for whoever listens elsewhere.
    monkeypatch.setenv("HUBSPOT_ACCESS_TOKEN", "from-the-environment")
    client, transport = scripted(reply(), access_token=None, base_url="https://proxy.example/hubspot/")
    client.get(1)
    assert transport.requests[0].url == "https://proxy.example/hubspot/engagements/v1/engagements/1"
    assert "authorization" not in dict(transport.requests[0].headers)


def test_options_reach_the_request() -> None:
    client, transport = scripted(reply(), reply(), timeout=1.5)
    client.get(1)
    assert transport.requests[0].timeout_ms == 1500
    assert ("user-agent", f"hubspot-engagements-python/{__version__}") in transport.requests[0].headers
    client, transport = scripted(reply(), user_agent="mine/1")
    client.get(1)
    assert ("user-agent", "mine/1") in transport.requests[0].headers
    with pytest.raises(ValidationError, match="/baseUrl"):
        Client(TOKEN, base_url="")


def test_values_go_out_in_the_services_shape() -> None:
    client, transport = scripted(reply())
    zone = timezone(timedelta(hours=-5))
    client.create(
        {
            "engagement": {"type": "CALL", "timestamp": datetime(2026, 1, 1, tzinfo=zone), "ownerId": "7"},
            "associations": {"contactIds": (9007199254740993, "2")},
            "metadata": {"durationMilliseconds": timedelta(seconds=1.5), "body": "é📞", "new": [True, None, 0.5]},
        }
    )
    assert json.loads(transport.requests[0].body or b"") == {
        "engagement": {"type": "CALL", "timestamp": 1767243600000, "ownerId": 7},
        "associations": {"contactIds": [9007199254740993, 2]},
        "metadata": {"durationMilliseconds": 1500, "body": "é📞", "new": [True, None, 0.5]},
    }


def test_waits_are_slept() -> None:
    clock = VirtualClock()
    client, transport = scripted(lost("no"), lost("no"), reply(), timing=clock.timing(seed=7))
    assert client.get(1).id == 1
    assert clock.waits == [779, 1451]
    assert len(transport.requests) == 3


def test_attempts_are_limited() -> None:
    client, transport = scripted(lost("no"), lost("no"), max_attempts=2)
    with pytest.raises(APIConnectionError) as caught:
        client.get(1)
    assert caught.value.attempts == len(transport.requests) == 2
    assert "the line is dead" in str(caught.value)


def test_every_call_has_a_seed_of_its_own() -> None:
    assert Timing().new_seed() != Timing().new_seed()
    assert Timing(seed=5).new_seed() == 5


def test_clocks_are_read_to_the_millisecond() -> None:
    for milliseconds in range(3000):
        assert Timing(lambda: milliseconds / 1000, lambda: -milliseconds / 1000).now() == (milliseconds, -milliseconds)  # noqa: B023


@pytest.mark.parametrize("interruption", [KeyboardInterrupt(), ZeroDivisionError("a bug in the transport")])
def test_an_interrupted_request_is_not_sent_again(interruption: BaseException) -> None:
    client, transport = scripted(interruption, reply())
    with pytest.raises(type(interruption)):
        client.get(1)
    assert len(transport.requests) == 1
    assert client.get(1).id == 1


def test_an_interrupted_machine_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Told:
        """A machine that wants to send, and notes what it is told."""

        cancelled = False

        def step(self, monotonic_ms: int, unix_ms: int) -> _core.Step:
            return _core.Step.Send(Request("GET", "https://api.example"))

        def cancel(self) -> None:
            self.cancelled = True

    machine = Told()
    monkeypatch.setattr("hubspot_engagements._drive.start", lambda *_: machine)
    client, _ = scripted(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        client.get(1)
    assert machine.cancelled


def test_call_by_name() -> None:
    client, _ = scripted(page(NOTE, next=1), reply())
    first = client.call("engagements.list", {"limit": 1})
    assert isinstance(first, Page)
    assert first.next == "1"
    assert isinstance(client.call("engagements.get", {"id": 1}), Engagement)


def test_threads_share_a_client() -> None:
    class Echo:
        """Answers every id with an engagement of that id."""

        def send(self, request: Request) -> Response:
            return reply({"engagement": {"id": int(request.url.rsplit("/", 1)[1]), "type": "NOTE"}})

        def close(self) -> None:
            pass

    client = Client(TOKEN, transport=Echo(), rate_limit=0)
    with ThreadPoolExecutor(32) as pool:
        got = list(pool.map(lambda id: client.get(id).id, range(1, 400)))
    assert got == list(range(1, 400))


def test_threads_share_connections(portal: dict[str, Any]) -> None:
    with Client(portal["token"], base_url=portal["base_url"], rate_limit=0) as client, ThreadPoolExecutor(32) as pool:
        ids = [engagement.id for engagement in client.list(limit=250)]
        assert list(pool.map(lambda id: client.get(id).id, ids)) == ids


def test_it_cannot_be_pickled() -> None:
    client, _ = scripted()
    with pytest.raises(TypeError, match="each process"):
        pickle.dumps(client)


def test_a_transport_of_ones_own_may_be_empty() -> None:
    class Empty(ScriptedTransport):
        def __len__(self) -> int:
            return 0

    transport: Any = Empty([reply()])
    Client(TOKEN, transport=transport).get(1)
    assert len(transport.requests) == 1
