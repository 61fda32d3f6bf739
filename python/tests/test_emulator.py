"""The emulator in the same process, and served."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from hubspot_engagements import (
    AmbiguousCreateError,
    APIConnectionError,
    APITimeoutError,
    AsyncClient,
    AuthenticationError,
    Client,
    Note,
    OAuth,
    RateLimitError,
    ResponseError,
    ServerError,
)
from hubspot_engagements.emulator import Emulator, Fault

NOON = datetime(2026, 9, 21, 12, tzinfo=timezone.utc)
NOTES: Fault = {"method": "POST", "path": "/engagements/v1/engagements"}


def test_the_same_seed_and_time_give_the_same_account() -> None:
    def texts(seed: int) -> list[str]:
        with Emulator(40, seed=seed, now=NOON).client() as hubspot:
            return [engagement.raw for engagement in hubspot.list()]

    assert texts(7) == texts(7)
    assert texts(7) != texts(8)
    assert len(texts(7)) == 40


def test_what_is_done_is_kept() -> None:
    emulator = Emulator(0)
    with emulator.client() as hubspot:
        note = hubspot.create(Note(body="Met at the fair."), contact_ids=[emulator.contact_id])
        assert [engagement.id for engagement in hubspot.associated("CONTACT", emulator.contact_id)] == [note.id]
        hubspot.update(note.id, Note(body="Met again."))
        kept = emulator.get(note.id)
        assert kept is not None
        assert kept == hubspot.get(note.id)
        assert kept.metadata == Note(body="Met again.")
        assert (len(emulator), emulator.created) == (1, 1)
        hubspot.delete(note.id)
    assert emulator.get(note.id) is None
    assert len(emulator) == 0
    assert emulator


def test_two_share_nothing() -> None:
    first, second = Emulator(0), Emulator(0)
    with first.client() as hubspot:
        hubspot.create(Note(body="here"))
    assert (len(first), len(second)) == (1, 0)
    assert second.requests == []


def test_ids_lead_to_something() -> None:
    emulator = Emulator(100)
    with emulator.client() as hubspot:
        assert {engagement.type for engagement in hubspot.associated("CONTACT", emulator.contact_id)} >= {"CALL"}
        assert hubspot.associated("COMPANY", emulator.company_id).first(1)
        assert sorted(int(owner.id) for owner in hubspot.owners()) == sorted(emulator.owner_ids)
        assert hubspot.list().first(1)[0].portal_id == emulator.portal_id


def test_requests_are_logged_without_the_token() -> None:
    emulator = Emulator(0, token="canary-token", now=NOON, frozen=True)
    with emulator.client() as hubspot:
        hubspot.create(Note(body="foo"))
    request = emulator.requests[-1]
    assert (request.at, request.method, request.status, request.token) == (NOON, "POST", 200, 1)
    assert request.url == "/engagements/v1/engagements"
    assert request.headers["authorization"] == "***"
    assert json.loads(request.body or "")["metadata"] == {"body": "foo"}
    assert request.fault is None
    assert "canary-token" not in f"{emulator!r} {emulator.requests}"
    emulator.clear_requests()
    assert emulator.requests == []


def test_waits_take_no_time_but_the_emulators() -> None:
    emulator = Emulator(now=NOON, frozen=True, faults=[{"times": 2, "effect": {"status": 503}}])
    began = time.monotonic()
    with emulator.client(retry_base=10) as hubspot:
        hubspot.dispositions()
    assert time.monotonic() - began < 5
    assert emulator.now - NOON > timedelta(seconds=20 / 2)
    assert [request.status for request in emulator.requests] == [503, 503, 200]
    assert emulator.faults[0]["struck"] == 2


@pytest.mark.parametrize(
    ("effect", "error", "seconds"),
    [
        ({"silence": True}, APITimeoutError, 30),
        ({"silence": "after_headers"}, APITimeoutError, 30),
        ({"delay_ms": 45_000}, APITimeoutError, 30),
        ({"drip": {"bytes": 1, "every_ms": 1000}}, APITimeoutError, 30),
        ({"reset": True}, APIConnectionError, 0),
        ({"cut": 10}, APIConnectionError, 0),
        ({"huge": 10**9}, ResponseError, 0),
        ({"status": 501}, ServerError, 0),
        ({"rate_limit": "DAILY"}, RateLimitError, 0),
    ],
)
def test_faults_take_the_time_that_they_take(effect: dict[str, Any], error: type[Exception], seconds: int) -> None:
    emulator = Emulator(now=NOON, frozen=True)
    emulator.faults = [{"effect": effect, "times": "forever"}]
    with emulator.client(max_attempts=1) as hubspot, pytest.raises(error):
        hubspot.list().first(1)
    assert emulator.now - NOON == timedelta(seconds=seconds)


def test_a_late_answer_arrives() -> None:
    emulator = Emulator(now=NOON, frozen=True, faults=[{"effect": {"delay_ms": 1500}}])
    with emulator.client() as hubspot:
        assert hubspot.dispositions()
    assert emulator.now == NOON + timedelta(seconds=1.5)


def test_a_lost_create_is_found() -> None:
    emulator = Emulator(0, index_lag=timedelta(seconds=10))
    emulator.faults = [{**NOTES, "commit": True, "effect": {"reset": True}}]
    with emulator.client() as hubspot:
        with pytest.raises(AmbiguousCreateError) as caught:
            hubspot.create(Note(body="once"))
        found = hubspot.reconcile(caught.value.ticket)
    assert found.outcome == "created"
    assert emulator.created == 1
    assert [engagement.id for engagement in found.engagements] == [found.engagements[0].id]


def test_its_time_can_be_moved() -> None:
    emulator = Emulator(now=NOON, frozen=True)
    assert emulator.now == NOON
    emulator.advance(90)
    emulator.advance(timedelta(minutes=1))
    assert emulator.now == NOON + timedelta(seconds=150)
    emulator.thaw()
    now = emulator.now
    assert NOON + timedelta(seconds=150) <= now < NOON + timedelta(seconds=180)
    emulator.freeze()
    assert emulator.now == emulator.now >= now
    with pytest.raises(ValueError, match="negative"):
        emulator.advance(-1)


def test_without_now_its_time_is_the_machines() -> None:
    assert abs(Emulator(0).now - datetime.now(timezone.utc)) < timedelta(seconds=30)


def test_other_people_work_in_it() -> None:
    emulator = Emulator(20)
    written = emulator.write(creates=3, updates=2, deletes=1, seed=4)
    assert len(emulator) == 22
    assert len(written["created"]) == 3
    with emulator.client() as hubspot:
        assert {engagement.id for engagement in hubspot.recent(since=emulator.now - timedelta(minutes=1))} >= {
            *written["created"]
        }
        emulator.set_writer({"per_request": 2, "mix": {"creates": 1}})
        hubspot.dispositions()
        assert len(emulator) == 24
        emulator.set_writer(None)
        hubspot.dispositions()
    assert len(emulator) == 24
    with pytest.raises(ValueError, match="writer"):
        emulator.set_writer({"pace": 1})


def test_listings_can_be_odd() -> None:
    emulator = Emulator(20)
    emulator.set_listings(cursors="digits")
    with emulator.client() as hubspot:
        page = next(hubspot.modified_after(0, limit=5).pages())
        assert (page.next or "").isdigit()
    with pytest.raises(ValueError, match="curses"):
        emulator.set_listings(curses="digits")


def test_tokens_expire() -> None:
    emulator = Emulator()
    given: list[bool] = []

    def provide(rejected: bool) -> str:
        given.append(rejected)
        return emulator.token

    with emulator.client(provide) as hubspot:
        hubspot.dispositions()
        emulator.expire_tokens()
        with pytest.raises(AuthenticationError):
            hubspot.dispositions()
    assert given == [False, True]


def test_oauth_works_in_memory() -> None:
    emulator = Emulator(5)
    with emulator.client(oauth=OAuth("app", "secret", "refresh")) as hubspot:
        assert len(list(hubspot.list())) == 5
    assert emulator.requests[0].url.startswith("/oauth/")


def test_a_limit_is_kept_by_its_clients() -> None:
    emulator = Emulator(now=NOON, frozen=True, rate_limit=20)
    with emulator.client(rate_limit=20) as hubspot:
        for _ in range(60):
            hubspot.call("engagements.list", {"limit": 1})
    assert {request.status for request in emulator.requests} == {200}
    assert emulator.now - NOON >= timedelta(seconds=20)


def test_scopes_can_be_missing() -> None:
    emulator = Emulator(200, email_scope=False, contacts_scope=False)
    with emulator.client() as hubspot:
        assert list(hubspot.modified_after(0)) == []
        emails = [engagement for engagement in hubspot.list() if engagement.type == "EMAIL"]
    assert emails
    assert all("sales-email-read" in email.raw for email in emails)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"engagements": 1_000_001}, "engagements may be at most 1000000; given 1000001"),
        ({"engagements": -1}, "engagements cannot be used"),
        ({"seed": "seven"}, "seed cannot be used"),
        ({"rate_limit": 0.5}, "rateLimit cannot be used"),
        ({"faults": [{"effect": {"states": 503}}]}, "must have exactly one of status"),
        ({"now": datetime(2026, 1, 1)}, "time zone"),
    ],
)
def test_what_cannot_be_used_is_named(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Emulator(**options)


def test_a_wrong_plan_leaves_the_old_one() -> None:
    emulator = Emulator(faults=[{"effect": {"status": 503}}])
    with pytest.raises(ValueError, match="effect"):
        emulator.faults = [{"times": 3}]
    assert [fault["effect"] for fault in emulator.faults] == [{"status": 503, "body": "", "headers": {}}]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_async_clients(backend: str) -> None:
    emulator = Emulator(30, now=NOON, frozen=True)
    emulator.faults = [{"times": 2, "effect": {"status": 503}}]

    async def run() -> None:
        async with emulator.async_client() as hubspot:
            assert isinstance(hubspot, AsyncClient)
            assert len([engagement async for engagement in hubspot.list(limit=7)]) == 30
            async with anyio.create_task_group() as tasks:
                for _ in range(50):
                    tasks.start_soon(hubspot.create, Note(body="at once"))

    anyio.run(run, backend=backend)
    assert len(emulator) == 80
    assert emulator.now > NOON


def test_threads_share_one() -> None:
    emulator = Emulator(0)
    with emulator.client(rate_limit=0) as hubspot, ThreadPoolExecutor(32) as pool:
        made = set(pool.map(lambda number: hubspot.create(Note(body=str(number))).id, range(200)))
    assert len(made) == len(emulator) == 200


def test_served_it_is_the_same_account() -> None:
    emulator = Emulator(20)
    with emulator.serve() as url:
        assert url.startswith("http://127.0.0.1:")
        with Client(emulator.token, base_url=url) as hubspot:
            made = hubspot.create(Note(body="over a socket"))
            emulator.faults = [{"effect": {"reset": True}}]
            with pytest.raises(AmbiguousCreateError):
                hubspot.create(Note(body="lost"))
        assert emulator.get(made.id)
        assert httpx.get(f"{url}/__emulator/state").json()["engagements"] == 21
        with emulator.client() as hubspot:
            assert hubspot.get(made.id).id == made.id
        with pytest.raises(OSError, match="cannot listen"), emulator.serve(int(url.rsplit(":", 1)[1])):
            pass
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)
    with emulator.client() as hubspot:
        assert len(list(hubspot.list())) == 21


def test_served_to_pages_of_an_origin() -> None:
    with Emulator(0).serve(allow_origin="https://my.page") as url:
        assert httpx.get(f"{url}/x").headers["access-control-allow-origin"] == "https://my.page"


def test_a_served_one_that_nobody_stops_ends_with_its_thread() -> None:
    code = (
        "from hubspot_engagements.emulator import Emulator\n"
        "emulator = Emulator(1)\n"
        "serving = emulator.serve()\n"
        "print(serving.__enter__())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_as_a_program(tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps([{**NOTES, "effect": {"status": 400, "json": {"message": "as planned"}}}]))
    command = [sys.executable, "-m", "hubspot_engagements.emulator", "--engagements", "12", "--faults", str(plan)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        try:
            with Client(ready["token"], base_url=ready["base_url"]) as hubspot:
                assert len(list(hubspot.list())) == ready["engagements"] == 12
                with pytest.raises(Exception, match="as planned"):
                    hubspot.create(Note(body="x"))
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_as_a_program_it_refuses_what_it_cannot_use(tmp_path: Path) -> None:
    for arguments, message in (
        (["--engagements", "2000000"], "at most 1000000"),
        (["--faults", str(tmp_path / "missing.json")], "missing.json"),
        (["--port", "x"], "--port"),
    ):
        command = [sys.executable, "-m", "hubspot_engagements.emulator", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
        assert done.returncode == 2
        assert message in done.stderr
        assert "Traceback" not in done.stderr
