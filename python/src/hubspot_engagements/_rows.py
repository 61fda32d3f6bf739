"""A sync's batches as rows of a table: the engagements' columns, and what a table must know of each version besides."""

# pyright: reportAttributeAccessIssue=false
# The functions of pyarrow.compute are made when it is imported.
from __future__ import annotations

import json
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from ._core import SyncBatch, TableBuilder

__all__ = ["for_databases", "json_columns", "of_batch", "schema"]

_KNOWLEDGE = (
    pa.field("sync_digest", pa.int64()),
    pa.field("sync_epoch", pa.int64(), nullable=False),
    pa.field("sync_deleted", pa.bool_(), nullable=False),
)
"""Columns behind those of an engagement: what `known` takes as its digest, which of two versions is the later one, and
whether the engagement is gone, when all columns but its id are null."""


@cache
def schema() -> pa.Schema:
    """All columns. They never depend on the data."""
    engagement = pa.table(TableBuilder(False).finish()).schema
    return pa.schema([*(field.with_nullable(field.name != "id") for field in engagement), *_KNOWLEDGE])


def of_batch(batch: SyncBatch) -> pa.Table:
    """New and changed engagements, then those that are gone."""
    epoch = json.loads(batch.checkpoint)["epoch"]
    upserts = pa.table(batch)
    columns = [*upserts.columns, pa.array(batch.digests, pa.int64()), *_constants(upserts.num_rows, epoch, False)]
    rows = pa.Table.from_arrays(columns, schema=schema())
    if rows["id"].null_count:
        # What has no id can be neither found nor replaced.
        rows = rows.filter(pc.is_valid(rows["id"]))
    if not batch.deleted:
        return rows
    gone = len(batch.deleted)
    nulls = {field.name: pa.nulls(gone, field.type) for field in schema()}
    known = dict(zip(("sync_epoch", "sync_deleted"), _constants(gone, epoch, True), strict=True))
    tombstones = {**nulls, "id": pa.array(batch.deleted, pa.int64()), **known}
    return pa.concat_tables([rows, pa.Table.from_pydict(tombstones, schema=schema())])


def _constants(rows: int, epoch: int, deleted: bool) -> tuple[pa.Array, pa.Array]:
    return pa.repeat(pa.scalar(epoch, pa.int64()), rows), pa.repeat(pa.scalar(deleted), rows)


def for_databases(rows: pa.Table) -> pa.Table:
    """The same rows in types that every database has: words as text, lists as JSON text, times in microseconds."""
    fields, columns = [], []
    for field, column in zip(rows.schema, rows.columns, strict=True):
        plain = _plain(column)
        fields.append(pa.field(field.name, plain.type, field.nullable))
        columns.append(plain)
    return pa.Table.from_arrays(columns, schema=pa.schema(fields))


def json_columns() -> list[str]:
    """The names of the columns that are JSON texts in databases."""
    return [field.name for field in schema() if pa.types.is_list(field.type)]


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return column.cast(kind.value_type)
    if pa.types.is_timestamp(kind):
        return column.cast(pa.timestamp("us", "UTC"))
    if not pa.types.is_list(kind):
        return column
    if pa.types.is_integer(kind.value_type):
        numbers = column.cast(pa.list_(pa.string()))
        return pc.binary_join_element_wise("[", pc.binary_join(numbers, ","), "]", "")
    texts = [None if values is None else json.dumps(values, default=str) for values in column.to_pylist()]
    return pa.chunked_array([pa.array(texts, pa.string())])
