"""The wheel in an environment of its own, with a program that is typed as strictly as can be."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = ROOT / "tests" / "packaging" / "python"
BUILT = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target") / "wheels"


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a fresh environment that has the wheel and what the wheel asks for, and nothing else."""
    wheels = list(BUILT.glob("*.whl"))
    assert len(wheels) == 1, f"`cargo xtask wheel` leaves one wheel in {BUILT}; there are {len(wheels)}"
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", str(folder))
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    run(sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", str(wheels[0]))
    return python


def test_the_wheel_is_all_that_is_needed(python: Path, portal: dict[str, Any]) -> None:
    given = {"BASE_URL": portal["base_url"], "TOKEN": portal["token"], "CONTACT_ID": str(portal["contact_id"])}
    # -I: neither the working directory nor the environment may lend a module; -W: nothing may warn.
    assert run(str(python), "-I", "-W", "error", str(PROJECT / "consumer.py"), **given) == "fine\n"


def test_its_types_pass_pyright_strict(python: Path) -> None:
    run(sys.executable, "-m", "pyright", "--pythonpath", str(python), "--project", str(PROJECT))


def test_its_types_pass_mypy_strict(python: Path) -> None:
    check = ["--strict", "--python-executable", str(python), "--cache-dir", os.devnull, "--config-file", os.devnull]
    run(sys.executable, "-m", "mypy", *check, str(PROJECT / "consumer.py"))


def run(*command: str, **environment: str) -> str:
    done = subprocess.run(
        command, cwd=PROJECT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
