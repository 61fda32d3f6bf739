"""The emulator of the service, as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import urllib.request
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


def admin(portal: dict[str, Any], method: str, route: str, body: Any) -> Any:
    """What an admin route answers; None where it says nothing."""
    url = f"{portal['base_url']}/__emulator/{route}"
    request = urllib.request.Request(url, json.dumps(body).encode(), method=method)
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.loads(response.read() or "null")


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
