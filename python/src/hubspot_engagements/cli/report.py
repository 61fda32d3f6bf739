"""`report`."""

from __future__ import annotations

import sys
from calendar import day_abbr
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from .. import Client, Disposition
from . import _show
from ._invocation import Invocation

if TYPE_CHECKING:
    import polars as pl

    from ..report import ArrowStream

app = typer.Typer(no_args_is_help=True, help="Show what reps did, who waits for an answer, and when calls connect.")


class Format(str, Enum):
    """What is written."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


class Period(str, Enum):
    """How long a period is."""

    day = "day"
    week = "week"


def _zone(name: str) -> str:
    try:
        return str(_reports()._table.known_zone(name))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _picture(path: Path | None) -> Path | None:
    if path and path.suffix.lower() not in (".png", ".svg", ".pdf"):
        raise typer.BadParameter(f"{str(path)!r} must end with .png, .svg or .pdf")
    return path


Form: TypeAlias = Annotated[
    Format,
    typer.Option("--format", "-f", help="A table of what matters most; or all columns, as CSV, JSON lines or Parquet."),
]
Output: TypeAlias = Annotated[
    Path | None, typer.Option("--output", "-o", dir_okay=False, help="The file; standard output without it.")
]
Plot: TypeAlias = Annotated[
    Path | None, typer.Option("--plot", dir_okay=False, callback=_picture, help="Draw it, too: a .png, .svg or .pdf.")
]
Zone: TypeAlias = Annotated[
    str, typer.Option("--time-zone", callback=_zone, help="Whose days and hours: a name such as Europe/Berlin.")
]
Connected: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(help="Label or id of an outcome that means connected, HubSpot's own without it. Repeatable."),
]


@app.command()
def productivity(
    ctx: typer.Context,
    by: Annotated[Period, typer.Option("--by", help="Days or weeks.")] = Period.week,
    time_zone: Zone = "UTC",
    connected: Connected = None,
    format: Form = Format.table,  # noqa: A002
    output: Output = None,
    plot: Plot = None,
) -> None:
    """Count what each owner did: calls, meetings, tasks, e-mails."""
    report = _reports()
    with _engagements(ctx, format, output) as (client, table):
        outcomes = _outcomes(client, connected)
        owners = client.owners() + client.owners(archived=True)
        frame = report.productivity(table(), by=by.value, owners=owners, time_zone=time_zone, **outcomes)
    shown = ("period", "owner", "calls", "connected_rate", "call_minutes", "meetings_held", "no_shows", "tasks_done")
    _write(ctx.obj, frame, (*shown, "tasks_overdue", "emails_sent"), format, output)
    if plot:
        report.plot_productivity(frame).savefig(plot)


@app.command()
def gaps(
    ctx: typer.Context,
    format: Form = Format.table,  # noqa: A002
    output: Output = None,
    plot: Plot = None,
) -> None:
    """Tell how long each contact waits for an answer, and for anybody to be in touch."""
    report = _reports()
    with _engagements(ctx, format, output) as (_, table):
        frame = report.response_gaps(table())
    shown = ("contact_id", "waiting_since", "waiting_hours", "median_response_hours", "days_since_touch")
    _write(ctx.obj, frame, (*shown, "longest_silence_days", "overdue_tasks", "next_planned"), format, output)
    if plot:
        report.plot_gaps(frame).savefig(plot)


@app.command("best-time")
def best_time(
    ctx: typer.Context,
    time_zone: Zone = "UTC",
    connected: Connected = None,
    format: Form = Format.table,  # noqa: A002
    output: Output = None,
    plot: Plot = None,
) -> None:
    """Tell how calls to each contact went, by weekday and hour."""
    report = _reports()
    with _engagements(ctx, format, output) as (client, table):
        outcomes = _outcomes(client, connected)
        frame = report.best_time(table(), time_zone=time_zone, **outcomes)
    shown = ("contact_id", "weekday", "hour", "attempts", "connected", "connected_rate", "last_attempt")
    _write(ctx.obj, frame, shown, format, output)
    if plot:
        report.plot_best_time(frame).savefig(plot)


def _reports() -> Any:
    """The module of reports, whose packages not everybody has."""
    try:
        from .. import report
    except ImportError as error:
        sys.stderr.write(f"error: {error}\n")
        raise typer.Exit(1) from None
    return report


@contextmanager
def _engagements(
    ctx: typer.Context, form: Format, output: Path | None
) -> Generator[tuple[Client, Callable[[], ArrowStream]]]:
    """A client, and what fetches the table of all engagements: not before all options are known to be good."""
    if form is Format.parquet and output is None:
        raise typer.BadParameter("Parquet is for a file: name one", param_hint="--output")
    if form is Format.table and output is not None:
        raise typer.BadParameter("a table is for the screen: name what the file shall be", param_hint="--format")
    invocation: Invocation = ctx.obj
    invocation.json = form is Format.json
    with invocation.client() as client:
        yield client, lambda: client.list(limit=250).to_arrow(progress=True)


def _outcomes(client: Client, named: Sequence[str] | None) -> dict[str, list[Disposition]]:
    """The argument `connected`, where it was given."""
    if not named:
        return {}
    known = {word.casefold(): one for one in client.dispositions() for word in (one.id, one.label)}
    for name in named:
        if name.casefold() not in known:
            labels = ", ".join(sorted({one.label for one in known.values()}))
            raise typer.BadParameter(
                f"{name!r} is no outcome of this account; there are {labels}", param_hint="--connected"
            )
    return {"connected": [known[name.casefold()] for name in named]}


def _write(
    invocation: Invocation, frame: pl.DataFrame, shown: Sequence[str], form: Format, output: Path | None
) -> None:
    if form is Format.table:
        cells = ([_cell(name, row, invocation) for name in shown] for row in frame.iter_rows(named=True))
        _show.table([name.replace("_", " ") for name in shown], cells, invocation, flexible=1)
    elif form is Format.parquet and output is not None:
        frame.write_parquet(output)
    else:
        text = frame.write_csv() if form is Format.csv else frame.write_ndjson()
        if output is None:
            sys.stdout.write(text)
        else:
            output.write_text(text, encoding="utf-8")


def _cell(name: str, row: Mapping[str, Any], invocation: Invocation) -> str:
    value = row[name]
    if name == "owner":
        value = value or row["owner_id"]
    if name == "weekday":
        return str(day_abbr[value - 1])
    if isinstance(value, datetime):
        return invocation.shown(value)
    if isinstance(value, float):
        return f"{value:.0%}" if name.endswith("_rate") else f"{value:.1f}"
    return "" if value is None else str(value)
