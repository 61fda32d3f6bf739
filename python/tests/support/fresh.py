"""Environments that have the built wheel and what it asks for, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[3]
BUILT = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target") / "wheels"


def environment(folder: Path, *packages: str, extra: str) -> Path:
    """Makes one with the wheel, one of its extras and other packages; gives its interpreter.

    The wheel is installed by pip. All that its metadata and `packages` require, and what that requires, is lent by this
    environment, file by file, instead of downloaded and unpacked again: what they do not require is not to be found.
    """
    wheels = list(BUILT.glob("*.whl"))
    assert len(wheels) == 1, f"`cargo xtask wheel` leaves one wheel in {BUILT}; there are {len(wheels)}"
    run(sys.executable, "-m", "venv", "--without-pip", str(folder))
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    run(sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", str(wheels[0]))
    site = Path(run(str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    (own,) = site.glob("hubspot_engagements-*.dist-info")
    wanted = _required(metadata.Distribution.at(own), {extra}) + [Requirement(package) for package in packages]
    for distribution in _closure(wanted):
        _lend(distribution, site)
    return python


def run(*command: str) -> str:
    """What a command prints, which must succeed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _closure(wanted: list[Requirement]) -> list[metadata.Distribution]:
    """The installed distributions that satisfy requirements, theirs included."""
    found: dict[tuple[str, frozenset[str]], metadata.Distribution] = {}
    while wanted:
        requirement = wanted.pop()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key in found:
            continue
        found[key] = distribution = metadata.distribution(requirement.name)
        assert requirement.specifier.contains(distribution.version, prereleases=True), requirement
        wanted += _required(distribution, requirement.extras)
    return list(found.values())


def _required(distribution: metadata.Distribution, extras: set[str]) -> list[Requirement]:
    """What a distribution requires here, with these extras."""
    required = [Requirement(text) for text in distribution.requires or ()]
    return [
        one
        for one in required
        if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in {"", *extras})
    ]


def _lend(distribution: metadata.Distribution, site: Path) -> None:
    for name in {file.parts[0] for file in distribution.files or ()} - {"..", "__pycache__"}:
        if not (site / name).exists():
            (site / name).symlink_to(str(distribution.locate_file(name)))
