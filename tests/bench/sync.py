"""What a sync asks for and what it holds in memory, against an emulator on this machine.

    python tests/bench/sync.py              # all of it; takes many minutes
    python tests/bench/sync.py requests     # requests and bytes, with 200,000 engagements
    python tests/bench/sync.py parallel     # a first sync with 400 ms of latency, within 190 requests in ten seconds
    python tests/bench/sync.py memory       # the peak memory of a first sync of 1,000,000 engagements to Parquet

It needs the package, and the emulator in HUBSPOT_EMULATOR_BIN or built with
`cargo build --release -p hubspot-engagements-emulator`.
"""

from __future__ import annotations

import http.client
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from hubspot_engagements import Client, Request, Response, TransportError

ROOT = Path(__file__).resolve().parents[2]
DAY_MS = 86_400_000


@contextmanager
def emulated(*arguments: str) -> Iterator[dict[str, Any]]:
    """Runs the emulator; gives what it says of itself."""
    binary = os.environ.get("HUBSPOT_EMULATOR_BIN") or str(ROOT / "target/release/hubspot-emulator")
    with subprocess.Popen([binary, *arguments], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


def admin(portal: dict[str, Any], method: str, route: str, body: Any) -> Any:
    """What an admin route answers."""
    request = urllib.request.Request(
        f"{portal['base_url']}/__emulator/{route}", json.dumps(body).encode(), method=method
    )
    with urllib.request.urlopen(request) as response:
        return json.loads(response.read() or "null")


class Counting:
    """A transport that counts requests and the bytes of their answers on the wire."""

    def __init__(self, portal: dict[str, Any]) -> None:
        self.requests = 0
        self.bytes = 0
        self._connection = http.client.HTTPConnection(portal["base_url"].removeprefix("http://"))
        self._base = portal["base_url"]

    def send(self, request: Request) -> Response:
        headers = {**dict(request.headers), "accept-encoding": "gzip"}
        try:
            self._connection.request(request.method, request.url.removeprefix(self._base), request.body, headers)
            answer = self._connection.getresponse()
            body = answer.read()
        except OSError as error:
            raise TransportError(str(error)) from error
        self.requests += 1
        self.bytes += len(body)
        if answer.getheader("content-encoding") == "gzip":
            body = zlib.decompress(body, 31)
        return Response(answer.status, answer.getheaders(), body)

    def close(self) -> None:
        self._connection.close()


def requests(engagements: int = 200_000) -> None:
    """The table of docs/sync.md."""
    with emulated("--engagements", str(engagements), "--seed", "1", "--id-blocks", "3") as portal:
        table = []

        def counted(what: str, work: Any) -> Any:
            transport = Counting(portal)
            began = time.monotonic()
            options: dict[str, Any] = {"base_url": portal["base_url"], "rate_limit": 0, "transport": transport}
            with Client(access_token=portal["token"], **options) as client:
                result, records = work(client)
            seconds = time.monotonic() - began
            table.append((what, records, transport.requests, transport.bytes / 1e6, seconds))
            return result

        def sync(checkpoint: str | None) -> Any:
            def work(client: Client) -> tuple[str | None, int]:
                records, last = 0, checkpoint
                for batch in client.sync(checkpoint).batches():
                    records += len(batch.upserts)
                    last = batch.checkpoint
                return last, records

            return work

        def scan(client: Client) -> tuple[None, int]:
            since = max(change.last_updated_ms or 0 for change in client.recent(count=1).first(1)) - DAY_MS
            pages = client.list(limit=250).pages()
            return None, sum((one.last_updated_ms or 0) > since for page in pages for one in page)

        first = counted("first sync", sync(None))
        admin(portal, "POST", "clock", {"advance_ms": DAY_MS})
        admin(portal, "POST", "write", {"creates": 150, "updates": 350})
        admin(portal, "POST", "clock", {"advance_ms": 60_000})
        counted("daily sync, 500 changes", sync(first))
        counted("the same by a full scan with a filter", scan)
        print(f"{engagements:,} engagements")
        print("| | records delivered | requests | MB received (gzip) | s |\n|---|---|---|---|---|")
        for what, records, count, megabytes, seconds in table:
            print(f"| {what} | {records:,} | {count:,} | {megabytes:,.2f} | {seconds:,.1f} |")


def parallel(engagements: int = 200_000, limit: int = 190, latency_ms: int = 400) -> None:
    """How near a first sync comes to what the rate limit allows."""
    arguments = ("--engagements", str(engagements), "--seed", "1", "--rate-limit", str(limit))
    plan = [{"path": "/engagements/v1/engagements/*", "times": "forever", "effect": {"delay_ms": latency_ms}}]
    print("| requests side by side | requests | s | of the limit |\n|---|---|---|---|")
    for lanes in (1, 16):
        with emulated(*arguments) as portal:
            admin(portal, "PUT", "faults", plan)
            # One at a time takes long: a part of it shows its pace.
            most = 120 if lanes == 1 else 10**9
            with Client(access_token=portal["token"], base_url=portal["base_url"], rate_limit=limit) as client:
                began = time.monotonic()
                for _ in islice(client.sync(parallel=lanes).batches(), most):
                    pass
                seconds = time.monotonic() - began
            count = len(json.load(urllib.request.urlopen(f"{portal['base_url']}/__emulator/requests")))
            # The first half of a window goes out at once, so that a short run may begin above the limit.
            share = count / (limit * max(seconds / 10, 1))
            print(f"| {lanes} | {count} | {seconds:.1f} | {share:.0%} |")


def memory(engagements: int = 1_000_000) -> None:
    """The peak memory of a process that syncs to Parquet, and of one that only imports what that needs."""
    with emulated("--engagements", str(engagements), "--seed", "1") as portal, tempfile.TemporaryDirectory() as folder:
        for what in ("import", "sync"):
            child = [sys.executable, __file__, "child", what, portal["base_url"], portal["token"], folder]
            print(subprocess.run(child, check=True, capture_output=True, text=True).stdout, end="")
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
        print(f"{size / 1e6:,.0f} MB in {len(list(Path(folder).glob('*.parquet')))} files")


def child(what: str, base_url: str, token: str, folder: str) -> None:
    """One measured process."""
    from hubspot_engagements.parquet import ParquetFolder

    began = time.monotonic()
    rows = 0
    if what == "sync":
        with Client(access_token=token, base_url=base_url, rate_limit=0) as client:
            rows = ParquetFolder(folder).sync(client).upserts
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what}: {rows:,} engagements, peak memory {peak:,.0f} MB, {time.monotonic() - began:,.1f} s")


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            requests()
            parallel()
            memory()
        case ["parallel"]:
            parallel()
        case ["memory", *rest]:
            memory(*map(int, rest))
        case ["child", *rest]:
            child(*rest)
        case ["requests", *rest]:
            requests(*map(int, rest))
        case _:
            sys.exit(__doc__)
