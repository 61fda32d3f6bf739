"""The fault table (`tests/faults`): all that can go wrong between a client and the service, row by row."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from emulated import running
from faults import TABLE, Run, cases

FLAVOURS = ("sync", "async")
CASES = [(row, id, case) for row, id, case in cases() if "special" not in case]
LIFECYCLE = Path(__file__).parent / "support" / "faults_lifecycle.py"

ran: set[tuple[str, str]] = set()
rows_run: set[int] = set()


def only_async(case: dict[str, Any]) -> bool:
    """A thread that waits for a socket cannot be cancelled."""
    return any(step.get("cancel") == "sent" for step in case["calls"])


RUNS = [(*case, flavour) for case in CASES for flavour in FLAVOURS if flavour == "async" or not only_async(case[2])]


@pytest.mark.parametrize(("row", "id", "case", "flavour"), RUNS, ids=[f"{id}-{flavour}" for _, id, _, flavour in RUNS])
def test_row(row: int, id: str, case: dict[str, Any], flavour: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "hubspot_engagements")
    with ExitStack() as stack:
        Run(case, flavour, stack).run()
    assert "canary" not in caplog.text
    ran.add((id, flavour))
    rows_run.add(row)


@pytest.mark.parametrize("end", ["fork", "exit", "hook"])
def test_lifecycle(end: str) -> None:
    with running("--engagements", "3") as portal:
        program = [sys.executable, str(LIFECYCLE), end, portal["base_url"]]
        done = subprocess.run(program, capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr
    assert "panicked" not in done.stderr
    assert "Fatal" not in done.stderr
    ran.add((f"lifecycle {end}", ""))
    rows_run.add(67)


def test_every_row_is_run(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> None:
    rows = TABLE["rows"]
    assert [row["row"] for row in rows] == list(range(1, 70))
    assert all("cases" in row for row in rows)
    chosen = [item for item in request.session.items if item.path == request.path]
    if len(chosen) < len(RUNS):
        # Somebody runs one row at a time while at work; a whole run never comes here.
        pytest.skip("some cases were left out by -k or an id: counting what ran would say nothing")
    wanted = {row for row, _, _ in cases()}
    elsewhere = len(rows) - len(wanted)
    with capsys.disabled():
        print(f"\nfaults: {len(rows)} rows, {len(rows_run)} run ({len(ran)} cases), {elsewhere} only elsewhere")  # noqa: T201
    assert rows_run == wanted
