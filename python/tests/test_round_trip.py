"""What is read and written back is the same JSON value: of the service's own records, and of invented ones."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from counted import counted
from hubspot_engagements import Engagement
from invented import KNOWN, engagements
from recorded import SHARED, recorded

# How many engagements are invented.
RUNS = int(os.environ.get("HUBSPOT_PROPERTY_RUNS") or 10_000)


def test_recorded_engagements() -> None:
    records = recorded()
    if not records:
        # The real responses lie outside of the repository; the property test below needs none.
        pytest.skip(f"recordings are not part of the repository; none in {SHARED} (ENGAGEMENTS_SHARED sets it)")
    for record in records:
        text = json.dumps(record)
        engagement = Engagement.from_json(text)
        assert exact(engagement.to_dict()) == exact(record)
        assert exact(json.loads(engagement.to_json())) == exact(record)
    assert len(records) == 621
    counted("recorded engagements that came back equal", len(records))


@settings(max_examples=-(-RUNS // len(KNOWN)), deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(engagements())
def test_any_engagement(values: list[dict[str, Any]]) -> None:
    for value in values:
        engagement = Engagement.from_json(json.dumps(value))
        wanted = exact(value)
        assert exact(engagement.to_dict()) == wanted
        assert exact(json.loads(engagement.to_json())) == wanted
        assert engagement.metadata is not None
        assert exact(engagement.metadata.to_dict()) == exact(value["metadata"])


def exact(value: Any) -> str:
    """A text that is equal for equal JSON values only: unlike in Python, 1 is neither 1.0 nor true."""
    return json.dumps(value, sort_keys=True)
