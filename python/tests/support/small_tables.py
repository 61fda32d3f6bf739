"""Small tables of engagements with the columns of `Listing.to_arrow()` that reports read."""

from __future__ import annotations

from datetime import datetime, timezone
from itertools import count
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

TIME = pa.timestamp("ms", tz="UTC")
WORD = pa.dictionary(pa.int32(), pa.string())
SCHEMA = pa.schema(
    {
        "id": pa.int64(),
        "type": WORD,
        "timestamp": TIME,
        "owner_id": pa.int64(),
        "contact_ids": pa.list_(pa.int64()),
        "call_disposition": pa.string(),
        "call_status": WORD,
        "call_duration_ms": pa.int64(),
        "email_status": WORD,
        "meeting_outcome": WORD,
        "meeting_start_time": TIME,
        "task_completion_date": TIME,
        "task_status": WORD,
        "extra": pa.string(),
    }
)

CONNECTED = "f240bbac-87c9-4f6e-bf70-924b57d47db7"
NO_ANSWER = "73a0d17f-1163-4015-bdd5-ec830791da20"
BOOKED = "5d3f0c5e-2b8e-4a67-9a41-0f6c1f3f7e52"

_ids = count(1)


def at(text: str) -> datetime:
    """`2026-03-02 09:30` in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


def one(kind: str, when: str | None, *, owner: int | None = 1, contacts: Any = (7,), **fields: Any) -> dict[str, Any]:
    """One row; times are texts as `at` reads them."""
    row = {"id": next(_ids), "type": kind, "timestamp": when, "owner_id": owner, "contact_ids": contacts, **fields}
    times = [name for name in row if SCHEMA.field(name).type == TIME and row[name] is not None]
    return {**row, **{name: at(row[name]) for name in times}}


def call(when: str | None, outcome: str | None = None, **fields: Any) -> dict[str, Any]:
    """One call; `outcome` is the id of a disposition."""
    return one("CALL", when, call_disposition=outcome, **fields)


def table(*rows: dict[str, Any]) -> pa.Table:
    """All of them; what a row does not say is null."""
    return pa.Table.from_pylist(list(rows), schema=SCHEMA)


NOW = at("2026-03-12 12:00")

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.integers(1, 99),
            "type": st.sampled_from(["CALL", "EMAIL", "INCOMING_EMAIL", "MEETING", "TASK", "NOTE", "SOMETHING_NEW"]),
            "timestamp": st.none()
            | st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(timezone.utc)),
            "owner_id": st.none() | st.integers(1, 3),
            "contact_ids": st.none() | st.lists(st.none() | st.integers(1, 3), max_size=3),
            "call_disposition": st.none() | st.sampled_from([CONNECTED, NO_ANSWER]),
            "call_duration_ms": st.none() | st.integers(0, 10**7),
            "meeting_outcome": st.none() | st.sampled_from(["COMPLETED", "NO_SHOW", "SCHEDULED"]),
            "meeting_start_time": st.none() | st.just(NOW),
            "task_status": st.none() | st.sampled_from(["COMPLETED", "WAITING"]),
            "task_completion_date": st.none() | st.just(NOW),
        }
    ),
    max_size=30,
)
"""Rows of any kind."""
