"""What each rep did in each day or week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

import polars as pl

from .._core import Disposition, Owner
from ._table import (
    CONNECTED,
    ArrowStream,
    ids_of,
    instant,
    is_connected,
    is_open,
    is_type,
    known_zone,
    meeting_time,
    names_of,
    rate,
    read,
    was_held,
    was_sent,
)

_MINUTE_MS = 60_000

_COUNTS = (
    "calls",
    "connected",
    "meetings",
    "meetings_held",
    "no_shows",
    "tasks_due",
    "tasks_done",
    "tasks_overdue",
    "emails_sent",
    "emails_received",
    "notes",
)


def productivity(
    table: ArrowStream,
    *,
    by: Literal["day", "week"] = "day",
    owners: Iterable[Owner] | Mapping[int, str] | None = None,
    time_zone: str = "UTC",
    connected: Iterable[str | Disposition] = (CONNECTED,),
    now: datetime | None = None,
) -> pl.DataFrame:
    """What each owner did in each day or week: one row for each of both that has anything to tell.

    `table` has the columns of `Listing.to_arrow()`. `owners` gives names to ids: `client.owners()`, or a mapping.
    Days and weeks are those of `time_zone`, an IANA name. `connected` lists the call outcomes that mean that the
    person was reached, as members of `client.dispositions()` or their ids; HubSpot's own "Connected" alone by default.
    `now`, an aware datetime, decides what is overdue; the present by default.

    Columns, counts being Int64:

    | column | type | what it is |
    |---|---|---|
    | `period` | Date | the day, or the Monday of the week; null for what has no time that a timestamp can hold |
    | `owner_id` | Int64 | null for what is assigned to nobody |
    | `owner` | String | the name, null where `owners` does not know it |
    | `calls` | | calls, by the time they happened |
    | `connected` | | those whose outcome is one of `connected` |
    | `connected_rate` | Float64 | `connected / calls`, 0 to 1; null without calls |
    | `call_minutes` | Float64 | length of all calls in minutes |
    | `meetings` | | meetings, by their start, whatever became of them |
    | `meetings_held` | | those with the outcome COMPLETED |
    | `no_shows` | | those with the outcome NO_SHOW |
    | `tasks_due` | | tasks, by the time they are due |
    | `tasks_overdue` | | those that are not COMPLETED and were due before `now` |
    | `tasks_done` | | COMPLETED tasks, by their completion date; where they have none, by the time they were due |
    | `emails_sent` | | EMAILs, but for those that failed, bounced or still wait to be sent |
    | `emails_received` | | INCOMING_EMAILs |
    | `notes` | | notes |

    Rows are in the order of `period`, then `owner_id`. An engagement of several contacts counts once.

    Raises ValueError for an argument or a column that cannot be used, TypeError for what is no table.
    """
    if by not in ("day", "week"):
        raise ValueError(f"by={by!r} is not known: give 'day' or 'week'")
    now, zone = instant(now), known_zone(time_zone)
    rows = read(
        table,
        *("type", "timestamp", "owner_id", "call_disposition", "call_status", "call_duration_ms", "email_status"),
        *("meeting_outcome", "meeting_start_time", "task_completion_date", "task_status"),
    )
    events = pl.concat(_events(rows, ids_of(connected), now), how="diagonal")
    day = pl.col("at").dt.convert_time_zone(zone).dt.date()
    period = day.dt.truncate("1w") if by == "week" else day
    sums = [pl.col(*_COUNTS).cast(pl.Int64).sum(), pl.col("call_minutes").sum()]
    return (
        events.group_by(period.alias("period"), "owner_id")
        .agg(sums)
        .join(names_of(owners), on="owner_id", how="left")
        .with_columns(rate("connected", "calls").alias("connected_rate"))
        .sort("period", "owner_id", nulls_last=True)
        .select(
            *("period", "owner_id", "owner", "calls", "connected", "connected_rate", "call_minutes", "meetings"),
            *("meetings_held", "no_shows", "tasks_due", "tasks_overdue", "tasks_done", "emails_sent"),
            *("emails_received", "notes"),
        )
    )


def _events(rows: pl.DataFrame, connected: list[str], now: datetime) -> list[pl.DataFrame]:
    """Who did what, `at` when: a task is one where it is due, and another where it was done."""
    due, done = pl.col("timestamp"), pl.coalesce("task_completion_date", "timestamp")
    minutes = pl.col("call_duration_ms").fill_null(0) / _MINUTE_MS
    no_show = (pl.col("meeting_outcome") == "NO_SHOW").fill_null(value=False)
    overdue = is_open() & (due < now).fill_null(value=False)

    def events(which: pl.Expr, at: pl.Expr, **measures: pl.Expr) -> pl.DataFrame:
        return rows.filter(which).select(at.alias("at"), "owner_id", **measures)

    one, when = pl.lit(1), pl.col("timestamp")
    return [
        events(is_type("CALL"), when, calls=one, connected=is_connected(connected), call_minutes=minutes),
        events(is_type("MEETING"), meeting_time(), meetings=one, meetings_held=was_held(), no_shows=no_show),
        events(is_type("TASK"), due, tasks_due=one, tasks_overdue=overdue),
        events(is_type("TASK") & ~is_open(), done, tasks_done=one),
        events(was_sent(), when, emails_sent=one),
        events(is_type("INCOMING_EMAIL"), when, emails_received=one),
        events(is_type("NOTE"), when, notes=one),
    ]
