"""A run of many creates that is killed at any moment can be repeated: every record is there once."""

from __future__ import annotations

import json
import multiprocessing
import random
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from typing import Any

from hubspot_engagements import Client

ROUNDS = 50
ITEMS = 20
# Slow enough to be killed between any two of them.
DELAY_MS = 4


def notes(round_number: int) -> list[dict[str, Any]]:
    return [
        {"engagement": {"type": "NOTE", "uid": f"uid-{round_number}-{index}"}, "metadata": {"body": "made once"}}
        for index in range(ITEMS)
    ]


def create(portal: dict[str, Any], round_number: int) -> Iterator[str]:
    with Client(access_token=portal["token"], base_url=portal["base_url"], rate_limit=0) as hubspot:
        for outcome in hubspot.create_many(notes(round_number)):
            assert outcome.error is None, outcome
            yield outcome.outcome


def run_to_the_end(portal: dict[str, Any], round_number: int) -> None:
    for _ in create(portal, round_number):
        pass


def slow_down(portal: dict[str, Any]) -> None:
    plan = [{"method": "POST", "times": "forever", "effect": {"delay_ms": DELAY_MS}}]
    request = urllib.request.Request(f"{portal['base_url']}/__emulator/faults", json.dumps(plan).encode(), method="PUT")
    with urllib.request.urlopen(request) as response:
        assert response.status == 204


def test_killed_at_random_points(portal: dict[str, Any]) -> None:
    slow_down(portal)
    draw = random.Random(7)
    fork = multiprocessing.get_context("fork")
    # How long a run takes that nobody kills.
    began = time.monotonic()
    process = fork.Process(target=run_to_the_end, args=(portal, ROUNDS))
    process.start()
    process.join()
    takes = time.monotonic() - began
    found = 0
    for round_number in range(ROUNDS):
        process = fork.Process(target=run_to_the_end, args=(portal, round_number))
        process.start()
        time.sleep(draw.uniform(0, takes))
        process.kill()
        process.join()
        outcomes = Counter(create(portal, round_number))
        assert set(outcomes) <= {"created", "found"}
        assert outcomes.total() == ITEMS
        found += outcomes["found"]
    with Client(access_token=portal["token"], base_url=portal["base_url"], rate_limit=0) as hubspot:
        kept = Counter(engagement.uid for engagement in hubspot.list(limit=250) if engagement.uid)
    wanted = {f"uid-{round_number}-{index}" for round_number in range(ROUNDS) for index in range(ITEMS)}
    assert {uid: times for uid, times in kept.items() if uid in wanted} == dict.fromkeys(wanted, 1)
    # The kills struck while records were being made, not always before the first or after the last.
    assert 0 < found < ROUNDS * ITEMS
