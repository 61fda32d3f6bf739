"""A program of its own that ends in the middle of requests: `python faults_lifecycle.py fork|exit|hook URL`."""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import Any

import httpx

from hubspot_engagements import Client


def fork(url: str) -> None:
    """A child that was forked after the import, and while its parent's client had connections, uses its own."""
    with Client("t", base_url=url) as parents:
        parents.list().first(1)
        child = os.fork()
        if child == 0:
            with Client("t", base_url=url) as client:
                os._exit(0 if client.list().first(1) else 1)
        _, status = os.waitpid(child, 0)
        parents.list().first(1)
    sys.exit(status)


def silent(url: str) -> None:
    plan = [{"times": "forever", "effect": {"silence": True}}]
    httpx.put(f"{url}/__emulator/faults", json=plan, trust_env=False).raise_for_status()


def begin(client: Client) -> None:
    """Sends a request that is never answered, from a thread that nobody waits for."""
    threading.Thread(target=client.get, args=(1,), daemon=True).start()
    time.sleep(0.3)


def leave(url: str) -> None:
    """The interpreter ends while a request is under way."""
    silent(url)
    begin(Client("t", base_url=url))


def hook(url: str) -> None:
    """The interpreter ends while a function of the caller's runs within a call."""
    entered = threading.Event()

    def never_ends(event: Any) -> None:
        entered.set()
        time.sleep(60)

    begin(Client("t", base_url=url, on_event=never_ends))
    assert entered.is_set()


if __name__ == "__main__":
    print("done", flush=True)  # noqa: T201
    {"fork": fork, "exit": leave, "hook": hook}[sys.argv[1]](sys.argv[2])
