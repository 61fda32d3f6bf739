"""All engagements of a portal, by this library and by others, in one run: time, CPU and memory.

    make bench                                                  # builds what it needs
    python tests/bench/columns.py [--engagements N] [--rounds N]   # in an environment with tests/bench/requirements.txt

Every way runs in a process of its own, in turn, against the same prepared pages on this machine. It needs the package,
and the emulator in HUBSPOT_EMULATOR_BIN or in target/release.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from urllib.request import Request, urlopen

HERE = Path(__file__).parent
WAYS = {
    "objects": "ours: typed objects",
    "arrow": "ours: to_arrow()",
    "parquet": "ours: to_parquet()",
    "hubspot3": "hubspot3",
    "official": "hubspot-api-client",
    "sdk": "hubspot-sdk",
    "normalized": "requests + json_normalize",
}
NOTES = """\
ours: typed objects of v1 in pages of 250, decoded and checked whole, of each of which five fields are read: id, type,
a datetime, owner, and the metadata's body; or typed columns of all fields.
hubspot3: dictionaries of the same pages, of which the same five values are read as JSON has them.
hubspot-api-client, hubspot-sdk: they cannot read v1. Typed objects of the CRM objects' API, type by type in pages of
100, its limit: id and datetimes are typed, what v1 has as fields are texts in `properties`, of which as many are read.
requests + json_normalize: a DataFrame of v1's pages, as notebooks make it; its columns depend on the data.
Imports and the making of clients are not measured, nor is the service: its bytes are prepared, in another process."""


@contextmanager
def emulated(engagements: int) -> Iterator[dict[str, Any]]:
    """Runs the emulator; gives what it says of itself."""
    binary = os.environ.get("HUBSPOT_EMULATOR_BIN") or HERE.parents[1] / "target/release/hubspot-emulator"
    with started(str(binary), "--engagements", str(engagements)) as line:
        yield json.loads(line)


@contextmanager
def started(*command: str) -> Iterator[str]:
    """Runs a program until it is not needed; gives the first line that it prints."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def everything(portal: dict[str, Any]) -> list[dict[str, Any]]:
    """All engagements of the portal, as JSON has them."""
    found: list[dict[str, Any]] = []
    offset, more = 0, True
    while more:
        url = f"{portal['base_url']}/engagements/v1/engagements/paged?limit=250&offset={offset}"
        with urlopen(Request(url, headers={"Authorization": f"Bearer {portal['token']}"})) as answer:
            page = json.load(answer)
        found += page["results"]
        offset, more = page["offset"], page["hasMore"]
    return found


def measured(way: str, address: str) -> dict[str, Any]:
    """One run of a way."""
    command = [sys.executable, str(HERE / "contestant.py"), way, address]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{way} failed:\n{done.stderr}")
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def compare(engagements: int, rounds: int) -> None:
    """Prints a table of all ways."""
    with emulated(engagements) as portal, tempfile.TemporaryDirectory() as folder:
        pages = Path(folder) / "pages.json"
        given = everything(portal)
        pages.write_text(json.dumps(given), "utf-8")
        size = len(json.dumps(given, ensure_ascii=False, separators=(",", ":")).encode()) / 1e6
        runs: dict[str, list[dict[str, Any]]] = {way: [] for way in WAYS}
        with started(sys.executable, str(HERE / "replay.py"), str(pages)) as address:
            for turn in range(rounds):
                for way, results in runs.items():
                    show(f"run {turn + 1} of {rounds}: {WAYS[way]}")
                    results.append(measured(way, address))
    show("")
    typical = {way: {key: median(one[key] for one in results) for key in results[0]} for way, results in runs.items()}
    print(f"{len(given):,} engagements, {size:.1f} MB of JSON, from this machine; medians of {rounds} runs in turn")
    print(f"{'':26} | wall s |  CPU s | peak MB | CPU / our objects | CPU / our Arrow")
    for way, about in WAYS.items():
        one = typical[way]
        assert one["engagements"] == len(given), (way, one)
        objects, arrow = (one["cpu"] / typical[ours]["cpu"] for ours in ("objects", "arrow"))
        figures = f"{one['wall']:6.2f} | {one['cpu']:6.3f} | {one['memory']:7.1f}"
        print(f"{about:26} | {figures} | {objects:17.1f} | {arrow:15.1f}")
    print(NOTES)


def stream(engagements: int) -> None:
    """Prints what it takes to write a large portal into a Parquet file, and to have it as a DataFrame."""
    print(f"\n{engagements:,} engagements{'':15} | wall s |  CPU s | peak MB | with all imports MB")
    # A DataFrame of so many takes some 3 GB.
    has_room = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") > 25_000 * engagements
    with emulated(engagements) as portal:
        for way in ("parquet", "normalized") if has_room else ("parquet",):
            show(f"{engagements:,} engagements: {WAYS[way]}")
            one = measured(way, portal["base_url"])
            show("")
            assert one["engagements"] == engagements, one
            figures = f"{one['wall']:6.1f} | {one['cpu']:6.1f} | {one['memory']:7.0f} | {one['whole']:19.0f}"
            print(f"{WAYS[way]:26} | {figures}")


def show(doing: str) -> None:
    """Says on a terminal what goes on, in a line that the next one replaces."""
    if sys.stderr.isatty():
        print(f"\r\033[K{doing}", end="", file=sys.stderr, flush=True)


def imports(rounds: int = 9) -> None:
    """Prints how long an import takes beyond that of what it needs."""
    code = (
        "import time; start = time.perf_counter(); import httpx, anyio; between = time.perf_counter(); "
        "import hubspot_engagements; print(between - start, time.perf_counter() - between)"
    )
    runs = [subprocess.check_output([sys.executable, "-c", code], text=True).split() for _ in range(rounds)]
    theirs, ours = (median(float(run[place]) * 1000 for run in runs) for place in (0, 1))
    print(f"\nimport hubspot_engagements: {ours:.0f} ms beyond httpx and anyio ({theirs:.0f} ms)")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--engagements", type=int, default=10_000)
    parser.add_argument("--streamed", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    compare(options.engagements, options.rounds)
    stream(options.streamed)
    imports()
