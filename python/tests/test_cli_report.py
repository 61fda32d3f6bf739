"""The command `report`, against a served emulator."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from hubspot_engagements import report
from hubspot_engagements.cli._app import app
from hubspot_engagements.emulator import Emulator

TOKEN = "canary-token"


@pytest.fixture(scope="module")
def emulator() -> Emulator:
    return Emulator(300, seed=7, token=TOKEN, now=datetime(2026, 9, 21, 14, tzinfo=timezone.utc))


@pytest.fixture(autouse=True)
def url(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with emulator.serve() as url:
        monkeypatch.setenv("HUBSPOT_BASE_URL", url)
        monkeypatch.setenv("HUBSPOT_ACCESS_TOKEN", TOKEN)
        yield url


def run(*arguments: object, code: int = 0) -> Result:
    result = CliRunner().invoke(app, ["report", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    assert result.exit_code == code, result.output
    assert TOKEN not in result.output
    return result


def words(shown: str) -> str:
    """The text without the frames and line breaks with which it is shown."""
    return " ".join(re.sub("[│╭╮╰╯─]", " ", shown).split())


def test_productivity_is_the_report(emulator: Emulator, tmp_path: Path) -> None:
    file = tmp_path / "weeks.parquet"
    arguments = [
        "--by",
        "week",
        "--time-zone",
        "Asia/Tokyo",
        "--connected",
        "meeting BOOKED",
        "--connected",
        "Connected",
    ]
    run("productivity", *arguments, "--format", "parquet", "--output", file)
    with emulator.client() as hubspot:
        reached = [one for one in hubspot.dispositions() if one.label in ("Connected", "Meeting booked")]
        expected = report.productivity(
            hubspot.list().to_arrow(), by="week", owners=hubspot.owners(), time_zone="Asia/Tokyo", connected=reached
        )
    assert expected["connected"].sum() > 0
    assert pl.read_parquet(file).equals(expected)


def test_tables_for_people_have_names_and_shares() -> None:
    rows = [line.split("\t") for line in run("productivity").stdout.splitlines()]
    names = {row[1] for row in rows}
    assert names <= {"Maya Lindqvist", "Tomás Herrera", "Priya Raman", "Jonas Weber", "Aisha Okafor"}
    assert any(re.fullmatch(r"\d+%", row[3]) for row in rows)


def test_tables_name_weekdays_and_show_times_in_the_readers_zone() -> None:
    rows = [line.split("\t") for line in run("best-time").stdout.splitlines()]
    assert {row[1] for row in rows} <= {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}
    assert all(re.fullmatch(r"2026-\d\d-\d\d \d\d:\d\d", row[6]) for row in rows)


@pytest.mark.parametrize("kind", ["productivity", "gaps", "best-time"])
def test_csv_and_json_have_all_columns(kind: str, tmp_path: Path) -> None:
    table = pl.read_csv(io.StringIO(run(kind, "--format", "csv").stdout), infer_schema_length=None)
    lines = [json.loads(line) for line in run(kind, "--format", "json").stdout.splitlines()]
    assert table.height == len(lines) > 0
    assert table.columns == list(lines[0])
    file = tmp_path / "report.csv"
    assert run(kind, "--format", "csv", "-o", file).output == ""
    assert pl.read_csv(file, infer_schema_length=None).columns == table.columns


@pytest.mark.parametrize("kind", ["productivity", "gaps", "best-time"])
def test_it_draws(kind: str, tmp_path: Path) -> None:
    run(kind, "--plot", tmp_path / "picture.png")
    assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG")
    run(kind, "--plot", tmp_path / "picture.svg")
    assert "<svg" in (tmp_path / "picture.svg").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["productivity", "--time-zone", "Berlin"], "time_zone='Berlin' is no time zone: give a name such as"),
        (["productivity", "--plot", "picture.doc"], "must end with .png, .svg or .pdf"),
        (["gaps", "--format", "parquet"], "Parquet is for a file: name one"),
        (["gaps", "--output", "x"], "a table is for the screen: name what the file shall be"),
        (["best-time", "--connected", "Reached"], "'Reached' is no outcome of this account; there are Busy, Connected"),
    ],
)
def test_what_cannot_be_used_is_said(arguments: list[str], said: str) -> None:
    assert said in words(run(*arguments, code=2).stderr)


def test_without_the_extra_it_says_what_to_install(url: str) -> None:
    program = "import sys; sys.modules['polars'] = None; from hubspot_engagements.cli import main; main()"
    command = [sys.executable, "-c", program, "report", "gaps"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert 'report needs polars, which is not installed: pip install "hubspot-engagements[report]"' in done.stderr
    assert "Traceback" not in done.stderr
