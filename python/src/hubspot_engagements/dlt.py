"""Engagements as a source for dlt (https://dlthub.com), which loads them into any of its destinations.

    pipeline = dlt.pipeline("crm", destination="duckdb", dataset_name="hubspot")
    pipeline.run(engagements_source(access_token="pat-na1-…"))

The table `engagements` has the columns of docs/columns.md, with lists as JSON, and `sync_digest`, `sync_epoch` and
`sync_deleted`. Rows are merged by id, and those of engagements that are gone are deleted. The sync's checkpoint is part
of dlt's own state, which counts once the load package is complete that the rows are in: a checkpoint is never ahead of
the table, and what is loaded again replaces itself.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dlt
from dlt.common.schema.typing import TWriteDispositionConfig
from dlt.common.typing import TSecretStrValue
from dlt.destinations.exceptions import DatabaseUndefinedRelation
from dlt.extract import DltResource, DltSource

from ._alone import SyncInUseError, alone, in_use
from ._rows import for_databases, json_columns, of_batch
from .client import Client
from .errors import EngagementsError
from .sync import SyncBatch, Synced

__all__ = ["TABLE", "SyncInUseError", "checkpoint_in", "engagements_source", "known_in", "sync_to"]

TABLE = "engagements"
"""The table's name."""
_SOURCE = "hubspot_engagements"
_CHECKPOINT = "checkpoint"
_LOAD_ROWS = 100_000
_QUIET = {"RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "ERROR"}
"""How dlt behaves where nobody has said otherwise. It warns of each column whose text is JSON, as is meant here."""
_MERGE: TWriteDispositionConfig = {"disposition": "merge", "strategy": "delete-insert"}


@dlt.source(name=_SOURCE, max_table_nesting=0)
def engagements_source(
    access_token: TSecretStrValue = dlt.secrets.value,
    base_url: str | None = None,
    options: dict[str, Any] | None = None,
) -> DltResource:
    """The resource `engagements`: what was made, changed and deleted since the last load.

    `access_token` comes from dlt's secrets where it is not given (`sources.hubspot_engagements.access_token`).
    `options` are those of `Client.sync`, such as `{"parallel": 8}`, or, for a sweep,
    `{"sweep": True, "known": known_in(pipeline)}`.
    """

    def batches(checkpoint: str | None) -> Iterator[SyncBatch]:
        with Client(access_token=access_token, base_url=base_url) as client:
            yield from client.sync(checkpoint, **(options or {})).batches()

    return _resource(lambda: _rows(batches))


def known_in(pipeline: dlt.Pipeline) -> dict[int, int]:
    """The ids of the engagements in the pipeline's destination, with their digests: what a sweep compares with."""
    pipeline.sync_destination()
    if _SOURCE not in pipeline.schemas:
        return {}
    with pipeline.sql_client(_SOURCE) as sql:
        table = sql.make_qualified_table_name(TABLE)
        try:
            with sql.execute_query(f"SELECT id, sync_digest FROM {table}") as rows:  # noqa: S608 - names of our own
                return dict(rows.fetchall())
        except DatabaseUndefinedRelation:
            return {}


def checkpoint_in(pipeline: dlt.Pipeline) -> str | None:
    """The checkpoint in the pipeline's destination, from which its next load goes on; None where there is none."""
    pipeline.sync_destination()
    sources: dict[str, Any] = pipeline.state.get("sources", {})
    resources = sources.get(_SOURCE, {}).get("resources", {})
    checkpoint: str | None = resources.get(TABLE, {}).get(_CHECKPOINT)
    return checkpoint


def sync_to(
    destination: Any,
    client: Client,
    *,
    dataset_name: str = "hubspot",
    sweep: bool = False,
    load_rows: int = _LOAD_ROWS,
    on_batch: Callable[[SyncBatch], object] | None = None,
    **options: Any,
) -> Synced:
    """Loads what was made, changed and deleted since the last time into a destination of dlt, and needs nothing but it.

    `destination` is one of `dlt.destinations`. `sweep` reads everything, to find what was deleted and which
    associations changed. `load_rows` is how many rows become one load package. `on_batch` is called with each batch
    before it is written. `options` are those of `Client.sync`.

    Raises SyncInUseError where another sync writes to the same file or database, if `destination` was made with its
    address, and an EngagementsError where the sync cannot go on; what was loaded before stands.
    """
    for setting, value in _QUIET.items():
        os.environ.setdefault(setting, value)
    # What is left of a run that was killed does not count: the destination alone says how far it came.
    with _alone_at(destination), tempfile.TemporaryDirectory(prefix="hubspot-engagements-") as folder:
        pipeline = dlt.pipeline(_SOURCE, destination=destination, dataset_name=dataset_name, pipelines_dir=folder)
        known = known_in(pipeline) if sweep else None
        loads = _Loads(
            lambda checkpoint: client.sync(checkpoint, sweep=sweep, known=known, **options).batches(),
            load_rows,
            on_batch,
        )
        while not loads.is_over:
            source = DltSource(dlt.Schema(_SOURCE), _SOURCE, [_resource(loads.next_rows)])
            pipeline.run(source)
        if loads.error is not None:
            raise loads.error
        return loads.synced


def _resource(rows: Callable[[], Iterator[Any]]) -> DltResource:
    hints: dict[str, Any] = {name: {"data_type": "json"} for name in json_columns()}
    # Of several versions in one load the last one counts.
    hints["sync_epoch"] = {"dedup_sort": "desc"}
    hints["sync_deleted"] = {"hard_delete": True}

    def engagements() -> Iterator[Any]:
        yield from rows()

    return dlt.resource(engagements, name=TABLE, primary_key="id", write_disposition=_MERGE, columns=hints)


def _rows(batches: Callable[[str | None], Iterator[SyncBatch]]) -> Iterator[Any]:
    state = dlt.current.resource_state()
    for batch in batches(state.get(_CHECKPOINT)):
        yield from _tables(batch)
        state[_CHECKPOINT] = batch.checkpoint


def _tables(batch: SyncBatch) -> Iterator[Any]:
    rows = of_batch(batch)
    if rows.num_rows:
        yield for_databases(rows)


class _Loads:
    """One sync, in as many load packages as its rows need."""

    def __init__(
        self,
        batches: Callable[[str | None], Iterator[SyncBatch]],
        load_rows: int,
        on_batch: Callable[[SyncBatch], object] | None,
    ) -> None:
        self.is_over = False
        self.error: EngagementsError | None = None
        self._begin = batches
        self._batches: Iterator[SyncBatch] | None = None
        self._load_rows = load_rows
        self._on_batch = on_batch
        self._upserts = self._deleted = self._pages = 0

    @property
    def synced(self) -> Synced:
        return Synced(self._upserts, self._deleted, self._pages)

    def next_rows(self) -> Iterator[Any]:
        """The rows of the next package."""
        state = dlt.current.resource_state()
        if self._batches is None:
            self._batches = self._begin(state.get(_CHECKPOINT))
        rows = 0
        while rows < self._load_rows:
            batch = self._next()
            if batch is None:
                self.is_over = True
                return
            rows += len(batch.upserts) + len(batch.deleted)
            yield from _tables(batch)
            state[_CHECKPOINT] = batch.checkpoint

    def _next(self) -> SyncBatch | None:
        try:
            batch = next(self._batches or iter(()), None)
        except EngagementsError as error:
            # What came before it is loaded all the same.
            self.error = error
            return None
        if batch is not None:
            self._upserts += len(batch.upserts)
            self._deleted += len(batch.deleted)
            self._pages = batch.progress.pages
            if self._on_batch is not None:
                self._on_batch(batch)
        return batch


@contextmanager
def _alone_at(destination: Any) -> Generator[None]:
    """Keeps other syncs away from a file or a database for as long as this process lives."""
    credentials = destination.config_params.get("credentials")
    kind = destination.destination_type.rpartition(".")[2] if isinstance(credentials, str | Path) else ""
    match kind:
        case "duckdb":
            path = Path(credentials)
            with alone(path.with_name(f"{path.name}.sync-lock"), path):
                yield
        case "postgres":
            import psycopg2

            connection = psycopg2.connect(str(credentials))
            # Not a transaction that stays open for hours.
            connection.autocommit = True
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", (_SOURCE,))
                    if cursor.fetchone() != (True,):
                        raise in_use("this database")
                yield
            finally:
                connection.close()
        case _:
            yield
