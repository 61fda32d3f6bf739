"""A sync that is killed at any moment leaves a destination whose checkpoint is never ahead of its rows.

Loading a package takes dlt a second or two, so its destinations are tried a few times only, unless HUBSPOT_KILL_ROUNDS
says how often.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import postgres
from counted import counted
from destinations import LIMIT, Destination, client_of
from emulated import admin, running
from hubspot_engagements import SyncBatch

ROUNDS = {"parquet": 12, "duckdb": 6, "postgres": 6}
CHANGES = {"creates": 6, "updates": 60, "deletes": 4}
# What a child needs is imported once, in a process without threads from which all children are forked.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["hubspot_engagements.dlt", "hubspot_engagements.parquet", "duckdb", "psycopg2"])

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


@pytest.fixture
def account() -> Iterator[dict[str, Any]]:
    with running("--engagements", "300", "--seed", "11", "--id-blocks", "3", "--repeat-percent", "5") as account:
        yield account


def applied(held: dict[int, int], batches: Iterator[SyncBatch]) -> dict[int, int]:
    """What a consumer holds once the batches are applied."""
    held = dict(held)
    for batch in batches:
        held.update(zip((one.id for one in batch.upserts), batch.digests, strict=True))
        for id in batch.deleted:
            held.pop(id, None)
    return held


@pytest.fixture
def destination(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Destination]:
    kind = request.param
    if kind == "postgres":
        with postgres.running() as url:
            yield Destination(kind, url)
    else:
        yield Destination(kind, str(tmp_path / ("engagements" if kind == "parquet" else "engagements.duckdb")))


@pytest.mark.parametrize("destination", list(ROUNDS), indirect=True)
def test_killed_at_random_points(destination: Destination, account: dict[str, Any]) -> None:
    rounds = int(os.environ.get("HUBSPOT_KILL_ROUNDS") or ROUNDS[destination.kind])
    slow = [{"path": "/engagements/v1/engagements/*", "times": "forever", "effect": {"delay_ms": 4}}]
    admin(account, "PUT", "faults", slow)
    draw = random.Random(7)
    killed = advanced = 0
    before = None
    with client_of(account) as client:
        # How long a sync takes that nobody kills.
        began = time.monotonic()
        run(destination.sync, account, None)
        takes = time.monotonic() - began
        for number in range(rounds):
            admin(account, "POST", "write", {**CHANGES, "seed": number})
            killed += run(destination.sync, account, draw.uniform(0, takes))
            held, checkpoint = destination.held()
            advanced += checkpoint != before
            before = checkpoint
            # Whatever the table lacks comes behind its checkpoint, without being told what the table holds. Only what
            # was deleted behind a scan that is still under way is left for the next one.
            now = applied(held, client.sync(checkpoint, limit=LIMIT).batches())
            there = applied({}, client.sync().batches())
            assert {id: now.get(id) for id in there} == there, f"round {number}"
        admin(account, "POST", "write", {"associations": 10, "deletes": 4, "seed": rounds})
        # The first of them may only end a scan that had begun before.
        for _ in range(2):
            run(destination.sync, account, None)
        assert destination.held()[0] == applied({}, client.sync().batches())
    # The kills struck while something was written, not always before the first row or after the last.
    assert killed > 0 and advanced > 0
    counted(f"syncs to {destination.kind} that were killed", killed)


def run(work: Callable[[dict[str, Any]], None], account: dict[str, Any], seconds: float | None) -> bool:
    """Runs it in a process of its own; whether that had to be killed after so many seconds."""
    process = PROCESSES.Process(target=work, args=(account,))
    process.start()
    process.join(seconds)
    is_alive = process.is_alive()
    if is_alive:
        process.kill()
    process.join()
    assert is_alive or process.exitcode == 0
    return is_alive
