"""The examples run. Rust's has a test of its own."""

import csv
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from hubspot_engagements import Client, Note


def environment(portal: dict[str, Any]) -> dict[str, str]:
    return {**os.environ, "HUBSPOT_ACCESS_TOKEN": portal["token"], "HUBSPOT_BASE_URL": portal["base_url"]}


def test_python_script(root: Path, portal: dict[str, Any]) -> None:
    command = [sys.executable, "examples/python-script/overdue.py"]
    done = subprocess.run(command, cwd=root, env=environment(portal), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    *tasks, summary = done.stdout.splitlines()
    assert summary == f"{len(tasks)} overdue" and tasks
    assert tasks == sorted(tasks, key=lambda line: line[:10])


def test_node_script(root: Path, portal: dict[str, Any], tmp_path: Path) -> None:
    # As `npm install` would leave it, with the package in place of a download.
    (tmp_path / "calls.mjs").write_text((root / "examples/node-script/calls.mjs").read_text())
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules/hubspot-engagements").symlink_to(root / "js")
    command = ["node", "calls.mjs"]
    done = subprocess.run(command, cwd=tmp_path, env=environment(portal), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    head, *calls = list(csv.reader(done.stdout.splitlines()))
    assert head == ["when", "owner", "contact", "minutes", "status", "outcome"]
    assert calls and all(len(call) == len(head) for call in calls)
    assert "Connected" in {call[-1] for call in calls}


def test_cron(root: Path, portal: dict[str, Any], tmp_path: Path) -> None:
    # The command lies beside the interpreter, as in an activated environment.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    given = {**environment(portal), "PATH": path}

    def run(**more: str) -> list[Path]:
        command = ["examples/cron/nightly.sh", str(tmp_path)]
        done = subprocess.run(command, cwd=root, env={**given, **more}, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        time.sleep(1)  # its files are named by the second
        return sorted(tmp_path.glob("*.ndjson"))

    assert run(HUBSPOT_BASE_URL="http://127.0.0.1:9") == []
    assert not (tmp_path / "since").exists()
    [everything] = run()
    assert len(everything.read_text().splitlines()) == portal["engagements"]
    with Client(portal["token"], base_url=portal["base_url"]) as hubspot:
        made = hubspot.create(Note(body="since then"))
    changes = run()[-1].read_text().splitlines()
    assert made.id in [json.loads(line)["engagement"]["id"] for line in changes]
    assert len(changes) < portal["engagements"]
