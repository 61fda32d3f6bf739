"""`hubspot-engagements sync`, as a program against the emulator."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import postgres
from emulated import admin, running
from hubspot_engagements._alone import alone
from hubspot_engagements.parquet import ParquetFolder

TOKEN = "canary-token"


@pytest.fixture
def account() -> Iterator[dict[str, Any]]:
    with running("--engagements", "300", "--seed", "2", "--token", TOKEN) as account:
        yield account


def run(account: dict[str, Any], *words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hubspot_engagements", "sync", *words]
    environment = {**os.environ, "HUBSPOT_ACCESS_TOKEN": TOKEN, "HUBSPOT_BASE_URL": account["base_url"]}
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    done = subprocess.run(command, env=environment, text=True, timeout=300, check=False, **streams)
    assert TOKEN not in (done.stdout or "") + (done.stderr or "")
    return done


def test_a_folder_of_parquet_files(account: dict[str, Any], tmp_path: Path) -> None:
    folder = tmp_path / "engagements"
    done = run(account, "--to", str(folder), "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert (told["upserts"], told["deleted"]) == (300, 0)
    assert told["requests"] >= 3
    assert told["requests_left"] > 0
    admin(account, "POST", "write", {"creates": 2, "deletes": 1})
    done = run(account, "--to", str(folder), "--sweep", "--compact")
    assert done.returncode == 0
    assert done.stdout.startswith("2 new or changed, 1 deleted; ")
    assert len(ParquetFolder(folder).files) == 1
    assert len(ParquetFolder(folder).known()) == 301


@pytest.mark.parametrize("kind", ["duckdb", "postgres"])
def test_a_database(account: dict[str, Any], tmp_path: Path, kind: str) -> None:
    def twice(to: str) -> None:
        for upserts in (300, 0):
            done = run(account, "--to", to, "--json")
            assert (done.returncode, json.loads(done.stdout)["upserts"]) == (0, upserts), done.stderr
            assert done.stderr == ""

    if kind == "duckdb":
        twice(str(tmp_path / "engagements.duckdb"))
    else:
        with postgres.running() as url:
            twice(url)
            refused = run(account, "--to", url.replace(postgres.PASSWORD, "very-secret"))
            assert refused.returncode == 9
            assert "very-secret" not in refused.stderr


def test_a_person_sees_how_far_it_is(account: dict[str, Any], tmp_path: Path) -> None:
    slow = [{"path": "/engagements/v1/engagements/*", "times": "forever", "effect": {"delay_ms": 300}}]
    admin(account, "PUT", "faults", slow)
    controller, terminal = pty.openpty()
    done = run(account, "--to", str(tmp_path / "engagements"), stderr=terminal)
    os.close(terminal)
    shown = os.read(controller, 1 << 20).decode()
    os.close(controller)
    assert done.returncode == 0
    assert "records" in shown
    assert "pages" in shown
    assert "requests left today" in shown


@pytest.mark.parametrize(
    "words",
    [
        ("--to", "mysql://localhost/x"),
        ("--to", "x.duckdb", "--compact"),
        ("--to", "x", "--parallel", "0"),
        ("--to", "x", "--source", "newest"),
        (),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(account: dict[str, Any], tmp_path: Path, words: tuple[str, ...]) -> None:
    done = run(account, *words, cwd=tmp_path)
    assert done.returncode == 2
    assert not list(tmp_path.iterdir())


def test_exit_codes_say_what_is_in_the_way(account: dict[str, Any], tmp_path: Path) -> None:
    folder = tmp_path / "engagements"
    folder.mkdir()
    with alone(folder / ".lock", folder):
        done = run(account, "--to", str(folder))
    assert done.returncode == 8
    assert "another sync writes to" in done.stderr
    (tmp_path / "broken.duckdb").write_text("no database")
    done = run(account, "--to", str(tmp_path / "broken.duckdb"))
    assert done.returncode == 9
    assert done.stderr.startswith("error: the destination failed: ")
    assert run(account, "--to", str(folder)).returncode == 0
    admin(account, "POST", "write", {"deletes": 200})
    done = run(account, "--to", str(folder), "--sweep")
    assert done.returncode == 10
    assert run(account, "--to", str(folder), "--sweep", "--max-deletes", "200").returncode == 0


def test_the_missing_scope_is_named(tmp_path: Path) -> None:
    with running("--engagements", "20", "--token", TOKEN, "--without-contacts-scope") as account:
        done = run(account, "--to", str(tmp_path / "engagements"))
        assert done.returncode == 3
        assert "crm.objects.contacts.read" in done.stderr
        assert run(account, "--to", str(tmp_path / "engagements"), "--source", "auto").returncode == 0
