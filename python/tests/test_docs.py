"""What the documents show runs as it stands there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hubspot_engagements.emulator import Emulator

pytest_plugins = ["pytester"]
DOCS = Path(__file__).resolve().parents[2] / "docs"


def blocks(page: str, language: str) -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    found = re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    assert found
    return found


def commands() -> list[str]:
    lines = [line.split("  #")[0].strip() for block in blocks("cli.md", "sh") for line in block.splitlines()]
    # Other tests see to these: the emulator runs until it is stopped, and a sync needs databases.
    return [line for line in lines if " emulator" not in line and " sync " not in line]


@pytest.mark.parametrize("command", commands())
def test_the_command_lines(command: str, tmp_path: Path) -> None:
    emulator = Emulator(300)
    with emulator.client() as hubspot:
        some = hubspot.list().first(1)[0].id
    if "jq " in command and not shutil.which("jq"):
        # The line is right or wrong only with the program that it pipes into, which is not ours.
        pytest.skip("jq, which this command line needs, is not installed")
    command = command.replace("24501", str(emulator.contact_id)).replace("29090716", str(some))
    with emulator.serve() as url:
        environment = {**os.environ, "HUBSPOT_BASE_URL": url, "HUBSPOT_ACCESS_TOKEN": emulator.token}
        environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
        command = command.replace("delete ", "delete --yes ")
        done = subprocess.run(
            ["sh", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
        )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout or list(tmp_path.iterdir())


def test_the_emulator(capsys: pytest.CaptureFixture[str]) -> None:
    script, _ = blocks("emulator.md", "python")
    exec(script, {})
    assert "\ncreated\n" in capsys.readouterr().out


def test_the_reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (script,) = blocks("reports.md", "python")
    monkeypatch.chdir(tmp_path)
    exec(script.replace("Client()", "emulator.client()"), {"emulator": Emulator(200)})
    assert (tmp_path / "weeks.csv").read_text().startswith("period,owner_id,owner,calls,")
    assert (tmp_path / "weeks.png").read_bytes().startswith(b"\x89PNG")


def test_the_fixtures(pytester: pytest.Pytester) -> None:
    _, test = blocks("emulator.md", "python")
    pytester.makepyfile(test)
    pytester.runpytest_subprocess("--strict-markers").assert_outcomes(passed=1)
