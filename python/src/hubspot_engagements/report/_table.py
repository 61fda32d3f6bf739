"""What all reports read, and the words they share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from typing import Protocol, cast

import polars as pl

from .._core import Disposition, Owner

__all__ = ["CONNECTED", "ArrowStream"]

CONNECTED = "f240bbac-87c9-4f6e-bf70-924b57d47db7"
"""The id of the outcome "Connected", which is the same in every portal, whatever its label there."""

TIME = pl.Datetime("ms", "UTC")

COLUMNS: Mapping[str, pl.DataType] = {
    "id": pl.Int64(),
    "type": pl.String(),
    "timestamp": TIME,
    "owner_id": pl.Int64(),
    "contact_ids": pl.List(pl.Int64()),
    "call_disposition": pl.String(),
    "call_status": pl.String(),
    "call_duration_ms": pl.Int64(),
    "email_status": pl.String(),
    "meeting_outcome": pl.String(),
    "meeting_start_time": TIME,
    "task_completion_date": TIME,
    "task_status": pl.String(),
}
"""The columns that reports read, and their types; what else a table has is of no matter."""


class ArrowStream(Protocol):
    """A table of engagements: what `Listing.to_arrow()` gives, or the same columns in pyarrow, polars or DuckDB."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Arrow's PyCapsule protocol."""
        ...


def read(table: ArrowStream, *names: str) -> pl.DataFrame:
    """These columns of the table, in the types of `COLUMNS`."""
    if not hasattr(table, "__arrow_c_stream__"):
        raise TypeError(
            f"a report needs a table with `__arrow_c_stream__`, not {type(table).__name__}: "
            "give `listing.to_arrow()`, or its columns in a pyarrow Table or polars DataFrame"
        )
    frame = table if isinstance(table, pl.DataFrame) else pl.DataFrame(table)
    missing = [name for name in names if name not in frame.columns]
    if missing:
        raise ValueError(
            f"the table has no column {', '.join(missing)}: this report needs {', '.join(names)}, "
            "which `Listing.to_arrow()` always has"
        )
    return frame.select(_cast(frame, name) for name in names)


def _cast(frame: pl.DataFrame, name: str) -> pl.Expr:
    given, wanted = frame.schema[name], COLUMNS[name]
    if isinstance(given, pl.Datetime) and given.time_zone is None:
        raise ValueError(f"column {name} holds times without a zone: engagements' times are in UTC")
    if isinstance(given, pl.Datetime) and given.time_zone != "UTC":
        return pl.col(name).dt.convert_time_zone("UTC").cast(wanted)
    return pl.col(name).cast(wanted)


def instant(now: datetime | None) -> datetime:
    """The moment a report is made for."""
    if now is None:
        return datetime.now(timezone.utc)
    if now.tzinfo is None:
        raise ValueError(f"now={now!r} has no time zone: give an aware datetime, such as datetime.now(timezone.utc)")
    return now.astimezone(timezone.utc)


def known_zone(time_zone: str) -> str:
    """The zone, if there is one of that name."""
    try:
        pl.Series([0]).cast(TIME).dt.convert_time_zone(time_zone)
    except (pl.exceptions.PolarsError, TypeError) as error:
        raise ValueError(
            f"time_zone={time_zone!r} is no time zone: give a name such as 'UTC' or 'Europe/Berlin'"
        ) from error
    return time_zone


def names_of(owners: Iterable[Owner] | Mapping[int, str] | None) -> pl.DataFrame:
    """Columns `owner_id` and `owner`, each id once."""
    if owners is None:
        names: dict[int, str] = {}
    elif isinstance(owners, Mapping):
        names = dict(cast("Mapping[int, str]", owners))
    else:
        names = {int(owner.id): _name(owner) for owner in owners}
    columns = {"owner_id": list(names), "owner": list(names.values())}
    return pl.DataFrame(columns, schema={"owner_id": pl.Int64, "owner": pl.String})


def _name(owner: Owner) -> str:
    return " ".join(part for part in (owner.first_name, owner.last_name) if part) or owner.email or owner.id


_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def ids_of(connected: Iterable[str | Disposition]) -> list[str]:
    """The ids of outcomes, in small letters."""
    if isinstance(connected, str):
        raise TypeError(f"connected={connected!r} is one text: give a list of outcomes")
    ids = [one if isinstance(one, str) else one.id for one in connected]
    for one in ids:
        # A label would match no call at all, and look like a bad quarter.
        if not _ID.fullmatch(one):
            raise ValueError(
                f"connected: {one!r} is no id of a call outcome: give members of `client.dispositions()`, or their ids"
            )
    return [one.lower() for one in ids]


def is_connected(ids: list[str]) -> pl.Expr:
    """Whether a call reached somebody; null where neither outcome nor status says.

    A status of COMPLETED does not: calls that end at a voicemail have it as well.
    """
    missed = pl.col("call_status").is_in(["NO_ANSWER", "BUSY", "FAILED", "CANCELED", "MISSED"])
    outcome = pl.col("call_disposition").str.to_lowercase()
    return (
        pl.when(outcome.is_not_null())
        .then(outcome.is_in(ids))
        .when(missed)
        .then(pl.lit(False))
        .otherwise(pl.lit(None, dtype=pl.Boolean))
    )


def is_type(*types: str) -> pl.Expr:
    """Whether an engagement is of one of these types."""
    return pl.col("type").is_in(types)


def was_sent() -> pl.Expr:
    """Whether an EMAIL left. Many have no status; those that failed or wait have one."""
    waits = pl.col("email_status").is_in(["FAILED", "BOUNCED", "SCHEDULED", "SENDING"]).fill_null(value=False)
    return is_type("EMAIL") & ~waits


def was_held() -> pl.Expr:
    """Whether a MEETING took place."""
    return is_type("MEETING") & (pl.col("meeting_outcome") == "COMPLETED").fill_null(value=False)


def meeting_time() -> pl.Expr:
    """When a MEETING is, or where it says no start, what it was logged for."""
    return pl.coalesce("meeting_start_time", "timestamp")


def is_open() -> pl.Expr:
    """Whether a TASK is still to be done."""
    return is_type("TASK") & (pl.col("task_status") != "COMPLETED").fill_null(value=True)


def rate(part: str, whole: str) -> pl.Expr:
    """A share from 0 to 1; null of nothing."""
    return pl.when(pl.col(whole) > 0).then(pl.col(part) / pl.col(whole))


def hours(span: pl.Expr) -> pl.Expr:
    """A span in hours."""
    return span.dt.total_milliseconds() / 3_600_000


def days(span: pl.Expr) -> pl.Expr:
    """A span in days of 24 hours."""
    return span.dt.total_milliseconds() / 86_400_000
