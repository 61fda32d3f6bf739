"""What the docstrings say of columns is what the reports have."""

from __future__ import annotations

import re
from collections.abc import Callable

import polars as pl
import pytest

from hubspot_engagements.report import best_time, call_features, productivity, response_gaps
from small_tables import call, table

TYPES = {
    "": pl.Int64(),
    "Int64": pl.Int64(),
    "Int8": pl.Int8(),
    "Float64": pl.Float64(),
    "String": pl.String(),
    "Boolean": pl.Boolean(),
    "Date": pl.Date(),
    "Datetime[ms, UTC]": pl.Datetime("ms", "UTC"),
}


@pytest.mark.parametrize("report", [productivity, response_gaps, best_time, call_features])
def test_every_column_is_described(report: Callable[..., pl.DataFrame]) -> None:
    described: dict[str, pl.DataType] = {}
    for names, kind in re.findall(r"^ *\| (`[^|]+) \| ([^|]*?) ?\| .*\|?$", report.__doc__ or "", re.MULTILINE):
        described.update(dict.fromkeys(re.findall(r"`(\w+)`", names), TYPES[kind]))
    given = report(table(call("2026-03-02 09:00")))
    assert described == dict(given.schema)
    assert given.schema == report(table()).schema
