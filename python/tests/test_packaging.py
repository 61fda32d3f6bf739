"""The wheel in an environment of its own, with a program that is typed as strictly as can be."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = ROOT / "tests" / "packaging" / "python"
BUILT = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target") / "wheels"


@pytest.fixture(scope="module")
def wheel() -> Path:
    """The wheel that was built."""
    wheels = list(BUILT.glob("*.whl"))
    assert len(wheels) == 1, f"`cargo xtask wheel` leaves one wheel in {BUILT}; there are {len(wheels)}"
    return wheels[0]


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a fresh environment that has the wheel and what the wheel asks for, and nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", str(folder))
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    run(sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", str(wheel))
    return python


def test_the_wheel_is_all_that_is_needed(python: Path, portal: dict[str, Any], tmp_path: Path) -> None:
    given = {"BASE_URL": portal["base_url"], "TOKEN": portal["token"], "CONTACT_ID": str(portal["contact_id"])}
    given["FOLDER"] = str(tmp_path)
    # -I: neither the working directory nor the environment may lend a module; -W: nothing may warn.
    assert run(str(python), "-I", "-W", "error", str(PROJECT / "consumer.py"), **given) == "fine\n"


def test_its_types_pass_pyright_strict(python: Path) -> None:
    run(sys.executable, "-m", "pyright", "--pythonpath", str(python), "--project", str(PROJECT))


def test_its_types_pass_mypy_strict(python: Path) -> None:
    check = ["--strict", "--python-executable", str(python), "--cache-dir", os.devnull, "--config-file", os.devnull]
    run(sys.executable, "-m", "mypy", *check, str(PROJECT / "consumer.py"))


@pytest.mark.skipif(sys.platform != "linux", reason="auditwheel knows Linux")
def test_the_wheel_is_one_for_every_linux_of_its_age(wheel: Path) -> None:
    """One for all Pythons from 3.10 on, and it needs nothing of a system but what manylinux promises."""
    assert "-cp310-abi3-manylinux_2_" in wheel.name
    shown = " ".join(run(sys.executable, "-m", "auditwheel", "show", str(wheel)).split())
    assert f'consistent with the following platform tag: "{wheel.stem.rpartition("-")[2]}"' in shown


def test_the_source_distribution_builds(tmp_path: Path) -> None:
    """It holds all crates that the wheel needs: out of its own folder it becomes a wheel."""
    run(sys.executable, "-m", "maturin", "sdist", "--out", str(tmp_path), cwd=ROOT / "python")
    (source,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        archive.extractall(tmp_path, filter="data")
    folder = tmp_path / source.name.removesuffix(".tar.gz")
    # Its files have the times of long ago, by which cargo would take what an older distribution left for these crates.
    for file in folder.rglob("*"):
        os.utime(file)
    # What does not belong to this repository is compiled already; its flags must be those of `cargo xtask wheel --dev`.
    build = ["build", "--offline", "--profile", "dev", "--out", str(tmp_path), "--interpreter", sys.executable]
    run(sys.executable, "-m", "maturin", *build, cwd=folder, CARGO_TARGET_DIR=str(BUILT.parent))
    (built,) = tmp_path.glob("*.whl")
    assert "_core.abi3.so" in " ".join(zipfile.ZipFile(built).namelist())


def run(*command: str, cwd: Path = PROJECT, **environment: str) -> str:
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
