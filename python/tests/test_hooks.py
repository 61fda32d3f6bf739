"""The caller's functions: token providers, events, the journal, new refresh tokens, and the log."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from emulated import running
from hubspot_engagements import (
    AmbiguousCreateError,
    AuthenticationError,
    CancelledError,
    Client,
    EngagementsError,
    Note,
    OAuth,
    Request,
    Response,
    ValidationError,
)
from scripted import NOTE, TOKEN, ScriptedTransport, VirtualClock, lost, reply, scripted

EXPIRED = reply({"category": "EXPIRED_AUTHENTICATION", "message": "expired"}, status=401)
SECRETS = ("client-secret", "first-refresh-token", "second-refresh-token", "first-access", "second-access")
OAUTH = OAuth("client-id", "client-secret", "first-refresh-token")


def granted(token: str, refresh_token: str = "first-refresh-token") -> Response:
    return reply({"access_token": token, "refresh_token": refresh_token, "expires_in": 1800})


def bearers(transport: ScriptedTransport) -> list[str]:
    return [dict(request.headers).get("authorization", "").removeprefix("Bearer ") for request in transport.requests]


def test_a_provider_is_asked_once_and_again_when_its_token_expires() -> None:
    asked: list[bool] = []

    def provide(rejected: bool) -> str:
        asked.append(rejected)
        return f"token-{len(asked)}"

    client, transport = scripted(reply(), reply(), EXPIRED, reply(), access_token=provide)
    for _ in range(3):
        client.get(1)
    assert asked == [False, True]
    assert bearers(transport) == ["token-1", "token-1", "token-1", "token-2"]


def test_threads_ask_a_provider_once() -> None:
    asked: list[bool] = []

    def provide(rejected: bool) -> str:
        asked.append(rejected)
        time.sleep(0.01)
        return "fresh" if rejected else "stale"

    class Service:
        def send(self, request: Request) -> Response:
            time.sleep(0.001)
            return reply() if dict(request.headers)["authorization"] == "Bearer fresh" else EXPIRED

        def close(self) -> None:
            pass

    client = Client(provide, transport=Service(), rate_limit=0)
    with ThreadPoolExecutor(32) as pool:
        assert len(list(pool.map(client.get, range(1, 200)))) == 199
    assert asked == [False, True]


def test_what_a_provider_raises_goes_to_the_caller() -> None:
    def provide(rejected: bool) -> str:
        raise LookupError("the vault is locked")

    client, transport = scripted(access_token=provide)
    with pytest.raises(LookupError, match="vault"):
        client.get(1)
    assert transport.requests == []


@pytest.mark.parametrize(("given", "error"), [(None, AuthenticationError), ("a b", ValidationError), (5, TypeError)])
def test_a_provider_without_a_token(given: Any, error: type[Exception]) -> None:
    client, transport = scripted(access_token=lambda rejected: given)
    for _ in range(2):  # the second is not kept waiting by the first
        with pytest.raises(error):
            client.get(1)
    assert transport.requests == []


def test_a_client_refuses_coroutine_functions() -> None:
    async def hook(*_: Any) -> str:
        return "t"

    for name in ("access_token", "on_event", "journal", "on_refresh_token"):
        with pytest.raises(TypeError, match=f"`{name}` is a coroutine function"):
            scripted(**{name: hook})


def test_events_of_a_retried_call() -> None:
    events: list[Any] = []
    refused = reply({"policyName": "TEN_SECONDLY_ROLLING"}, status=429, headers=[("Retry-After", "2")])
    answer = reply(headers=[("X-HubSpot-Correlation-Id", "abc")])
    client, _ = scripted(refused, lost(), answer, on_event=events.append)
    client.get(1)
    assert [(event["type"], event.get("attempt")) for event in events if event["type"] != "throttle"] == [
        ("request", 1),
        ("response", 1),
        ("retry", 1),
        ("request", 2),
        ("failure", 2),
        ("retry", 2),
        ("request", 3),
        ("response", 3),
    ]
    assert {event["operation"] for event in events} == {"engagements.get"}
    url = "https://api.hubapi.com/engagements/v1/engagements/1"
    assert events[0] == {
        "type": "request",
        "operation": "engagements.get",
        "attempt": 1,
        "method": "GET",
        "url": url,
    }
    assert events[-1] == {
        "type": "response",
        "operation": "engagements.get",
        "attempt": 3,
        "status": 200,
        "elapsed_ms": 0,
        "correlation_id": "abc",
    }
    assert json.loads(json.dumps(events)) == events


def test_an_event_hook_that_fails_is_logged_and_harms_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def fails(event: Any) -> None:
        raise ZeroDivisionError("a bug in the hook")

    client, _ = scripted(reply(), on_event=fails)
    assert client.get(1).id == 1
    assert "a bug in the hook" in caplog.text


class Watched(ScriptedTransport):
    """Notes when something is sent among what else happens."""

    def __init__(self, happened: list[Any], *answers: Any) -> None:
        super().__init__(answers)
        self._happened = happened

    def send(self, request: Request) -> Response:
        self._happened.append("sent")
        return super().send(request)


def journalled(*answers: Any, **options: Any) -> tuple[Client, list[Any]]:
    happened: list[Any] = []
    client = Client(
        TOKEN,
        transport=Watched(happened, *answers),
        timing=VirtualClock().timing(),
        **{"journal": happened.append, **options},
    )
    return client, happened


@pytest.mark.parametrize(
    ("answers", "outcome", "id"),
    [
        ([reply()], "created", "1"),
        ([reply({"message": "no"}, status=400)], "not_created", None),
        ([lost("no"), reply()], "created", "1"),
        ([lost()], "unknown", None),
    ],
)
def test_the_journal_has_the_ticket_before_the_bytes_leave(answers: Any, outcome: str, id: str | None) -> None:
    client, happened = journalled(*answers)
    with suppress(EngagementsError):
        client.create(Note(body="secret words"), uid="my-1")
    opened, *sent, closed = happened
    assert opened["type"] == "opened"
    assert opened["ticket"]["uid"] == "my-1"
    assert sent == ["sent"] * len(answers)
    assert closed == {"type": "closed", "ticket_id": opened["ticket"]["id"], "outcome": outcome, "id": id}
    assert "secret words" not in json.dumps(opened)


def test_the_error_has_the_journals_ticket() -> None:
    client, happened = journalled(lost())
    with pytest.raises(AmbiguousCreateError) as caught:
        client.create(Note(body="x"))
    assert caught.value.ticket == happened[0]["ticket"]
    assert json.loads(json.dumps(caught.value.ticket)) == caught.value.ticket


def test_what_is_no_create_is_not_journalled() -> None:
    client, happened = journalled(reply())
    client.get(1)
    assert happened == ["sent"]


def test_nothing_is_sent_when_the_journal_fails() -> None:
    def full(entry: Any) -> None:
        raise OSError("the disk is full")

    client, happened = journalled(reply(), journal=full)
    with pytest.raises(OSError, match="disk is full"):
        client.create(Note(body="x"))
    assert happened == []


def test_an_interrupted_create_is_in_the_journal() -> None:
    client, happened = journalled(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt) as caught:
        client.create(Note(body="x"))
    opened, sent, closed = happened
    assert (sent, closed["outcome"]) == ("sent", "unknown")
    cancelled = caught.value.__cause__
    assert isinstance(cancelled, CancelledError)
    assert cancelled.may_have_been_applied
    assert cancelled.ticket == opened["ticket"]


def test_a_create_that_comes_too_late_is_known_not_to_be_sent() -> None:
    client, happened = journalled(reply())
    client.close()
    with pytest.raises(RuntimeError, match="closed") as caught:
        client.create(Note(body="x"))
    assert [entry["type"] for entry in happened] == ["opened", "closed"]
    assert happened[1]["outcome"] == "not_created"
    assert caught.value.__cause__ is None


def test_oauth_gets_and_renews_tokens() -> None:
    told: list[Any] = []

    def keep(token: str) -> None:
        told.append((token, len(transport.requests)))

    renewed = granted("second-access", "second-refresh-token")
    answers = [granted("first-access"), reply(), EXPIRED, renewed, reply()]
    transport = ScriptedTransport(answers)
    client = Client(oauth=OAUTH, on_refresh_token=keep, transport=transport, timing=VirtualClock().timing())
    client.get(1)
    client.get(1)
    assert bearers(transport) == ["", "first-access", "first-access", "", "second-access"]
    assert transport.requests[0].url == "https://api.hubapi.com/oauth/v1/token"
    assert b"refresh_token=first-refresh-token" in (transport.requests[0].body or b"")
    assert told == [("second-refresh-token", 4)]  # before the new token is used


def test_a_refresh_token_that_cannot_be_kept_ends_the_call() -> None:
    def fails(token: str) -> None:
        raise OSError("the disk is full")

    answers = [granted("first-access", "second-refresh-token"), reply()]
    client, transport = scripted(*answers, access_token=None, oauth=OAUTH, on_refresh_token=fails)
    with pytest.raises(OSError, match="disk is full"):
        client.get(1)
    assert len(transport.requests) == 1


def test_a_refresh_token_that_nobody_keeps_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    client, _ = scripted(granted("first-access", "second-refresh-token"), reply(), access_token=None, oauth=OAUTH)
    client.get(1)
    assert "on_refresh_token" in caplog.text
    assert not any(secret in caplog.text for secret in SECRETS)


def test_oauth_against_the_emulator() -> None:
    with running("--oauth-client", "id:secret:refresh", "--rotate-refresh-tokens", "--engagements", "3") as portal:
        kept: list[str] = []
        options: dict[str, Any] = {"base_url": portal["base_url"], "on_refresh_token": kept.append}
        with Client(oauth=OAuth("id", "secret", "refresh"), **options) as client:
            assert len(list(client.list())) == 3
        assert len(kept) == 1
        with pytest.raises(AuthenticationError), Client(oauth=OAuth("id", "secret", "refresh"), **options) as client:
            client.get(1)
        with Client(oauth=OAuth("id", "secret", kept[0]), **options) as client:
            assert len(list(client.list())) == 3


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG, "hubspot_engagements"):
        yield caplog


def test_the_log(everything_logged: pytest.LogCaptureFixture) -> None:
    partly = {**NOTE, "associationCreateFailures": [{"fail": "CONTACT=5"}]}
    client, _ = scripted(lost("no"), reply(partly))
    made = client.create(Note(body="secret words"))
    assert made.association_create_failures == [{"fail": "CONTACT=5"}]
    levels = [(record.levelname, record.message.split()[1]) for record in everything_logged.records]
    assert levels == [
        ("DEBUG", "request"),
        ("DEBUG", "failure"),
        ("INFO", "retry"),
        ("DEBUG", "request"),
        ("DEBUG", "response"),
        ("WARNING", "partly_applied"),
    ]
    assert {record.name for record in everything_logged.records} == {"hubspot_engagements"}
    text = everything_logged.text
    assert "engagements.create: retry attempt=1 reason=connection wait_ms=" in text
    assert TOKEN not in text
    assert "secret words" not in text


def test_a_disabled_log_costs_no_events(monkeypatch: pytest.MonkeyPatch) -> None:
    logger = logging.getLogger("hubspot_engagements")
    monkeypatch.setattr(logger, "disabled", True)
    asked: list[str] = []
    monkeypatch.setattr("hubspot_engagements._hooks.Hooks.tell", lambda self, kind, text: asked.append(kind))
    client, _ = scripted(reply())
    client.get(1)
    assert asked == []


def test_secrets_are_in_nothing_that_is_told(everything_logged: pytest.LogCaptureFixture) -> None:
    told: list[Any] = []
    client, transport = scripted(
        granted("first-access"),
        EXPIRED,
        granted("second-access", "second-refresh-token"),
        reply({"message": "no second-access second-refresh-token client-secret"}, status=500),
        access_token=None,
        oauth=OAUTH,
        on_event=told.append,
        journal=told.append,
        on_refresh_token=lambda token: None,
        max_attempts=1,
    )
    with pytest.raises(AmbiguousCreateError) as caught:
        client.create(Note(body="x"))
    shown = [OAUTH, client, caught.value, vars(caught.value), told, transport.requests, everything_logged.text]
    texts = "".join(f"{value!r} {value!s}" for value in shown)
    assert [secret for secret in SECRETS if secret in texts] == []
    assert "client-id" in texts
