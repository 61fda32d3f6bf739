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
PEERS = {
    "objects": "typed objects, five fields used",
    "arrow": "to_arrow()",
    "parquet": "to_parquet()",
    "hubspot3": "hubspot3, dictionaries",
    "official": "hubspot-api-client, typed",
    "sdk": "hubspot-sdk, typed",
    "normalized": "requests + json_normalize",
}


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
        print(f"{len(given):,} engagements, {size:.1f} MB of JSON; medians of {rounds} runs\n")
        runs: dict[str, list[dict[str, Any]]] = {way: [] for way in PEERS}
        with started(sys.executable, str(HERE / "replay.py"), str(pages)) as address:
            for _ in range(rounds):
                for way, results in runs.items():
                    results.append(measured(way, address))
    print(f"{'':34} | {'wall s':>7} | {'CPU s':>7} | {'memory MB':>9} | CPU beside `objects`, beside `arrow`")
    typical = {way: {key: median(one[key] for one in results) for key in results[0]} for way, results in runs.items()}
    for way, about in PEERS.items():
        one = typical[way]
        assert one["engagements"] == len(given), (way, one)
        beside = " ".join(f"x{one['cpu'] / typical[ours]['cpu']:.1f}" for ours in ("objects", "arrow"))
        print(f"{about:34} | {one['wall']:7.2f} | {one['cpu']:7.3f} | {one['memory']:9.1f} | {beside}")


def stream(engagements: int) -> None:
    """Prints what it takes to write a large portal into a Parquet file."""
    with emulated(engagements) as portal:
        one = measured("parquet", portal["base_url"])
    print(
        f"\n{one['engagements']:,} engagements to Parquet: {one['wall']:.1f} s, {one['cpu']:.1f} s of CPU, "
        f"a peak of {one['whole']:.0f} MB in all, {one['memory']:.0f} MB above the imports"
    )


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
