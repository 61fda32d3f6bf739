"""When calls reach people: a table to look at, and one to learn from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import polars as pl

from .._core import Disposition
from ._table import (
    CONNECTED,
    TIME,
    ArrowStream,
    days,
    ids_of,
    instant,
    is_connected,
    is_type,
    known_zone,
    rate,
    read,
)

_NEEDED = ("id", "type", "timestamp", "owner_id", "contact_ids", "call_disposition", "call_status")


def best_time(
    table: ArrowStream,
    *,
    time_zone: str = "UTC",
    connected: Iterable[str | Disposition] = (CONNECTED,),
    now: datetime | None = None,
) -> pl.DataFrame:
    """How calls to each contact went, by weekday and hour: one row for each in which it was called.

    `table` has the columns of `Listing.to_arrow()`. Weekdays and hours are those of `time_zone`, an IANA name.
    `connected` lists the call outcomes that mean that the person was reached, as members of `client.dispositions()` or
    their ids; HubSpot's own "Connected" alone by default. `now`, an aware datetime, is the end of what is looked at;
    the present by default.

    | column | type | what it is |
    |---|---|---|
    | `contact_id` | Int64 | |
    | `weekday` | Int8 | 1 for Monday to 7 for Sunday |
    | `hour` | Int8 | 0 to 23: the hour in which the call began |
    | `attempts` | Int64 | calls |
    | `connected` | Int64 | those whose outcome is one of `connected` |
    | `connected_rate` | Float64 | `connected / attempts`, 0 to 1 |
    | `last_attempt`, `last_connected` | Datetime[ms, UTC] | the latest of either; null where none connected |
    | `days_since_attempt`, `days_since_connected` | Float64 | from then to `now`, in days of 24 hours |

    Rows are in the order of their first three columns. A call with several contacts counts for each of them, one
    without contacts or time for none.

    Raises ValueError for an argument or a column that cannot be used, TypeError for what is no table.
    """
    now = instant(now)
    rows = read(table, *_NEEDED).filter(pl.col("timestamp") <= now)
    calls = _calls(rows, known_zone(time_zone), ids_of(connected))
    at, since = pl.col("timestamp"), pl.lit(now, dtype=TIME)
    return (
        calls.group_by("contact_id", "weekday", "hour")
        .agg(
            pl.len().cast(pl.Int64).alias("attempts"),
            pl.col("connected").sum().cast(pl.Int64).alias("connected"),
            at.max().alias("last_attempt"),
            at.filter(pl.col("connected")).max().alias("last_connected"),
        )
        .with_columns(
            days(since - pl.col("last_attempt")).alias("days_since_attempt"),
            days(since - pl.col("last_connected")).alias("days_since_connected"),
            rate("connected", "attempts").alias("connected_rate"),
        )
        .select(
            *("contact_id", "weekday", "hour", "attempts", "connected", "connected_rate", "last_attempt"),
            *("last_connected", "days_since_attempt", "days_since_connected"),
        )
        .sort("contact_id", "weekday", "hour")
    )


def call_features(
    table: ArrowStream,
    *,
    time_zone: str = "UTC",
    connected: Iterable[str | Disposition] = (CONNECTED,),
) -> pl.DataFrame:
    """Each call with what was known of the contact just before it, for a model of whether calls connect.

    `table`, `time_zone` and `connected` are those of `best_time`. One row for each call and contact, in the order of
    time. Every column but `connected`, which is what happened, is made from strictly earlier engagements only, and
    from whom is called when: nothing of the call's own outcome or length leaks into it.

    | column | type | what it is |
    |---|---|---|
    | `call_id`, `contact_id`, `owner_id` | Int64 | |
    | `timestamp` | Datetime[ms, UTC] | when the call began |
    | `connected` | Boolean | whether its outcome is one of `connected`; null where neither outcome nor status says |
    | `weekday` | Int8 | 1 for Monday to 7 for Sunday |
    | `hour` | Int8 | 0 to 23 |
    | `earlier_calls`, `earlier_connected` | Int64 | earlier calls to this contact, and how many connected |
    | `earlier_rate` | Float64 | the share of them; null without earlier calls |
    | `earlier_calls_near_hour`, `earlier_connected_near_hour` | Int64 | the same, within an hour of this one |
    | `earlier_rate_near_hour` | Float64 | the share of them; null without such calls |
    | `last_connected` | Boolean | whether the latest earlier call of which that is known connected; null without one |
    | `days_since_call`, `days_since_connected` | Float64 | since the latest, and the latest that connected |
    | `days_since_incoming_email` | Float64 | since the contact's latest earlier INCOMING_EMAIL |

    "Within an hour" are calls that began in this hour of the day, in the one before or in the one after. Days have 24
    hours. Calls without contacts or time are left out.

    Raises ValueError for an argument or a column that cannot be used, TypeError for what is no table.
    """
    # Once: a stream can be read no second time.
    rows = read(table, *_NEEDED)
    calls = _calls(rows, known_zone(time_zone), ids_of(connected))
    key = ["contact_id", "timestamp"]
    return (
        calls.join(_history(calls, _incoming(rows)), on=key, how="left")
        .join(_history_near_hour(calls), on=[*key, "hour"], how="left")
        .with_columns(
            rate("earlier_connected", "earlier_calls").alias("earlier_rate"),
            rate("earlier_connected_near_hour", "earlier_calls_near_hour").alias("earlier_rate_near_hour"),
            *(
                days(pl.col("timestamp") - pl.col(f"{what}_at")).alias(f"days_since_{what}")
                for what in ("call", "connected", "incoming_email")
            ),
        )
        .select(
            *("call_id", "contact_id", "owner_id", "timestamp", "connected", "weekday", "hour"),
            *("earlier_calls", "earlier_connected", "earlier_rate"),
            *("earlier_calls_near_hour", "earlier_connected_near_hour", "earlier_rate_near_hour"),
            *("last_connected", "days_since_call", "days_since_connected", "days_since_incoming_email"),
        )
        .sort("timestamp", "call_id", "contact_id")
    )


def _calls(rows: pl.DataFrame, zone: str, connected: list[str]) -> pl.DataFrame:
    """One row for each call and contact."""
    local = pl.col("timestamp").dt.convert_time_zone(zone)
    return _of_contacts(rows.filter(is_type("CALL"))).select(
        pl.col("id").alias("call_id"),
        "contact_id",
        "owner_id",
        "timestamp",
        is_connected(connected).alias("connected"),
        local.dt.weekday().cast(pl.Int8).alias("weekday"),
        local.dt.hour().cast(pl.Int8).alias("hour"),
    )


def _incoming(rows: pl.DataFrame) -> pl.DataFrame:
    return _of_contacts(rows.filter(is_type("INCOMING_EMAIL"))).select("contact_id", "timestamp")


def _of_contacts(rows: pl.DataFrame) -> pl.DataFrame:
    return (
        rows.with_columns(pl.col("contact_ids").list.unique().alias("contact_id"))
        .explode("contact_id")
        .drop_nulls(["contact_id", "timestamp"])
    )


def _history(calls: pl.DataFrame, emails: pl.DataFrame) -> pl.DataFrame:
    """What happened to a contact before each moment in which something did."""
    at = pl.col("timestamp")

    def latest(which: pl.Expr) -> pl.Expr:
        return pl.when(which).then(at).forward_fill().shift(1).over("contact_id")

    return (
        pl.concat([calls.select("contact_id", "timestamp", "call_id", "connected"), emails], how="diagonal")
        .sort("contact_id", "timestamp", "call_id")
        # What happens at one moment is one step: none of it is earlier than the rest.
        .group_by("contact_id", "timestamp", maintain_order=True)
        .agg(
            pl.col("call_id").count().cast(pl.Int64).alias("calls"),
            pl.col("connected").sum().cast(pl.Int64).alias("reached"),
            pl.col("connected").last().alias("outcome"),
            pl.col("call_id").is_null().any().alias("email"),
        )
        .select(
            "contact_id",
            "timestamp",
            *_earlier("contact_id", ""),
            pl.when(pl.col("calls") > 0)
            .then("outcome")
            .forward_fill()
            .shift(1)
            .over("contact_id")
            .alias("last_connected"),
            latest(pl.col("calls") > 0).alias("call_at"),
            latest(pl.col("reached") > 0).alias("connected_at"),
            latest(pl.col("email")).alias("incoming_email_at"),
        )
    )


def _history_near_hour(calls: pl.DataFrame) -> pl.DataFrame:
    """How calls to a contact within an hour of a time of day went, before each."""
    hours = pl.concat_list((pl.col("hour") + step) % 24 for step in (23, 0, 1))
    return (
        calls.select("contact_id", "timestamp", "connected", hours.alias("hour"))
        .explode("hour")
        .group_by("contact_id", "hour", "timestamp")
        .agg(
            pl.len().cast(pl.Int64).alias("calls"),
            pl.col("connected").sum().cast(pl.Int64).alias("reached"),
        )
        .sort("contact_id", "hour", "timestamp")
        .select("contact_id", "hour", "timestamp", *_earlier(["contact_id", "hour"], "_near_hour"))
    )


def _earlier(of: str | list[str], suffix: str) -> list[pl.Expr]:
    """Sums of what came before each row."""
    return [
        (pl.col("calls").cum_sum().over(of) - pl.col("calls")).alias(f"earlier_calls{suffix}"),
        (pl.col("reached").cum_sum().over(of) - pl.col("reached")).alias(f"earlier_connected{suffix}"),
    ]
