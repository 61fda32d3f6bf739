"""How long contacts wait: for an answer, and for somebody to follow up."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from ._table import (
    TIME,
    ArrowStream,
    days,
    hours,
    instant,
    is_open,
    is_type,
    meeting_time,
    read,
    was_held,
    was_sent,
)


def response_gaps(table: ArrowStream, *, now: datetime | None = None) -> pl.DataFrame:
    """How long each contact waited for an answer, and how long it was left alone: one row a contact.

    `table` has the columns of `Listing.to_arrow()`. `now`, an aware datetime, is the moment the report is made for:
    what lies behind it is a plan, not a touch. The present by default.

    A *touch* is an EMAIL that was sent, a CALL whatever its outcome, or a MEETING with the outcome COMPLETED, which
    counts at its start. A *question* is an INCOMING_EMAIL that follows a touch, or is the first of all: e-mails that
    come after it before anybody answers belong to the same question. The next touch answers it.

    | column | type | what it is |
    |---|---|---|
    | `contact_id` | Int64 | |
    | `touches` | Int64 | how many touches there were |
    | `first_touch`, `last_touch` | Datetime[ms, UTC] | null without touches |
    | `incoming_emails` | Int64 | how many INCOMING_EMAILs |
    | `questions`, `answered` | Int64 | how many questions, and how many of them were answered |
    | `first_response_hours` | Float64 | from the first question to its answer; null where it has none |
    | `median_response_hours`, `longest_response_hours` | Float64 | of all answered questions |
    | `waiting_since` | Datetime[ms, UTC] | the question that nobody has answered yet |
    | `waiting_hours` | Float64 | from then to `now` |
    | `days_since_touch` | Float64 | from the last touch to `now`, in days of 24 hours |
    | `median_follow_up_days` | Float64 | from one touch to the next; null with fewer than two |
    | `longest_silence_days` | Float64 | the longest time without touch or incoming e-mail, up to `now` |
    | `overdue_tasks` | Int64 | tasks that are not COMPLETED and were due before `now` |
    | `next_planned` | Datetime[ms, UTC] | the next open task or meeting from `now` on; null without one |

    Whoever waits longest for an answer comes first, then whoever has been left alone longest. An engagement of several
    contacts counts for each of them, one without contacts for none; one without a time counts for no gap.

    Raises ValueError for an argument or a column that cannot be used, TypeError for what is no table.
    """
    now = instant(now)
    rows = (
        read(
            table,
            *("id", "type", "timestamp", "contact_ids", "email_status", "meeting_outcome"),
            *("meeting_start_time", "task_status"),
        )
        .with_columns(pl.col("contact_ids").list.unique())
        .explode("contact_ids")
        .rename({"contact_ids": "contact_id"})
        .drop_nulls("contact_id")
    )
    contacts = rows.select("contact_id").unique()
    return (
        contacts.join(_measured(_conversation(rows, now), now), on="contact_id", how="left")
        .join(_planned(rows, now), on="contact_id", how="left")
        .with_columns(
            pl.col("touches", "incoming_emails", "questions", "answered", "overdue_tasks").cast(pl.Int64).fill_null(0)
        )
        .sort(
            *("waiting_since", "days_since_touch", "contact_id"),
            descending=[False, True, False],
            nulls_last=True,
        )
    )


def _conversation(rows: pl.DataFrame, now: datetime) -> pl.DataFrame:
    """Touches and incoming e-mails up to now, in order, with what each says about its neighbours."""
    touch = was_sent() | is_type("CALL") | was_held()
    at = pl.when(is_type("MEETING")).then(meeting_time()).otherwise("timestamp")
    after_touch = pl.col("touch").shift(1).over("contact_id").fill_null(value=True)
    return (
        rows.select(
            "contact_id", "id", at.alias("at"), touch.alias("touch"), is_type("INCOMING_EMAIL").alias("incoming")
        )
        .filter(pl.col("touch") | pl.col("incoming"), pl.col("at") <= now)
        .sort("contact_id", "at", "id")
        .with_columns(
            (pl.col("incoming") & after_touch).alias("question"),
            pl.when("touch").then("at").backward_fill().over("contact_id").alias("next_touch"),
            pl.col("at").diff().over("contact_id").alias("silence"),
        )
    )


def _measured(events: pl.DataFrame, now: datetime) -> pl.DataFrame:
    question, touches = pl.col("question"), pl.col("at").filter(pl.col("touch"))
    response = (pl.col("next_touch") - pl.col("at")).filter(question)
    since = pl.lit(now, dtype=TIME)
    return events.group_by("contact_id", maintain_order=True).agg(
        pl.col("touch").sum().alias("touches"),
        touches.min().alias("first_touch"),
        touches.max().alias("last_touch"),
        pl.col("incoming").sum().alias("incoming_emails"),
        question.sum().alias("questions"),
        response.is_not_null().sum().alias("answered"),
        hours(response.first()).alias("first_response_hours"),
        hours(response.median()).alias("median_response_hours"),
        hours(response.max()).alias("longest_response_hours"),
        pl.col("at").filter(question & pl.col("next_touch").is_null()).first().alias("waiting_since"),
        hours(since - pl.col("at").filter(question & pl.col("next_touch").is_null()).first()).alias("waiting_hours"),
        days(since - touches.max()).alias("days_since_touch"),
        days(touches.diff().median()).alias("median_follow_up_days"),
        days(pl.max_horizontal(pl.col("silence").max(), since - pl.col("at").max())).alias("longest_silence_days"),
    )


def _planned(rows: pl.DataFrame, now: datetime) -> pl.DataFrame:
    ahead = ~pl.col("meeting_outcome").is_in(["COMPLETED", "NO_SHOW", "CANCELED", "RESCHEDULED"])
    planned_meeting = is_type("MEETING") & ahead.fill_null(value=True)
    at = pl.when(is_type("MEETING")).then(meeting_time()).otherwise("timestamp")
    return (
        rows.filter(is_open() | planned_meeting)
        .select("contact_id", is_type("TASK").alias("task"), at.alias("at"))
        .group_by("contact_id")
        .agg(
            (pl.col("task") & (pl.col("at") < now)).sum().alias("overdue_tasks"),
            pl.col("at").filter(pl.col("at") >= now).min().alias("next_planned"),
        )
    )
