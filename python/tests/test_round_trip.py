"""What is read and written back is the same JSON value: of the service's own records, and of invented ones."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counted import counted
from hubspot_engagements import Engagement

SHARED = Path(os.environ.get("ENGAGEMENTS_SHARED") or Path(__file__).resolve().parents[3] / "shared")
# How many engagements are invented.
RUNS = int(os.environ.get("HUBSPOT_PROPERTY_RUNS") or 10_000)


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


def test_recorded_engagements() -> None:
    records = recorded()
    if not records:
        pytest.skip(f"recordings are not part of the repository; none in {SHARED} (ENGAGEMENTS_SHARED sets it)")
    for record in records:
        text = json.dumps(record)
        engagement = Engagement.from_json(text)
        assert exact(engagement.to_dict()) == exact(record)
        assert exact(json.loads(engagement.to_json())) == exact(record)
    assert len(records) == 621
    counted("recorded engagements that came back equal", len(records))


KEYS = st.sampled_from(["__proto__", "constructor", "toString", "", "new", "neu ü", "a/b~c", "👋", "type "]) | st.text(
    max_size=6
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**80), 2**80),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
)
UNKNOWN = st.dictionaries(KEYS, SCALARS | st.lists(SCALARS, max_size=3), max_size=3)
KNOWN: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "NOTE": {"body": st.text(max_size=20)},
    "TASK": {"subject": st.text(max_size=20), "reminders": st.lists(st.integers(-(2**63), 2**63 - 1), max_size=2)},
    "CALL": {"durationMilliseconds": st.integers(-(2**63), 2**63 - 1), "status": st.text(max_size=9)},
    "EMAIL": {"to": st.lists(st.fixed_dictionaries({"email": st.text(max_size=9)}), max_size=2)},
    "MEETING": {"startTime": st.integers(-(2**63), 2**63 - 1), "preMeetingProspectReminders": SCALARS},
    "SOMETHING_NEW": {},
}


@st.composite
def engagements(draw: st.DrawFn) -> list[dict[str, Any]]:
    """One engagement of each type, all with the same unknown keys: inventing takes longer than checking."""
    unknown, more = draw(UNKNOWN), draw(UNKNOWN)
    nested: Any = more
    for level in range(draw(st.sampled_from([0, 1, 5, 50]))):
        nested = [nested] if level % 2 else {"constructor": nested}
    about = {**unknown, "id": 2**63 - 1, "timestamp": draw(st.integers(-(2**63), 2**63 - 1) | st.none())}
    beside = {key: value for key, value in unknown.items() if key not in {"engagement", "metadata", "associations"}}
    return [
        {
            **beside,
            "engagement": {**about, "type": kind},
            "associations": {"contactIds": [2**63 - 1], "__proto__": nested},
            "metadata": {**more, "constructor": nested, **draw(st.fixed_dictionaries({}, optional=known))},
        }
        for kind, known in KNOWN.items()
    ]


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
