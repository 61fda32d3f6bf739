"""The emulator of the service, as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def running(*arguments: str) -> Iterator[dict[str, Any]]:
    """Runs the emulator; gives what it says of itself."""
    with subprocess.Popen([_binary(), *arguments], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            portal: dict[str, Any] = json.loads(process.stdout.readline())
            yield portal
        finally:
            process.terminate()


def _binary() -> Path:
    given = os.environ.get("HUBSPOT_EMULATOR_BIN")
    if given:
        return Path(given)
    target = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target")
    binary = target / "debug" / "hubspot-emulator"
    if not binary.exists():
        build = ["cargo", "build", "--quiet", "--package", "hubspot-engagements-emulator", "--bin", "hubspot-emulator"]
        subprocess.run(build, cwd=ROOT, check=True)
    return binary
