"""Pictures of reports: matplotlib Figures, made without pyplot, so that nothing of a program's own plots is touched."""

from __future__ import annotations

import io
from collections.abc import Sequence

import polars as pl
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator, PercentFormatter

from ._table import rate

# Okabe and Ito's colours, which people with any colour vision can tell apart, the pale yellow left out.
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#000000")
_MARKERS = "osD^vP*"
_MUTED = "#757575"
_PALE = "#f3f3f3"
_GRID = "#e6e6e6"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_TITLES = {
    "calls": "Calls",
    "connected": "Connected calls",
    "connected_rate": "Share of calls that connected",
    "call_minutes": "Minutes on calls",
    "meetings": "Meetings",
    "meetings_held": "Meetings held",
    "no_shows": "No-shows",
    "tasks_due": "Tasks due",
    "tasks_overdue": "Tasks overdue",
    "tasks_done": "Tasks done",
    "emails_sent": "E-mails sent",
    "emails_received": "E-mails received",
    "notes": "Notes",
}


class Plot(Figure):
    """A matplotlib Figure that notebooks show by themselves."""

    def _repr_png_(self) -> bytes:
        out = io.BytesIO()
        self.savefig(out, format="png", dpi=120)
        return out.getvalue()


def plot_productivity(
    report: pl.DataFrame,
    *,
    measures: Sequence[str] = (
        "calls",
        "connected_rate",
        "meetings_held",
        "tasks_done",
        "emails_sent",
        "tasks_overdue",
    ),
) -> Figure:
    """Lines over time, a panel for each measure and a line for each owner.

    `report` is what `productivity` gives; weeks make a calmer picture than days. `measures` are its columns. Beyond
    seven owners, those with the fewest calls, meetings, tasks and e-mails are drawn as one, "others".

    Raises ValueError for a measure that there is not, ImportError without matplotlib.
    """
    unknown = [measure for measure in measures if measure not in _TITLES]
    if unknown or not measures:
        raise ValueError(f"measures={list(measures)!r}: give some of {', '.join(_TITLES)}")
    lines = _lines(report.drop_nulls("period"))
    columns = min(len(measures), 2)
    rows = -(-len(measures) // columns)
    figure = Plot(figsize=(5.6 * columns, 2.6 * rows + 0.6), layout="constrained")
    panels = figure.subplots(rows, columns, sharex=True, squeeze=False).flatten()
    for axes, measure in zip(panels, measures, strict=False):
        _style(axes, _TITLES[measure])
        for (label, line), colour, marker in zip(lines.items(), _COLOURS, _MARKERS, strict=False):
            axes.plot(
                line["period"].to_list(), line[measure].to_list(),
                color=colour, marker=marker, markersize=3.5, linewidth=1.4, label=label,
            )  # fmt: skip
        if not lines:
            _say(axes, "nothing")
        axes.set_ylim(bottom=0)
        if measure == "connected_rate":
            axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        else:
            axes.yaxis.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 5, 10]))
    for axes in panels[len(measures) :]:
        axes.set_visible(False)
    if lines:
        _dates(panels[0], next(iter(lines.values()))["period"])
        handles, labels = panels[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=min(len(labels), 7), frameon=False)
    return figure


def _lines(report: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Each owner's numbers for every period from the first to the last: what nobody did is 0."""
    effort = pl.sum_horizontal("calls", "meetings", "tasks_done", "emails_sent").sum()
    order = report.group_by("owner_id").agg(effort.alias("effort")).sort("effort", "owner_id", descending=[True, False])
    shown = len(_COLOURS) if order.height <= len(_COLOURS) else len(_COLOURS) - 1
    leading = order["owner_id"].head(shown)
    leads = pl.col("owner_id").is_in(leading.drop_nulls().to_list()).fill_null(leading.has_nulls())
    names = report.select("owner_id", "owner").unique()["owner"].drop_nulls()
    namesakes = names.filter(names.is_duplicated()).to_list()
    name = (
        pl.when(~leads)
        .then(pl.lit("others"))
        .when(pl.col("owner_id").is_null())
        .then(pl.lit("nobody"))
        .when(pl.col("owner").is_in(namesakes))
        .then(pl.format("{} ({})", "owner", "owner_id"))
        .otherwise(pl.coalesce("owner", pl.format("owner {}", "owner_id")))
    )
    counts = report.with_columns(name.alias("line")).group_by("line", "period").agg(pl.col(*_TITLES).sum())
    periods = _periods(report["period"])
    return {
        line: periods.join(counts.filter(pl.col("line") == line), on="period", how="left")
        .with_columns(pl.col(*_TITLES).fill_null(0))
        .with_columns(rate("connected", "calls").alias("connected_rate"))
        .sort("period")
        for line in sorted(counts["line"].unique(), key=lambda line: (line == "others", line))
    }


def _periods(given: pl.Series) -> pl.DataFrame:
    """All days from first to last, or all Mondays where there are only such."""
    if given.is_empty():
        return pl.DataFrame({"period": given})
    every = "1w" if (given.dt.weekday() == 1).all() else "1d"
    return pl.select(period=pl.date_range(pl.lit(given.min()), pl.lit(given.max()), interval=every))


def _dates(axes: Axes, periods: pl.Series) -> None:
    if len(periods) <= 8:
        axes.set_xticks(periods.to_list(), [f"{day.day} {day:%b}" for day in periods])
    else:
        locator = AutoDateLocator(maxticks=7)
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))


def plot_best_time(report: pl.DataFrame, *, contact_id: int | None = None, min_attempts: int = 5) -> Figure:
    """A map of the week: in which share of calls somebody was reached, by weekday and hour.

    `report` is what `best_time` gives: of all contacts together, or with `contact_id` of one. Each field has its share
    and, below, the number of calls. Fields with fewer than `min_attempts` calls stay grey: a share of them says little.

    Raises ImportError without matplotlib.
    """
    if contact_id is not None:
        report = report.filter(pl.col("contact_id") == contact_id)
    fields = (
        report.group_by("weekday", "hour")
        .agg(pl.col("attempts", "connected").sum())
        .with_columns(rate("connected", "attempts").alias("share"))
    )
    hours = _span(fields["hour"].to_list(), [9, 17])
    weekdays = _span(fields["weekday"].to_list(), [1, 5])
    figure = Plot(figsize=(1.8 + 0.72 * len(hours), 1.5 + 0.56 * len(weekdays)), layout="constrained")
    axes = figure.subplots()
    trusted = fields.filter(pl.col("attempts") >= min_attempts)
    grid = [[float("nan")] * len(hours) for _ in weekdays]
    for weekday, hour, share in trusted.select("weekday", "hour", "share").iter_rows():
        grid[weekdays.index(weekday)][hours.index(hour)] = share
    highest = max([0.5, *trusted["share"]])
    if fields.is_empty():
        _say(axes, "no calls")
    image = axes.imshow(grid, cmap="Blues", vmin=0, vmax=highest, aspect="auto")
    for weekday, hour, attempts, _, share in fields.iter_rows():
        x, y = hours.index(hour), weekdays.index(weekday)
        colour = "white" if share > 0.6 * highest else "black"
        if attempts < min_attempts:
            axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=_PALE))
            colour = _MUTED
        axes.annotate(f"{share:.0%}\n", (x, y), ha="center", va="center", color=colour, fontsize=9.5)
        axes.annotate(f"\nof {attempts}", (x, y), ha="center", va="center", color=colour, fontsize=7)
    axes.set_xticks(range(len(hours)), [f"{hour}:00" for hour in hours])
    axes.set_yticks(range(len(weekdays)), [_DAYS[weekday - 1] for weekday in weekdays])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.set_xticks([place - 0.5 for place in range(1, len(hours))], minor=True)
    axes.set_yticks([place - 0.5 for place in range(1, len(weekdays))], minor=True)
    axes.tick_params(which="minor", length=0)
    axes.grid(visible=True, which="minor", color="white", linewidth=2)
    whose = "" if contact_id is None else f" of contact {contact_id}"
    axes.set_title(f"Share of calls{whose} that connected, by the hour in which they began", loc="left", fontsize=11)
    figure.colorbar(image, ax=axes, format=PercentFormatter(1), pad=0.015, aspect=14).outline.set_visible(False)
    return figure


def _span(found: list[int], otherwise: list[int]) -> list[int]:
    found = found or otherwise
    return list(range(min(found), max(found) + 1))


def plot_gaps(report: pl.DataFrame, *, top: int = 15) -> Figure:
    """How fast contacts are answered, and who has been left alone longest.

    `report` is what `response_gaps` gives. On the left, for each number of hours, the share of contacts whose typical
    question was answered within it; on the right the `top` contacts by the days since the last touch. Those who wait
    for an answer have a dark bar.

    Raises ImportError without matplotlib.
    """
    alone = (
        report.drop_nulls("days_since_touch").sort("days_since_touch", "contact_id", descending=[True, False]).head(top)
    )
    figure = Plot(figsize=(11, max(3.4, 0.9 + 0.27 * alone.height)), layout="constrained")
    left, right = figure.subplots(1, 2)
    # An answer within the same minute is drawn at one minute: a logarithm has no place for 0.
    _answers(left, report["median_response_hours"].drop_nulls().clip(1 / 60).sort())
    _silence(right, alone)
    return figure


def _answers(axes: Axes, hours: pl.Series) -> None:
    _style(axes, "Share of contacts by how soon they are typically answered")
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.set_ylim(0, 1.03)
    half = hours.median()
    if not isinstance(half, float):
        _say(axes, "no answered e-mails")
        return
    share = [(rank + 1) / len(hours) for rank in range(len(hours))]
    axes.step([hours[0], *hours], [0.0, *share], where="post", color=_COLOURS[0], linewidth=1.8)
    axes.axvline(half, color=_MUTED, linewidth=1, linestyle="--")
    # To its right the curve is above the middle: there is room below.
    axes.annotate(f" half within {_spoken(half)}", (half, 0.04), color=_MUTED, fontsize=9)
    first, last = hours[0] / 1.2, max(hours[-1] * 1.2, half * 4)
    axes.set_xscale("log")
    axes.set_xlim(first, last)
    shown = [one for one in _TICKS if first <= one <= last]
    axes.set_xticks(shown, [_spoken(one) for one in shown])
    axes.set_xticks([], minor=True)


def _silence(axes: Axes, alone: pl.DataFrame) -> None:
    _style(axes, "Days since the last touch")
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x", color=_GRID)
    if not alone.height:
        _say(axes, "no touches")
        return
    waits = alone["waiting_since"].is_not_null()
    for who, colour, label in (
        (waits, _COLOURS[3], "waits for an answer"),
        (~waits, _COLOURS[5], "nothing unanswered"),
    ):
        places = who.arg_true()
        axes.barh(places, alone["days_since_touch"].gather(places), color=colour, height=0.7, label=label)
    axes.set_yticks(range(alone.height), [f"contact {contact}" for contact in alone["contact_id"]], fontsize=8.5)
    axes.invert_yaxis()
    axes.legend(frameon=False, loc="lower right", fontsize=9)


_TICKS = (1 / 60, 5 / 60, 15 / 60, 1, 3, 6, 12, 24, 48, 96, 168, 336, 720, 2160, 8760)
"""Hours that people have a feeling for."""


def _spoken(hours: float) -> str:
    """A span in the unit that a person would name it in."""
    if hours < 1:
        return f"{hours * 60:.0f} min"
    return f"{hours:.2g} h" if hours < 24 else f"{hours / 24:.2g} d" if hours < 2400 else f"{hours / 24:.0f} d"


def _say(axes: Axes, text: str) -> None:
    """A word in place of what there is nothing of."""
    axes.text(0.5, 0.5, text, ha="center", va="center", color=_MUTED, transform=axes.transAxes)
    axes.set_xticks([])


def _style(axes: Axes, title: str) -> None:
    axes.set_title(title, loc="left", fontsize=11)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(length=0, labelsize=9)
    axes.grid(visible=True, axis="y", color=_GRID)
    axes.set_axisbelow(True)
