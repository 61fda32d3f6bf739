"""A folder of Parquet files that a sync keeps up to date."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from emulated import admin, running
from hubspot_engagements import Client, EngagementsError
from hubspot_engagements.parquet import ParquetFolder, SyncInUseError, sync_to_parquet

# What docs/sync.md tells readers who use DuckDB.
CURRENT = """
    SELECT id, sync_digest FROM '{folder}/*.parquet'
    QUALIFY row_number() OVER (PARTITION BY id ORDER BY sync_epoch DESC) = 1 AND NOT sync_deleted
"""


@pytest.fixture
def account() -> Iterator[dict[str, Any]]:
    with running("--engagements", "700", "--seed", "3", "--id-blocks", "3") as account:
        yield account


@pytest.fixture
def client(account: dict[str, Any]) -> Iterator[Client]:
    with Client(access_token=account["token"], base_url=account["base_url"], rate_limit=0) as client:
        yield client


def digests(client: Client) -> dict[int, int]:
    """What the portal holds, by a sync without a checkpoint."""
    held: dict[int, int] = {}
    for batch in client.sync().batches():
        ids = [engagement.id for engagement in batch.upserts]
        held.update(zip(ids, batch.digests, strict=True))
    return held


def by_duckdb(folder: Path) -> dict[int, int]:
    return dict(duckdb.execute(CURRENT.format(folder=folder)).fetchall())


def test_the_folder_follows_the_portal(account: dict[str, Any], client: Client, tmp_path: Path) -> None:
    folder = ParquetFolder(tmp_path / "engagements")
    assert folder.checkpoint is None
    assert folder.known() == {}
    done = folder.sync(client, commit_rows=250)
    assert (done.upserts, done.deleted) == (700, 0)
    assert len(folder.files) == 3
    assert folder.known() == digests(client)
    written = admin(account, "POST", "write", {"creates": 5, "updates": 9, "deletes": 4, "associations": 3})
    folder.sync(client)
    done = folder.sync(client, sweep=True)
    assert done.deleted == len(set(written["deleted"]) & (folder.known().keys() | set(written["deleted"])))
    assert folder.known() == digests(client) == by_duckdb(tmp_path / "engagements")
    table = folder.read()
    assert sorted(table["id"].to_pylist()) == sorted(digests(client))
    assert not any(table["sync_deleted"].to_pylist())


def test_compaction_keeps_the_last_versions_and_their_columns(
    account: dict[str, Any], client: Client, tmp_path: Path
) -> None:
    folder = ParquetFolder(tmp_path)
    folder.sync(client, commit_rows=100)
    admin(account, "POST", "write", {"updates": 200, "deletes": 20})
    folder.sync(client, sweep=True)
    before, schema = folder.read().sort_by("id"), pq.read_schema(folder.files[0])
    checkpoint = folder.checkpoint
    folder.compact()
    assert len(folder.files) == 1
    assert sorted(tmp_path.glob("*.parquet")) == folder.files
    after = pq.read_table(folder.files[0])
    assert after.schema.equals(schema)
    assert pq.read_schema(folder.files[0]).equals(schema)
    assert after.sort_by("id").equals(before)
    assert folder.checkpoint == checkpoint
    assert folder.sync(client).upserts == 0
    folder.compact()
    assert pq.read_table(folder.files[0]).sort_by("id").equals(before)


def test_an_empty_portal_is_a_folder_without_files(tmp_path: Path) -> None:
    with (
        running("--engagements", "0") as account,
        Client(access_token=account["token"], base_url=account["base_url"]) as client,
    ):
        folder = ParquetFolder(tmp_path)
        folder.sync(client)
        assert folder.files == []
        assert folder.checkpoint is not None
        assert folder.read().num_rows == 0
        folder.compact()
        admin(account, "POST", "write", {"creates": 3})
        assert folder.sync(client).upserts == 3


def test_a_second_sync_is_refused(client: Client, tmp_path: Path) -> None:
    def meanwhile(_: object) -> None:
        for work in (ParquetFolder(tmp_path).compact, lambda: sync_to_parquet(client, tmp_path)):
            with pytest.raises(SyncInUseError, match="another sync"):
                work()

    sync_to_parquet(client, tmp_path, on_batch=meanwhile)
    assert ParquetFolder(tmp_path).known() == digests(client)


def test_what_a_killed_sync_leaves_is_removed(client: Client, tmp_path: Path) -> None:
    folder = ParquetFolder(tmp_path)
    folder.sync(client)
    pq.write_table(pa.table({"id": [1]}), tmp_path / "00000099.parquet")
    (tmp_path / ".00000100.parquet.partial").write_bytes(b"PAR1")
    (tmp_path / "notes.txt").write_text("of somebody else")
    folder.sync(client)
    assert sorted(tmp_path.glob("*.parquet")) == folder.files
    assert not list(tmp_path.glob(".*.partial"))
    assert (tmp_path / "notes.txt").exists()


def test_what_was_committed_before_a_failure_stands(account: dict[str, Any], client: Client, tmp_path: Path) -> None:
    plan = [{"path": "/engagements/v1/engagements/paged", "skip": 3, "times": "forever", "effect": {"status": 400}}]
    admin(account, "PUT", "faults", plan)
    folder = ParquetFolder(tmp_path)
    with pytest.raises(EngagementsError):
        folder.sync(client, limit=100, commit_rows=100)
    assert len(folder.known()) >= 200
    admin(account, "PUT", "faults", [])
    folder.sync(client)
    assert folder.known() == digests(client)


def test_a_manifest_of_another_version_is_not_guessed_at(client: Client, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"v": 2}')
    with pytest.raises(ValueError, match="another version"):
        sync_to_parquet(client, tmp_path)
