"""A program of its own that meets a body without end; says what came of it, and how much memory that took.

`python bounds.py sync|async list|create URL`
"""

from __future__ import annotations

import sys
from pathlib import Path

import anyio

from hubspot_engagements import AsyncClient, Client, EngagementsError, Note


def peak_mb() -> int:
    """The most memory that this program has held at once; what its parent held does not count."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM:"))


def blocking(operation: str, url: str) -> None:
    with Client("t", base_url=url, max_attempts=1) as client:
        _ = client.list().first(1) if operation == "list" else client.create(Note(body="x"))


async def waiting(operation: str, url: str) -> None:
    async with AsyncClient("t", base_url=url, max_attempts=1) as client:
        _ = await client.list().first(1) if operation == "list" else await client.create(Note(body="x"))


if __name__ == "__main__":
    flavour, operation, url = sys.argv[1:]
    try:
        if flavour == "sync":
            blocking(operation, url)
        else:
            anyio.run(waiting, operation, url)
    except EngagementsError as error:
        print(error.code, peak_mb(), error.ticket is not None)  # noqa: T201
