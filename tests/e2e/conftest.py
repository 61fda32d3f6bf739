"""An emulated portal for each scenario."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def root() -> Path:
    """The repository's root."""
    return ROOT


@pytest.fixture
def portal() -> Iterator[dict[str, Any]]:
    """What the emulator says when it is ready: base_url, token, contact_id and the rest."""
    command = [os.environ["HUBSPOT_EMULATOR_BIN"], "--engagements", "300"]
    emulator = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert emulator.stdout is not None
        yield json.loads(emulator.stdout.readline())
    finally:
        emulator.send_signal(signal.SIGTERM)
        assert emulator.wait(timeout=10) == 0
        emulator.stdout.close()
