"""What each rep did in each day or week, counted by hand beside it."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

import duckdb
import pandas
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubspot_engagements import Disposition, Owner
from hubspot_engagements.report import productivity, response_gaps
from small_tables import BOOKED, CONNECTED, NO_ANSWER, NOW, ROWS, SCHEMA, TIME, at, call, one, table

MARCH = table(
    # Monday 2 March, owner 1
    call("2026-03-02 09:00", CONNECTED, call_duration_ms=90_000, call_status="COMPLETED"),
    call("2026-03-02 10:00", NO_ANSWER, call_duration_ms=30_000, contacts=(7, 8)),
    call("2026-03-02 11:00", BOOKED, call_duration_ms=600_000),
    call("2026-03-02 12:00", None, call_status="COMPLETED"),
    one("EMAIL", "2026-03-02 13:00", email_status="SENT"),
    one("EMAIL", "2026-03-02 13:01"),
    one("EMAIL", "2026-03-02 13:02", email_status="FAILED"),
    one("INCOMING_EMAIL", "2026-03-02 14:00"),
    one("NOTE", "2026-03-02 15:00"),
    # Sunday 8 March, the same week, owner 1: logged on the 1st, held on the 8th
    one("MEETING", "2026-03-01 08:00", meeting_start_time="2026-03-08 08:00", meeting_outcome="COMPLETED"),
    one("MEETING", "2026-03-08 09:00", meeting_outcome="NO_SHOW"),
    one("MEETING", "2026-03-08 10:00"),
    # Owner 2: due on Monday 9 March, done two days before
    one("TASK", "2026-03-09 09:00", owner=2, task_status="COMPLETED", task_completion_date="2026-03-07 09:00"),
    one("TASK", "2026-03-09 09:00", owner=2, task_status="NOT_STARTED"),
    one("TASK", "2026-03-09 09:00", owner=2),
    one("TASK", "2026-03-13 09:00", owner=2, task_status="WAITING"),
    # Nobody's
    one("TASK", "2026-03-09 09:00", owner=None, task_status="COMPLETED"),
    one("PUBLISHING_TASK", "2026-03-09 09:00"),
)


def row(report: pl.DataFrame, period: date | None, owner_id: int | None) -> dict[str, Any]:
    found = report.filter(pl.col("period").eq_missing(period), pl.col("owner_id").eq_missing(owner_id))
    assert found.height == 1, report
    return {name: value for name, value in found.row(0, named=True).items() if value not in (0, None)}


def test_days() -> None:
    report = productivity(MARCH, now=NOW)
    monday = row(report, date(2026, 3, 2), 1)
    assert monday == {
        "period": date(2026, 3, 2),
        "owner_id": 1,
        "calls": 4,
        "connected": 1,
        "connected_rate": 0.25,
        "call_minutes": 12.0,
        "emails_sent": 2,
        "emails_received": 1,
        "notes": 1,
    }
    sunday = row(report, date(2026, 3, 8), 1)
    assert (sunday["meetings"], sunday["meetings_held"], sunday["no_shows"]) == (3, 1, 1)
    assert row(report, date(2026, 3, 7), 2)["tasks_done"] == 1
    due = row(report, date(2026, 3, 9), 2)
    assert (due["tasks_due"], due["tasks_overdue"]) == (3, 2)
    assert "tasks_done" not in due
    later = row(report, date(2026, 3, 13), 2)
    assert later["tasks_due"] == 1
    assert "tasks_overdue" not in later
    nobodys = row(report, date(2026, 3, 9), None)
    assert (nobodys["tasks_due"], nobodys["tasks_done"]) == (1, 1)
    assert report.height == 6
    assert report["period"].is_sorted()
    assert report.filter(pl.col("calls") == 0)["connected_rate"].null_count() == 5


def test_weeks_begin_on_monday() -> None:
    report = productivity(MARCH, by="week", now=NOW)
    assert report.select("period", "owner_id").rows() == [
        (date(2026, 3, 2), 1),
        (date(2026, 3, 2), 2),
        (date(2026, 3, 9), 2),
        (date(2026, 3, 9), None),
    ]
    week = row(report, date(2026, 3, 2), 1)
    assert (week["calls"], week["meetings"], week["notes"]) == (4, 3, 1)


@pytest.mark.parametrize(
    ("status", "sent"),
    [(None, 1), ("SENT", 1), ("SOMETHING_NEW", 1), ("FAILED", 0), ("BOUNCED", 0), ("SCHEDULED", 0), ("SENDING", 0)],
)
def test_an_email_counts_unless_its_status_says_that_it_did_not_leave(status: str | None, sent: int) -> None:
    email = table(one("EMAIL", "2026-03-02 13:00", email_status=status), call("2026-03-02 13:00"))
    assert productivity(email)["emails_sent"].to_list() == [sent]
    # Nor is it a touch.
    assert response_gaps(email)["touches"].to_list() == [sent + 1]


def test_overdue_is_a_matter_of_now() -> None:
    def overdue(now: datetime) -> int:
        return int(productivity(MARCH, now=now)["tasks_overdue"].sum())

    assert overdue(at("2026-03-09 09:00")) == 0
    assert overdue(at("2026-03-09 09:00") + timedelta(milliseconds=1)) == 2
    assert overdue(at("2026-03-14 00:00").astimezone(timezone(timedelta(hours=9)))) == 3
    assert overdue(datetime.now(timezone.utc)) == int(productivity(MARCH)["tasks_overdue"].sum())


def test_the_outcomes_that_count_are_the_callers() -> None:
    outcomes = [Disposition(id=CONNECTED, label="Erreicht"), Disposition(id=BOOKED, label="Meeting booked")]
    assert productivity(MARCH, connected=outcomes, now=NOW)["connected"].sum() == 2
    assert productivity(MARCH, connected=[BOOKED.upper()], now=NOW)["connected"].sum() == 1
    assert productivity(MARCH, connected=[], now=NOW)["connected"].sum() == 0
    with pytest.raises(ValueError, match=r"'Connected' is no id of a call outcome: give members of"):
        productivity(MARCH, connected=["Connected"])
    with pytest.raises(TypeError, match="give a list"):
        productivity(MARCH, connected=CONNECTED)


def test_days_are_those_of_the_zone() -> None:
    # New York leaves winter time on 8 March 2026 at 07:00 UTC: 04:59 is still the 7th, 04:00 on the 9th is the 9th.
    calls = table(
        *(call(when) for when in ("2026-03-08 04:59", "2026-03-08 05:00", "2026-03-09 03:59", "2026-03-09 04:00"))
    )
    report = productivity(calls, time_zone="America/New_York")
    assert report.select("period", "calls").rows() == [
        (date(2026, 3, 7), 1),
        (date(2026, 3, 8), 2),
        (date(2026, 3, 9), 1),
    ]
    weeks = productivity(calls, by="week", time_zone="America/New_York")
    assert weeks.select("period", "calls").rows() == [(date(2026, 3, 2), 3), (date(2026, 3, 9), 1)]


def test_what_has_no_time_is_not_lost() -> None:
    report = productivity(table(call(None, CONNECTED), call("2026-03-02 09:00")))
    assert row(report, None, 1)["connected"] == 1
    assert report["period"].to_list() == [date(2026, 3, 2), None]
    # A due date that no timestamp can hold is not overdue.
    assert productivity(table(one("TASK", None)))["tasks_overdue"].to_list() == [0]


def test_owners_have_names() -> None:
    owners = [Owner(id="1", first_name="Maya", last_name="Lindqvist"), Owner(id="2", email="t@example.com")]
    named = productivity(MARCH, owners=owners, now=NOW).select("owner_id", "owner").unique()
    assert dict(named.iter_rows()) == {1: "Maya Lindqvist", 2: "t@example.com", None: None}
    assert productivity(MARCH, owners={1: "M"}, now=NOW)["owner"].unique(maintain_order=True).to_list() == ["M", None]


def test_an_empty_table_has_the_same_columns() -> None:
    empty, full = productivity(table(), by="week"), productivity(MARCH, by="week")
    assert empty.schema == full.schema
    assert empty.height == 0


def in_berlin(given: pa.Table) -> pa.Table:
    other = pa.timestamp("us", "Europe/Berlin")
    return given.cast(pa.schema([field.with_type(other if field.type == TIME else field.type) for field in SCHEMA]))


def in_pandas(given: pa.Table) -> pandas.DataFrame:
    frame: pandas.DataFrame = given.to_pandas(
        types_mapper=lambda kind: None if pa.types.is_dictionary(kind) else pandas.ArrowDtype(kind)
    )
    return frame


@pytest.mark.parametrize(
    "form",
    [
        lambda t: pl.DataFrame(t),
        lambda t: t.to_reader(max_chunksize=3),
        lambda t: duckdb.sql("select * exclude (extra) from t"),
        in_pandas,
        in_berlin,
    ],
    ids=["polars", "stream", "duckdb", "pandas", "other zone and unit"],
)
def test_any_table_will_do(form: Any) -> None:
    assert productivity(form(MARCH), now=NOW).equals(productivity(MARCH, now=NOW))


def test_what_cannot_be_used_is_said() -> None:
    with pytest.raises(TypeError, match=r"not list: give `listing.to_arrow\(\)`"):
        productivity([])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"no column type, task_status: this report needs type, timestamp"):
        productivity(MARCH.drop(["type", "task_status"]))
    with pytest.raises(ValueError, match=r"column timestamp holds times without a zone"):
        productivity(pl.DataFrame(MARCH).with_columns(pl.col("timestamp").dt.replace_time_zone(None)))
    with pytest.raises(ValueError, match=r"by='month' is not known: give 'day' or 'week'"):
        productivity(MARCH, by="month")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"time_zone='Berlin' is no time zone: give a name such as"):
        productivity(MARCH, time_zone="Berlin")
    with pytest.raises(ValueError, match="has no time zone: give an aware datetime"):
        productivity(MARCH, now=datetime(2026, 1, 1))


@settings(deadline=None, max_examples=50)
@given(ROWS, st.sampled_from(["day", "week"]), st.sampled_from(["UTC", "Asia/Kathmandu", "America/New_York"]))
def test_totals_stay(rows: list[dict[str, Any]], by: Any, zone: str) -> None:
    report = productivity(pa.Table.from_pylist(rows, schema=SCHEMA), by=by, time_zone=zone)

    def number(kind: str, **fields: str) -> int:
        return sum(row["type"] == kind and all(row[name] == value for name, value in fields.items()) for row in rows)

    totals = report.select(pl.exclude("period", "owner_id", "owner", "connected_rate").sum()).row(0, named=True)
    assert totals["calls"] == number("CALL")
    assert totals["connected"] == number("CALL", call_disposition=CONNECTED)
    assert totals["meetings"] == number("MEETING")
    assert totals["meetings_held"] == number("MEETING", meeting_outcome="COMPLETED")
    assert totals["no_shows"] == number("MEETING", meeting_outcome="NO_SHOW")
    assert totals["tasks_due"] == number("TASK")
    assert totals["tasks_done"] == number("TASK", task_status="COMPLETED")
    assert totals["emails_sent"] == number("EMAIL")
    assert totals["emails_received"] == number("INCOMING_EMAIL")
    assert totals["notes"] == number("NOTE")
    spoken = sum(row["call_duration_ms"] or 0 for row in rows if row["type"] == "CALL")
    assert totals["call_minutes"] == pytest.approx(spoken / 60_000)
    assert report.select(pl.struct("period", "owner_id").is_duplicated().any()).item() in (False, None)
