"""A process that forked goes on with a client of its parent, but not with its connections and locks."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from hubspot_engagements import AsyncClient, Client

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")


def in_a_child(work: Callable[[], bool]) -> Callable[[], None]:
    """Does the work in a forked process; gives a function that waits for it, and fails where it was not well done."""
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if work() else 1)
        finally:
            os._exit(2)

    def wait() -> None:
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0

    return wait


def reads(client: Client, ids: list[int]) -> bool:
    return [client.get(id).id for id in ids] == ids


def test_both_read_their_own_answers(portal: dict[str, Any]) -> None:
    with Client(portal["token"], base_url=portal["base_url"], rate_limit=0) as client:
        ids = [engagement.id for engagement in client.list()]
        # On one connection, answers would go to whoever reads first.
        waits = [in_a_child(lambda part=part: reads(client, part)) for part in (ids[:100], ids[100:200])]  # type: ignore[misc]
        assert reads(client, ids[200:])
        for wait in waits:
            wait()


def test_a_grandchild_does_so_too(portal: dict[str, Any]) -> None:
    with Client(portal["token"], base_url=portal["base_url"]) as client:
        ids = [engagement.id for engagement in client.list().first(5)]

        def work() -> bool:
            in_a_child(lambda: reads(client, ids))()
            return reads(client, ids)

        in_a_child(work)()


def test_a_lock_that_was_held_is_left_behind(portal: dict[str, Any]) -> None:
    with Client(portal["token"], base_url=portal["base_url"]) as client:
        ids = [engagement.id for engagement in client.list().first(3)]
        is_held = threading.Event()

        def hold() -> None:
            with client._driver._transport._pool._lock, client._driver._closing:  # type: ignore[attr-defined]
                is_held.set()
                time.sleep(1)

        threading.Thread(target=hold).start()
        is_held.wait(10)
        in_a_child(lambda: reads(client, ids) and client.close() is None)()  # type: ignore[func-returns-value]


def test_async_clients_too(portal: dict[str, Any]) -> None:
    client = AsyncClient(portal["token"], base_url=portal["base_url"])

    async def first() -> int:
        return (await client.list().first(1))[0].id

    # A loop that is still open, with a connection that is.
    loop = asyncio.new_event_loop()
    found = loop.run_until_complete(first())
    in_a_child(lambda: asyncio.run(first()) == found)()
    assert loop.run_until_complete(first()) == found
    loop.run_until_complete(client.aclose())
    loop.close()
