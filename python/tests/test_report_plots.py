"""Pictures: what they show is read back from the figures."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from hubspot_engagements import report
from hubspot_engagements.report import (
    best_time,
    plot_best_time,
    plot_gaps,
    plot_productivity,
    productivity,
    response_gaps,
)
from small_tables import CONNECTED, NO_ANSWER, NOW, at, call, one, table

CALLS = table(
    *(call("2026-03-02 09:00", CONNECTED, owner=owner) for owner in (1, 1, 2)),
    call("2026-03-02 09:30", NO_ANSWER, owner=1),
    call("2026-03-04 10:00", NO_ANSWER, owner=2),
    call("2026-03-05 10:00", NO_ANSWER, owner=None),
    call(None, owner=3),
)


def png(figure: Figure) -> bytes:
    """The picture as a notebook gets it; drawing it finds what only fails then."""
    data: bytes = figure._repr_png_()  # type: ignore[attr-defined]
    assert data.startswith(b"\x89PNG")
    return data


def panels(figure: Figure) -> list[Axes]:
    return [axes for axes in figure.axes if axes.get_visible()]


def heights(line: Line2D) -> list[float]:
    return [float(value) for value in np.asarray(line.get_ydata(orig=False))]


def texts(axes: Axes) -> list[str]:
    return [text.get_text().strip() for text in axes.texts]


def test_productivity_has_a_line_for_each_owner() -> None:
    figure = plot_productivity(productivity(CALLS, owners={1: "Maya"}), measures=["calls", "connected_rate", "notes"])
    calls, rate, notes = panels(figure)
    assert [axes.get_title(loc="left") for axes in (calls, rate, notes)] == [
        "Calls",
        "Share of calls that connected",
        "Notes",
    ]
    # Days on which nobody called are zero, and their rate is a gap.
    lines = {line.get_label(): heights(line) for line in calls.lines}
    assert lines == {"Maya": [3, 0, 0, 0], "nobody": [0, 0, 0, 1], "owner 2": [1, 0, 1, 0]}
    rates = {line.get_label(): heights(line)[0] for line in rate.lines}
    assert rates["Maya"] == pytest.approx(2 / 3)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["Maya", "nobody", "owner 2"]
    png(figure)


def test_many_owners_become_others() -> None:
    many = table(*(call("2026-03-02 09:00", owner=owner) for owner in range(1, 21) for _ in range(owner)))
    figure = plot_productivity(productivity(many, by="week"), measures=["calls"])
    lines = {line.get_label(): heights(line)[0] for line in panels(figure)[0].lines}
    assert lines == {**{f"owner {owner}": owner for owner in range(15, 21)}, "others": sum(range(1, 15))}
    png(figure)


def test_nobodys_work_can_be_among_the_others_and_namesakes_stay_apart() -> None:
    many = table(*(call("2026-03-02 09:00", owner=owner) for owner in (None, *range(1, 8)) for _ in range(owner or 1)))
    owners = {owner: f"Rep {owner}" for owner in range(1, 6)} | {6: "Kim", 7: "Kim"}
    figure = plot_productivity(productivity(many, owners=owners), measures=["calls"])
    lines = {line.get_label(): heights(line)[0] for line in panels(figure)[0].lines}
    assert lines == {"Kim (6)": 6, "Kim (7)": 7, "others": 2, **{f"Rep {owner}": owner for owner in range(2, 6)}}


def test_weeks_without_work_are_there() -> None:
    calls = table(call("2026-03-02 09:00"), call("2026-03-25 09:00"))
    figure = plot_productivity(productivity(calls, by="week"), measures=["calls"])
    assert heights(panels(figure)[0].lines[0]) == [1, 0, 0, 1]


def test_best_time_shows_share_and_number() -> None:
    figure = plot_best_time(best_time(CALLS, now=NOW), min_attempts=2)
    chart = panels(figure)[0]
    assert [label.get_text() for label in chart.get_xticklabels()] == ["9:00", "10:00"]
    assert [label.get_text() for label in chart.get_yticklabels()] == ["Mon", "Tue", "Wed", "Thu"]
    assert sorted(texts(chart)) == ["0%", "0%", "75%", "of 1", "of 1", "of 4"]
    # One call says little: grey, and not on the scale.
    assert len(chart.patches) == 2
    shares = chart.images[0].get_array()
    assert shares is not None
    assert np.ma.masked_invalid(shares).compressed().tolist() == [0.75]
    png(figure)


def test_best_time_of_one_contact() -> None:
    calls = table(call("2026-03-02 09:00", CONNECTED), call("2026-03-02 09:00", NO_ANSWER, contacts=(8,)))
    figure = plot_best_time(best_time(calls, now=NOW), contact_id=8)
    assert "contact 8" in panels(figure)[0].get_title(loc="left")
    assert "0%" in texts(panels(figure)[0])


def test_gaps() -> None:
    talks = table(
        *(one("INCOMING_EMAIL", "2026-03-02 09:00", contacts=(contact,)) for contact in (1, 2)),
        one("EMAIL", "2026-03-02 10:00", contacts=(1,)),
        one("EMAIL", "2026-03-02 19:00", contacts=(2,)),
        one("INCOMING_EMAIL", "2026-03-03 09:00", contacts=(2,)),
    )
    figure = plot_gaps(response_gaps(talks, now=NOW))
    answers, silence = panels(figure)
    assert "half within 5.5 h" in texts(answers)
    assert heights(answers.lines[0]) == [0, 0.5, 1]
    assert [label.get_text() for label in silence.get_yticklabels()] == ["contact 1", "contact 2"]
    waiting, fine = silence.containers
    assert (waiting.get_label(), len(waiting)) == ("waits for an answer", 1)
    assert (fine.get_label(), len(fine)) == ("nothing unanswered", 1)
    assert fine[0].get_width() == pytest.approx((NOW - at("2026-03-02 10:00")) / timedelta(days=1))
    png(figure)


def test_nothing_makes_pictures_that_say_so() -> None:
    nothing = table()
    assert texts(panels(plot_productivity(productivity(nothing)))[0]) == ["nothing"]
    assert texts(panels(plot_best_time(best_time(nothing)))[0]) == ["no calls"]
    assert [texts(axes) for axes in panels(plot_gaps(response_gaps(nothing)))] == [
        ["no answered e-mails"],
        ["no touches"],
    ]
    for figure in (
        plot_productivity(productivity(nothing)),
        plot_best_time(best_time(nothing)),
        plot_gaps(response_gaps(nothing)),
    ):
        png(figure)


def test_measures_are_checked() -> None:
    with pytest.raises(ValueError, match=r"measures=\['sales'\]: give some of calls, connected"):
        plot_productivity(productivity(CALLS), measures=["sales"])


def test_a_report_costs_no_matplotlib_and_a_picture_no_pyplot() -> None:
    program = """
import sys
from hubspot_engagements import report
assert "matplotlib" not in sys.modules
report.plot_productivity
assert "matplotlib.pyplot" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    ("absent", "use"),
    [
        ("polars", "import hubspot_engagements.report"),
        ("matplotlib", "from hubspot_engagements.report import plot_gaps"),
    ],
)
def test_without_the_extra_it_says_what_to_install(absent: str, use: str) -> None:
    program = f"import sys; sys.modules[{absent!r}] = None\n{use}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    last = done.stderr.splitlines()[-1]
    assert absent in last
    assert 'pip install "hubspot-engagements[report]"' in last


def test_everything_public_is_described() -> None:
    for name in report.__all__:
        if name != "CONNECTED":
            assert getattr(report, name).__doc__
    with pytest.raises(AttributeError, match="plot_nothing"):
        report.plot_nothing  # noqa: B018
