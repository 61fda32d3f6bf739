"""A folder of Parquet files that a sync keeps up to date: `sync_to_parquet(client, "engagements")`.

Files are only ever added. A row is one version of an engagement: its columns (docs/columns.md), then `sync_digest`,
`sync_epoch` and `sync_deleted`. Of several versions of one id, that of the highest epoch counts; where `sync_deleted`
is true, the engagement is gone. `ParquetFolder.compact` leaves the last versions alone.

`manifest.json` names the files that count, and the checkpoint that goes with them. It is replaced in one step, so
whoever is killed at any moment leaves files and checkpoint that agree.
"""

# pyright: reportAttributeAccessIssue=false
# The functions of pyarrow.compute are made when it is imported.
from __future__ import annotations

import json
import os
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ._alone import SyncInUseError, alone
from ._extras import needed
from .client import Client
from .sync import SyncBatch, Synced

__all__ = ["ParquetFolder", "SyncInUseError", "Synced", "sync_to_parquet"]

_COMMIT_ROWS = 10_000
_VERSION = 1
_KNOWN = ["id", "sync_digest", "sync_epoch", "sync_deleted"]


@dataclass
class _Manifest:
    checkpoint: str | None = None
    files: list[str] = field(default_factory=list)
    number: int = 0
    """Grows with every commit, and names the files."""

    @staticmethod
    def read(path: Path) -> _Manifest:
        if not path.exists():
            return _Manifest()
        given = json.loads(path.read_text("utf-8"))
        if given.get("v") != _VERSION:
            raise ValueError(f"{path} was written by another version of this library (its version {given.get('v')})")
        return _Manifest(given["checkpoint"], given["files"], given["number"])

    def text(self) -> str:
        known = {"v": _VERSION, "number": self.number, "checkpoint": self.checkpoint, "files": self.files}
        return json.dumps(known, indent=1)


class ParquetFolder:
    """The folder, which is made when it is first written to. pyarrow must be installed; the extra `sync` brings it."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path)
        self._parquet = needed("pyarrow.parquet", "a folder of Parquet files", "sync")

    @property
    def checkpoint(self) -> str | None:
        """What the next sync goes on from; None for a new folder."""
        return self._manifest().checkpoint

    @property
    def files(self) -> list[Path]:
        """The files that count, the oldest first."""
        return [self._path / name for name in self._manifest().files]

    def known(self) -> dict[int, int]:
        """The ids of the engagements in the folder, with their digests: what a sweep compares with."""
        last = self._last_versions()
        return dict(zip(last["id"].to_pylist(), last["sync_digest"].to_pylist(), strict=True))

    def read(self) -> Any:
        """The engagements as they are now, as a pyarrow.Table: the last version of each that is not gone."""
        import pyarrow as pa

        from ._rows import schema

        return pa.Table.from_batches(list(self._current()), schema=schema())

    def sync(
        self,
        client: Client,
        *,
        sweep: bool = False,
        commit_rows: int = _COMMIT_ROWS,
        on_batch: Callable[[SyncBatch], object] | None = None,
        **options: Any,
    ) -> Synced:
        """Writes what was made, changed and deleted since the last time.

        `sweep` reads everything, to find what was deleted and which associations changed. `commit_rows` is how many
        rows become a file and a checkpoint; memory holds no more. `on_batch` is called with each batch before it is
        written.
        `options` are those of `Client.sync`, such as `parallel` and `overlap`.

        Raises SyncInUseError where another one is at it, and an EngagementsError where the sync cannot go on; what was
        committed before stands.
        """
        with self._alone():
            known = self.known() if sweep else None
            batches = client.sync(self.checkpoint, sweep=sweep, known=known, **options).batches()
            return self._write(batches, commit_rows, on_batch)

    def compact(self) -> None:
        """Rewrites the folder so that it holds the last version of each engagement, and none that are gone.

        Raises SyncInUseError where a sync is at it.
        """
        with self._alone():
            manifest = self._manifest()
            name = self._file(manifest.number + 1, self._current())
            old = manifest.files
            files = [name] if name else []
            self._commit(_Manifest(manifest.checkpoint, files, manifest.number + 1))
            for file in old:
                (self._path / file).unlink(missing_ok=True)

    def _write(
        self, batches: Iterable[SyncBatch], commit_rows: int, on_batch: Callable[[SyncBatch], object] | None
    ) -> Synced:
        from ._rows import of_batch

        gathered: list[Any] = []
        upserts = deleted = pages = waiting = 0
        checkpoint = None
        for batch in batches:
            if on_batch is not None:
                on_batch(batch)
            rows = of_batch(batch)
            gone = len(batch.deleted)
            upserts, deleted, pages = upserts + rows.num_rows - gone, deleted + gone, batch.progress.pages
            if rows.num_rows:
                gathered.append(rows)
            waiting, checkpoint = waiting + rows.num_rows, batch.checkpoint
            if waiting >= commit_rows:
                self._append(gathered, checkpoint)
                gathered, waiting, checkpoint = [], 0, None
        if checkpoint is not None:
            self._append(gathered, checkpoint)
        return Synced(upserts, deleted, pages)

    def _append(self, tables: list[Any], checkpoint: str) -> None:
        manifest = self._manifest()
        number = manifest.number + 1
        name = self._file(number, (batch for table in tables for batch in table.to_batches()))
        self._commit(_Manifest(checkpoint, [*manifest.files, *([name] if name else [])], number))

    def _file(self, number: int, batches: Iterator[Any]) -> str | None:
        """Writes a file that nothing names yet; None where it would have no rows."""
        import pyarrow as pa

        first = next(batches, None)
        if first is None:
            return None
        name = f"{number:08}.parquet"
        partial = self._path / f".{name}.partial"
        # Gathered, so that row groups are worth reading alone.
        with partial.open("wb") as file, self._parquet.ParquetWriter(file, first.schema) as writer:
            group, rows = [first], first.num_rows
            for batch in batches:
                if rows >= _COMMIT_ROWS:
                    writer.write_table(pa.Table.from_batches(group))
                    group, rows = [], 0
                group.append(batch)
                rows += batch.num_rows
            writer.write_table(pa.Table.from_batches(group))
        _settle(partial, self._path / name)
        return name

    def _commit(self, manifest: _Manifest) -> None:
        partial = self._path / ".manifest.partial"
        partial.write_text(manifest.text(), "utf-8")
        _settle(partial, self._path / "manifest.json")

    def _manifest(self) -> _Manifest:
        return _Manifest.read(self._path / "manifest.json")

    def _last_versions(self) -> Any:
        """Id, digest and epoch of each engagement that is there, by id."""
        import pyarrow as pa
        import pyarrow.compute as pc

        kinds = {"sync_deleted": pa.bool_()}
        empty = pa.schema([(name, kinds.get(name, pa.int64())) for name in _KNOWN]).empty_table()
        tables = [self._parquet.read_table(file, columns=_KNOWN).cast(empty.schema) for file in self.files]
        all_versions = pa.concat_tables([empty, *tables]).combine_chunks()
        all_versions = all_versions.sort_by([("id", "ascending"), ("sync_epoch", "ascending")])
        if not all_versions.num_rows:
            return all_versions
        ids = all_versions["id"].combine_chunks()
        differs = pc.not_equal(ids.slice(0, len(ids) - 1), ids.slice(1))
        is_last = pa.concat_arrays([differs, pa.array([True])])
        return all_versions.filter(pc.and_(is_last, pc.invert(all_versions["sync_deleted"].combine_chunks())))

    def _current(self) -> Iterator[Any]:
        """Record batches of the last versions, file by file."""
        import pyarrow.compute as pc

        last = self._last_versions()
        ids, epochs = last["id"].combine_chunks(), last["sync_epoch"].combine_chunks()
        for path in self.files:
            with self._parquet.ParquetFile(path) as file:
                for batch in file.iter_batches(_COMMIT_ROWS):
                    place = pc.index_in(batch["id"], value_set=ids)
                    is_last = pc.equal(epochs.take(place), batch["sync_epoch"])
                    kept = batch.filter(pc.and_(pc.fill_null(is_last, False), pc.invert(batch["sync_deleted"])))
                    if kept.num_rows:
                        yield kept

    @contextmanager
    def _alone(self) -> Generator[None]:
        """Keeps others away, and removes what one that was killed has left."""
        self._path.mkdir(parents=True, exist_ok=True)
        with alone(self._path / ".lock", self._path):
            counted = set(self._manifest().files)
            for file in self._path.iterdir():
                if file.name.endswith(".partial") or (file.suffix == ".parquet" and file.name not in counted):
                    file.unlink()
            yield


def sync_to_parquet(client: Client, path: str | os.PathLike[str], **options: Any) -> Synced:
    """Keeps a folder of Parquet files up to date; see `ParquetFolder.sync`, whose options it takes."""
    return ParquetFolder(path).sync(client, **options)


def _settle(partial: Path, final: Path) -> None:
    """Gives a file its name once it is on the disk, and sees to it that the name is, too."""
    with partial.open("rb+") as file:
        os.fsync(file.fileno())
    partial.replace(final)
    if os.name == "posix":
        folder = os.open(final.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
