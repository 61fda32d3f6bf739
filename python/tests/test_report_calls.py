"""When calls reach people, and that no feature knows what came later."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from hubspot_engagements.report import best_time, call_features
from small_tables import CONNECTED, NO_ANSWER, SCHEMA, at, call, one, table

NOW = at("2026-03-10 12:00")


def test_best_time() -> None:
    report = best_time(
        table(
            call("2026-03-02 09:00", CONNECTED),
            call("2026-03-09 09:59", NO_ANSWER, contacts=(7, 8)),
            call("2026-03-09 10:00", CONNECTED),
            call("2026-03-11 10:00", CONNECTED),
            call(None, CONNECTED),
            call("2026-03-09 10:00", contacts=None),
            one("EMAIL", "2026-03-09 10:00"),
        ),
        now=NOW,
    )
    assert report.rows(named=True) == [
        {
            "contact_id": 7, "weekday": 1, "hour": 9, "attempts": 2, "connected": 1, "connected_rate": 0.5,
            "last_attempt": at("2026-03-09 09:59"), "last_connected": at("2026-03-02 09:00"),
            "days_since_attempt": pytest.approx(1 + 121 / 1440), "days_since_connected": 8.125,
        },
        {
            "contact_id": 7, "weekday": 1, "hour": 10, "attempts": 1, "connected": 1, "connected_rate": 1.0,
            "last_attempt": at("2026-03-09 10:00"), "last_connected": at("2026-03-09 10:00"),
            "days_since_attempt": pytest.approx(26 / 24), "days_since_connected": pytest.approx(26 / 24),
        },
        {
            "contact_id": 8, "weekday": 1, "hour": 9, "attempts": 1, "connected": 0, "connected_rate": 0.0,
            "last_attempt": at("2026-03-09 09:59"), "last_connected": None,
            "days_since_attempt": pytest.approx(1 + 121 / 1440), "days_since_connected": None,
        },
    ]  # fmt: skip


def test_hours_are_those_of_the_clock_on_the_wall() -> None:
    # Berlin goes from UTC+1 to UTC+2 on 29 March 2026: nine in the morning there is eight, then seven.
    calls = table(call("2026-03-27 08:30", CONNECTED), call("2026-03-30 07:30"), call("2026-03-29 22:30"))
    report = best_time(calls, time_zone="Europe/Berlin", now=at("2026-04-01 00:00"))
    assert report.select("weekday", "hour").rows() == [(1, 0), (1, 9), (5, 9)]
    features = call_features(calls, time_zone="Europe/Berlin")
    assert features["hour"].to_list() == [9, 0, 9]
    assert features["earlier_connected_near_hour"].to_list() == [0, 0, 1]


def test_features() -> None:
    features = call_features(
        table(
            one("INCOMING_EMAIL", "2026-03-01 09:00"),
            call("2026-03-02 09:00", CONNECTED),
            call("2026-03-03 10:00", NO_ANSWER),
            call("2026-03-04 14:00", None, call_status="COMPLETED"),
            call("2026-03-05 09:00", None, call_status="BUSY"),
            one("INCOMING_EMAIL", "2026-03-05 12:00"),
            call("2026-03-05 15:00", CONNECTED, contacts=(8,)),
        )
    )
    assert features.columns == list(call_features(table()).columns)
    shown = features.filter(pl.col("contact_id") == 7)
    assert shown["connected"].to_list() == [True, False, None, False]
    assert shown["weekday"].to_list() == [1, 2, 3, 4]
    assert shown["hour"].to_list() == [9, 10, 14, 9]
    assert shown["earlier_calls"].to_list() == [0, 1, 2, 3]
    assert shown["earlier_connected"].to_list() == [0, 1, 1, 1]
    assert shown["earlier_rate"].to_list() == [None, 1.0, 0.5, pytest.approx(1 / 3)]
    assert shown["earlier_calls_near_hour"].to_list() == [0, 1, 0, 2]
    assert shown["earlier_connected_near_hour"].to_list() == [0, 1, 0, 1]
    assert shown["earlier_rate_near_hour"].to_list() == [None, 1.0, None, 0.5]
    assert shown["last_connected"].to_list() == [None, True, False, False]
    assert shown["days_since_call"].to_list() == [
        None,
        pytest.approx(25 / 24),
        pytest.approx(28 / 24),
        pytest.approx(19 / 24),
    ]
    assert shown["days_since_connected"].to_list() == [None, pytest.approx(25 / 24), pytest.approx(53 / 24), 3.0]
    assert shown["days_since_incoming_email"].to_list() == [1.0, pytest.approx(49 / 24), pytest.approx(77 / 24), 4.0]
    (stranger,) = features.filter(pl.col("contact_id") == 8).rows(named=True)
    assert (stranger["earlier_calls"], stranger["days_since_incoming_email"]) == (0, None)


def test_hours_near_midnight_are_neighbours() -> None:
    features = call_features(
        table(call("2026-03-02 23:30", CONNECTED), call("2026-03-04 00:30"), call("2026-03-05 01:30"))
    )
    assert features["earlier_calls_near_hour"].to_list() == [0, 1, 1]


def test_what_happens_at_one_moment_knows_nothing_of_itself() -> None:
    when = "2026-03-02 09:00"
    features = call_features(table(call(when, CONNECTED), call(when, CONNECTED), one("INCOMING_EMAIL", when)))
    assert features["earlier_calls"].to_list() == [0, 0]
    assert features["days_since_incoming_email"].to_list() == [None, None]


def test_a_stream_is_read_once() -> None:
    calls = table(call("2026-03-02 09:00", CONNECTED), one("INCOMING_EMAIL", "2026-03-01 09:00"))
    assert call_features(calls.to_reader()).equals(call_features(calls))


HISTORY = st.lists(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["CALL", "CALL", "INCOMING_EMAIL", "NOTE"]),
            # Few moments, so that some are the same.
            "timestamp": st.integers(0, 60).map(lambda hours: at("2026-03-01 00:00") + timedelta(hours=hours)),
            "contact_ids": st.lists(st.integers(1, 2), max_size=2),
            "call_disposition": st.none() | st.sampled_from([CONNECTED, NO_ANSWER]),
        }
    ),
    max_size=12,
)


def features_of(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return call_features(pa.Table.from_pylist(rows, schema=SCHEMA))


@settings(deadline=None, max_examples=40)
@given(HISTORY)
def test_features_know_only_what_is_earlier(history: list[dict[str, Any]]) -> None:
    rows = [{**row, "id": place} for place, row in enumerate(history)]
    features = features_of(rows)
    for row in (row for row in rows if row["type"] == "CALL"):
        # Of all that happened, what was earlier and the call itself, without its outcome.
        known = [other for other in rows if other["timestamp"] < row["timestamp"]]
        alone = features_of([*known, {**row, "call_disposition": None}])
        mine = pl.col("call_id") == row["id"]
        # polars divides one number and many in ways that differ in the last bit, hence not `equals`.
        assert_frame_equal(features.filter(mine).drop("connected"), alone.filter(mine).drop("connected"))
    assert features.height == sum(len(set(row["contact_ids"])) for row in rows if row["type"] == "CALL")


@settings(deadline=None, max_examples=40)
@given(HISTORY)
def test_attempts_stay(history: list[dict[str, Any]]) -> None:
    rows = [{**row, "id": place} for place, row in enumerate(history)]
    report = best_time(pa.Table.from_pylist(rows, schema=SCHEMA), now=NOW)
    calls = [row for row in rows if row["type"] == "CALL" for _ in set(row["contact_ids"])]
    assert report["attempts"].sum() == len(calls)
    assert report["connected"].sum() == sum(row["call_disposition"] == CONNECTED for row in calls)
