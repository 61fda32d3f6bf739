"""Environments that have the built wheel and what it asks for, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BUILT = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target") / "wheels"


def environment(folder: Path, *packages: str, extra: str = "") -> Path:
    """Makes one with the wheel, one of its extras and other packages; gives its interpreter."""
    wheels = list(BUILT.glob("*.whl"))
    assert len(wheels) == 1, f"`cargo xtask wheel` leaves one wheel in {BUILT}; there are {len(wheels)}"
    run(sys.executable, "-m", "venv", "--without-pip", str(folder))
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    wheel = f"{wheels[0]}[{extra}]" if extra else str(wheels[0])
    install = ["install", "--quiet", "--disable-pip-version-check", "--constraint", str(_versions(folder))]
    run(sys.executable, "-m", "pip", "--python", str(python), *install, wheel, *packages)
    return python


def run(*command: str, **environment: str) -> str:
    """What a command prints, which must succeed."""
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _versions(folder: Path) -> Path:
    """The versions that the other tests have, so that pip finds them in its cache. A constraint has no extras."""
    wanted = (ROOT / "python" / "requirements-dev.txt").read_text().splitlines()
    constraints = folder / "constraints.txt"
    constraints.write_text("\n".join(line for line in wanted if "[" not in line))
    return constraints
