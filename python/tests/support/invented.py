"""Engagements that nobody ever made, with whatever JSON can hold."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

__all__ = ["KNOWN", "engagements"]

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
