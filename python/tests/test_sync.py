"""Incremental sync against the emulator, while others change the portal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import anyio
import pytest

from emulated import admin, running
from hubspot_engagements import (
    AsyncClient,
    Checkpoint,
    Client,
    Deleted,
    EngagementsError,
    PermissionDeniedError,
    SuspiciousDeletesError,
    SyncBatch,
    Upsert,
    ValidationError,
)

CHANGES = {"creates": 20, "updates": 30, "deletes": 6, "associations": 4}


@pytest.fixture
def account() -> Iterator[dict[str, Any]]:
    """A portal of its own, as what is tried changes it."""
    with running("--engagements", "600", "--seed", "7", "--id-blocks", "3", "--repeat-percent", "10") as account:
        yield account


def client_of(account: dict[str, Any], **options: Any) -> Client:
    return Client(access_token=account["token"], base_url=account["base_url"], rate_limit=0, **options)


class Copy:
    """What a consumer keeps."""

    def __init__(self) -> None:
        self.records: dict[int, str] = {}
        self.digests: dict[int, int] = {}
        self.checkpoint: str | None = None

    def apply(self, batch: SyncBatch) -> None:
        for engagement, digest in zip(batch.upserts, batch.digests, strict=True):
            self.records[engagement.id] = engagement.raw
            self.digests[engagement.id] = digest
        for id in batch.deleted:
            self.records.pop(id, None)
            self.digests.pop(id, None)
        self.checkpoint = batch.checkpoint

    def sync(self, client: Client, **options: Any) -> Copy:
        for batch in client.sync(self.checkpoint, **options).batches():
            self.apply(batch)
        return self


def portal(client: Client) -> dict[int, str]:
    return {engagement.id: engagement.raw for engagement in client.list(limit=250)}


@pytest.mark.parametrize("parallel", [1, 4])
def test_a_copy_becomes_the_portal_and_stays_it(account: dict[str, Any], parallel: int) -> None:
    with client_of(account) as client:
        copy = Copy().sync(client, parallel=parallel, limit=50)
        assert copy.records == portal(client)
        written = admin(account, "POST", "write", CHANGES)
        copy.sync(client)
        now = portal(client)
        associated = set(written["associated"]) - set(written["updated"])
        assert {id for id in now if copy.records.get(id) != now[id]} <= associated
        assert copy.records.keys() - now.keys() <= set(written["deleted"])
        copy.sync(client, sweep=True, known=copy.digests, parallel=parallel)
        assert copy.records == now


def test_asyncio_and_trio_do_the_same(account: dict[str, Any]) -> None:
    with client_of(account) as client:
        expected = portal(client)

    async def run(parallel: int) -> None:
        async with AsyncClient(access_token=account["token"], base_url=account["base_url"], rate_limit=0) as client:
            copy = Copy()
            async for batch in client.sync(parallel=parallel, limit=50).batches():
                copy.apply(batch)
            assert copy.records == expected
            changes = [change async for change in client.sync(copy.checkpoint)]
            assert [type(change) for change in changes] == [Checkpoint]

    for backend in ("asyncio", "trio"):
        for parallel in (1, 4):
            anyio.run(run, parallel, backend=backend)


def test_an_async_sync_can_be_left_at_any_time(account: dict[str, Any]) -> None:
    async def run() -> None:
        async with AsyncClient(access_token=account["token"], base_url=account["base_url"]) as client:
            batches = client.sync(parallel=4, limit=10).batches()
            with anyio.move_on_after(0.05):
                async for _ in batches:
                    pass
            assert (await client.list(limit=5).first(5))[0].id

    anyio.run(run)


def test_changes_come_one_by_one_with_checkpoints_between(account: dict[str, Any]) -> None:
    with client_of(account) as client:
        changes = list(client.sync(limit=100))
        kinds = [type(change) for change in changes]
        assert kinds[:101] == [Upsert] * 100 + [Checkpoint]
        assert kinds[-1] is Checkpoint
        assert set(kinds) == {Upsert, Checkpoint}
        last = changes[-1]
        match last:
            case Checkpoint(text):
                checkpoint = json.loads(text)
        held = {change.engagement.id for change in changes if isinstance(change, Upsert)}
        gone = admin(account, "POST", "write", {"deletes": 1})["deleted"]
        # A dict is as good as its text, and ids alone are enough to find what is gone.
        found = [change for change in client.sync(checkpoint, sweep=True, known=held) if isinstance(change, Deleted)]
        assert found == [Deleted(gone[0])]


def test_a_digest_stands_for_the_text(account: dict[str, Any]) -> None:
    with client_of(account) as client:
        batch = next(client.sync(limit=5).batches())
    for engagement, digest in zip(batch.upserts, batch.digests, strict=True):
        expected = 0xCBF29CE484222325
        for byte in engagement.raw.encode():
            expected = (expected ^ byte) * 0x100000001B3 % 2**64
        assert digest % 2**64 == expected


def test_progress_tells_how_far_it_came(account: dict[str, Any]) -> None:
    with client_of(account) as client:
        *_, last = client.sync(limit=100).batches()
    progress = last.progress
    assert (progress.stage, progress.deleted) == ("changes", 0)
    assert progress.upserts == 600 <= progress.records
    assert progress.pages >= 7
    assert repr(last).startswith("SyncBatch(")
    assert "stage=" in repr(progress)


def test_a_sync_that_is_left_early_leaves_no_thread(account: dict[str, Any]) -> None:
    import threading

    with client_of(account) as client:
        for _ in client.sync(parallel=6, limit=10).batches():
            break
        assert not [thread for thread in threading.enumerate() if "hubspot-engagements-sync" in thread.name]


def test_the_missing_scope_is_named() -> None:
    with running("--engagements", "20", "--without-contacts-scope") as account, client_of(account) as client:
        with pytest.raises(PermissionDeniedError, match=r"crm\.objects\.contacts\.read"):
            list(client.sync())
        assert len(list(client.sync(source="auto"))) > 20
        assert len(list(client.sync(source="recent"))) > 20


def test_too_much_that_is_gone_is_asked_about(account: dict[str, Any]) -> None:
    with client_of(account) as client:
        copy = Copy().sync(client)
        copy.digests.update(dict.fromkeys(range(1, 201), 0))
        with pytest.raises(SuspiciousDeletesError, match="maxDeletes"):
            copy.sync(client, sweep=True, known=copy.digests)
        copy.sync(client, sweep=True, known=copy.digests, max_deletes=200)
        assert len(copy.digests) == 600


@pytest.mark.parametrize(
    ("options", "pointer"),
    [
        ({"checkpoint": "{}"}, "/checkpoint/v"),
        ({"overlap": timedelta(seconds=5)}, "/overlapMs"),
        ({"source": "newest"}, "/source"),
        ({"sweep": True}, "/known"),
        ({"parallel": 0}, "/parallel"),
        ({"parallel": "many"}, "/parallel"),
        ({"known": ["x"]}, "/known"),
        ({"on_poison": "keep"}, "/onPoison"),
    ],
)
def test_what_makes_no_sense_is_refused_at_once(options: dict[str, Any], pointer: str) -> None:
    with Client(access_token="t", base_url="http://localhost:1") as client:
        with pytest.raises(ValidationError) as caught:
            client.sync(**options)
        assert [issue.pointer for issue in caught.value.issues] == [pointer]


def test_a_failure_leaves_what_came_before_it(account: dict[str, Any]) -> None:
    plan = [{"path": "/engagements/v1/engagements/paged", "skip": 3, "times": "forever", "effect": {"status": 400}}]
    admin(account, "PUT", "faults", plan)
    copy = Copy()
    with client_of(account) as client:
        for parallel in (1, 3):
            with pytest.raises(EngagementsError):
                copy.sync(client, limit=50, parallel=parallel)
            admin(account, "PUT", "faults", plan)
        assert len(copy.records) >= 150
        admin(account, "PUT", "faults", [])
        assert copy.sync(client).records == portal(client)
