"""Tables in the hands of those who read them, and back as plain values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import polars
import pyarrow as pa
import pyarrow.parquet as pq

from hubspot_engagements._extras import pandas_from

__all__ = ["READERS", "rows"]


def rows(table: Any) -> list[dict[str, Any]]:
    """The rows of whatever knows Arrow as plain values, times in milliseconds."""
    columns = {name: [_plain(value) for value in column] for name, column in _named(pa.table(table))}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _named(table: Any) -> list[tuple[str, Any]]:
    return list(zip(table.column_names, table.columns, strict=True))


def _plain(value: Any) -> Any:
    if not value.is_valid:
        return None
    if pa.types.is_timestamp(value.type):
        return value.cast(pa.timestamp("ms", "UTC")).value
    if pa.types.is_list(value.type) or pa.types.is_large_list(value.type):
        return [_plain(one) for one in value.values]
    return value.as_py()


def _parquet(table: Any, folder: Path) -> Any:
    pq.write_table(pa.table(table), folder / "table.parquet")
    return pq.read_table(folder / "table.parquet")


def _pandas(table: Any, folder: Path) -> Any:
    return pa.Table.from_pandas(pandas_from()(table), preserve_index=False)


def _polars(table: Any, folder: Path) -> Any:
    return polars.DataFrame(table)


def _duckdb(engagements: Any, folder: Path) -> Any:
    # The query names the argument.
    with duckdb.connect() as database:
        return database.sql("select * from engagements").to_arrow_table()


READERS = {"Parquet": _parquet, "pandas": _pandas, "polars": _polars, "DuckDB": _duckdb}
"""What takes a table and gives it back, or its values."""
