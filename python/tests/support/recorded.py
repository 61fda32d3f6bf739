"""Real engagements, where they are at hand."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

__all__ = ["SHARED", "recorded"]

SHARED = Path(os.environ.get("ENGAGEMENTS_SHARED") or Path(__file__).resolve().parents[4] / "shared")


def recorded() -> list[Any]:
    """Every engagement in the recordings, as json has them."""
    found = []
    for path in sorted((SHARED / "recordings").rglob("*.json")):
        recording = json.loads(path.read_text("utf-8"))
        response = recording.get("response") if isinstance(recording, dict) else None
        body = response and response.get("status") == 200 and response.get("body")
        value = json.loads(body) if body else None
        if isinstance(value, dict):
            records = value.get("results", [value])
            found += [record for record in records if isinstance(record, dict) and "engagement" in record]
    return found
