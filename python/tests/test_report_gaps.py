"""How long contacts wait, counted by hand."""

from __future__ import annotations

from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings

from hubspot_engagements.report import response_gaps
from small_tables import CONNECTED, NOW, ROWS, SCHEMA, at, call, one, table


def gaps(*rows: dict[str, Any], now: str = "2026-03-10 00:00") -> dict[int, dict[str, Any]]:
    report = response_gaps(table(*rows), now=at(now))
    return {row["contact_id"]: row for row in report.iter_rows(named=True)}


def test_a_conversation() -> None:
    seven = gaps(
        call("2026-03-01 10:00"),
        # A question in two e-mails, answered after six hours by an e-mail
        one("INCOMING_EMAIL", "2026-03-02 06:00"),
        one("INCOMING_EMAIL", "2026-03-02 11:00"),
        one("EMAIL", "2026-03-02 12:00"),
        # one answered after two hours by a call, whatever came of it
        one("INCOMING_EMAIL", "2026-03-03 08:00"),
        call("2026-03-03 10:00"),
        # one that nobody has answered: the mail failed, nobody came, notes are no touch
        one("INCOMING_EMAIL", "2026-03-08 12:00"),
        one("EMAIL", "2026-03-08 13:00", email_status="FAILED"),
        one("MEETING", "2026-03-08 14:00", meeting_outcome="NO_SHOW"),
        one("NOTE", "2026-03-08 15:00"),
        one("INCOMING_EMAIL", "2026-03-09 12:00"),
        # and what is only planned
        call("2026-03-11 10:00"),
        one("TASK", "2026-03-12 10:00", task_status="WAITING"),
        one("TASK", "2026-03-11 10:00", task_status="COMPLETED"),
        one("TASK", "2026-03-04 10:00"),
    )[7]
    assert seven == {
        "contact_id": 7,
        "touches": 3,
        "first_touch": at("2026-03-01 10:00"),
        "last_touch": at("2026-03-03 10:00"),
        "incoming_emails": 5,
        "questions": 3,
        "answered": 2,
        "first_response_hours": 6.0,
        "median_response_hours": 4.0,
        "longest_response_hours": 6.0,
        "waiting_since": at("2026-03-08 12:00"),
        "waiting_hours": 36.0,
        "days_since_touch": pytest.approx(6 + 14 / 24),
        "median_follow_up_days": pytest.approx((26 + 22) / 2 / 24),
        "longest_silence_days": pytest.approx(5 + 2 / 24),
        "overdue_tasks": 1,
        "next_planned": at("2026-03-12 10:00"),
    }


def test_a_meeting_touches_when_it_is_held() -> None:
    held = one("MEETING", "2026-03-01 00:00", meeting_start_time="2026-03-04 00:00", meeting_outcome="COMPLETED")
    ahead = one("MEETING", "2026-03-01 00:00", meeting_start_time="2026-03-20 00:00", meeting_outcome="SCHEDULED")
    off = one("MEETING", "2026-03-11 00:00", meeting_outcome="CANCELED")
    seven = gaps(one("INCOMING_EMAIL", "2026-03-03 00:00"), held, ahead, off)[7]
    assert seven["longest_response_hours"] == 24.0
    assert seven["next_planned"] == at("2026-03-20 00:00")


def test_the_silence_that_lasts_counts() -> None:
    rows = [call("2026-03-01 00:00"), call("2026-03-03 00:00")]
    assert gaps(*rows, now="2026-03-04 00:00")[7]["longest_silence_days"] == 2.0
    assert gaps(*rows, now="2026-03-10 00:00")[7]["longest_silence_days"] == 7.0


def test_several_contacts_one_none_and_twice_the_same() -> None:
    shared = call("2026-03-01 00:00", CONNECTED, contacts=(7, 8, 7))
    found = gaps(shared, call("2026-03-02 00:00", contacts=()), call("2026-03-02 00:00", contacts=None))
    assert {contact: row["touches"] for contact, row in found.items()} == {7: 1, 8: 1}


def test_contacts_with_nothing_to_measure_are_there_too() -> None:
    found = gaps(one("NOTE", "2026-03-01 00:00"), call(None, contacts=(8,)))
    for row in found.values():
        measured = {name: value for name, value in row.items() if name != "contact_id"}
        assert set(measured.values()) == {0, None}
    assert sorted(found) == [7, 8]


def test_whoever_waits_longest_comes_first() -> None:
    order = gaps(
        call("2026-03-05 00:00", contacts=(1,)),
        call("2026-03-01 00:00", contacts=(2,)),
        one("INCOMING_EMAIL", "2026-03-06 00:00", contacts=(3,)),
        one("INCOMING_EMAIL", "2026-03-04 00:00", contacts=(4,)),
        one("NOTE", "2026-03-04 00:00", contacts=(5,)),
    )
    assert list(order) == [4, 3, 2, 1, 5]


def test_an_answer_at_the_same_moment_is_one_that_has_a_later_id() -> None:
    question, answer = one("INCOMING_EMAIL", "2026-03-01 00:00"), one("EMAIL", "2026-03-01 00:00")
    assert gaps(answer, question)[7]["longest_response_hours"] == 0.0


def test_an_empty_table_has_the_same_columns() -> None:
    assert response_gaps(table()).schema == response_gaps(table(call("2026-03-01 00:00"))).schema


@settings(deadline=None, max_examples=50)
@given(ROWS)
def test_contacts_and_touches_stay(rows: list[dict[str, Any]]) -> None:
    report = response_gaps(pa.Table.from_pylist(rows, schema=SCHEMA), now=NOW)
    pairs = {(place, contact) for place, row in enumerate(rows) for contact in row["contact_ids"] or () if contact}
    assert set(report["contact_id"]) == {contact for _, contact in pairs}
    assert not report["contact_id"].is_duplicated().any()

    def number(*types: str) -> int:
        past = [row["timestamp"] is not None and row["timestamp"] <= NOW for row in rows]
        return sum(rows[place]["type"] in types and past[place] for place, _ in pairs)

    assert report["incoming_emails"].sum() == number("INCOMING_EMAIL")
    assert report["touches"].sum() >= number("CALL", "EMAIL")
    assert (report["answered"] <= report["questions"]).all()
    assert (report["questions"] <= report["incoming_emails"]).all()
    assert (report["questions"] - report["answered"] == report["waiting_since"].is_not_null().cast(pl.Int64)).all()
    spans = report.select(pl.selectors.matches("_(hours|days)$|^days_"))
    assert all((column.drop_nulls() >= 0).all() for column in spans)
