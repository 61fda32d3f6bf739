"""The rate limit, shared by all that use a client, on a clock without chance."""

from __future__ import annotations

import logging
from threading import Lock

import anyio
import pytest

from hubspot_engagements import Client, Note, Request, Response
from lockstep import Lockstep
from scripted import TOKEN, VirtualClock, page, reply, scripted

WINDOW = 10


class Counting:
    """Notes when each request came, and says 429 to those beyond the limit."""

    def __init__(self, clock: Lockstep, limit: int) -> None:
        self._clock = clock
        self._limit = limit
        self._lock = Lock()
        self.times: list[float] = []

    def send(self, request: Request) -> Response:
        with self._lock:
            self.times.append(self._clock.now())
            in_window = [time for time in self.times if time > self._clock.now() - WINDOW]
        return reply() if len(in_window) <= self._limit else reply({"policyName": "TEN_SECONDLY_ROLLING"}, status=429)

    def close(self) -> None:
        pass


@pytest.mark.parametrize(("limit", "margin", "expected"), [(50, 0, 50), (100, 0.5, 50)])
def test_32_threads_share_the_limit(limit: int, margin: float, expected: int) -> None:
    threads, calls = 32, 10
    clock = Lockstep(threads)
    service = Counting(clock, expected)
    client = Client(
        TOKEN, transport=service, timing=clock.timing(), rate_limit=limit, rate_margin=margin, deadline=3600
    )

    def work() -> None:
        for _ in range(calls):
            client.get(1)

    clock.run([work] * threads)
    assert len(service.times) == threads * calls  # none was refused, so none was sent twice
    busiest = max(sum(start - WINDOW < time <= start for time in service.times) for start in service.times)
    assert expected * 0.9 <= busiest <= expected
    assert clock.now() < threads * calls / expected * WINDOW * 1.2  # and nobody waits for nothing


def test_without_a_limit_nobody_waits() -> None:
    clock = Lockstep(8)
    service = Counting(clock, 10_000)
    client = Client(TOKEN, transport=service, timing=clock.timing(), rate_limit=0)
    clock.run([lambda: [client.get(1) for _ in range(100)]] * 8)
    assert (len(service.times), clock.now()) == (800, 0)


def test_what_is_only_prepared_takes_no_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    # Whoever listens is told before the turn is taken.
    monkeypatch.setattr(logging.getLogger("hubspot_engagements"), "disabled", True)
    clock = VirtualClock()
    client, _ = scripted(page(), reply(), timing=clock.timing(), rate_limit=2)
    for _ in range(10):
        client.list()
        client.create_many([Note(body="x")])
    list(client.list())
    list(client.create_many([Note(body="x")]))
    assert clock.now() < WINDOW


def test_closing_while_others_work_harms_nobody() -> None:
    """Whoever is too late is told so; nothing hangs, and the transport is closed once."""
    closed = []

    class Slow:
        def send(self, request: Request) -> Response:
            return reply()

        def close(self) -> None:
            closed.append(True)

    client = Client(TOKEN, transport=Slow(), rate_limit=0)
    ends: list[str] = []

    def work() -> None:
        try:
            for _ in range(10_000):
                client.get(1)
        except RuntimeError as error:
            ends.append(str(error))

    async def run() -> None:
        async with anyio.create_task_group() as tasks:
            for _ in range(8):
                tasks.start_soon(anyio.to_thread.run_sync, work)
            await anyio.sleep(0.05)
            for _ in range(4):
                tasks.start_soon(anyio.to_thread.run_sync, client.close)

    anyio.run(run)
    assert ends == ["this client is closed"] * 8
    assert closed == [True]
