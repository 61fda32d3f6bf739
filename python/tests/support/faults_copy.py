"""What a consumer of syncs keeps: a copy of the portal, and the checkpoint that was stored last."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from hubspot_engagements import Engagement


@dataclass
class Synced:
    """What came of a sync."""

    upserts: int = 0
    deleted: list[int] = field(default_factory=list)
    refused: bool = False
    crashes: int = 0
    repeated: str = "last"


class Copy:
    """A copy by syncs, blocking or not: each of them is a generator that asks for batches and for calls in between."""

    def __init__(self) -> None:
        self._records: dict[int, Engagement] = {}
        self._digests: dict[int, int] = {}
        self._stored: str | None = None
        self._before: str | None = None
        self._epoch = 0

    def begin(self, hubspot: Any, step: dict[str, Any], params: dict[str, Any]) -> Any:
        """Starts a sync as a step says, and gives its batches."""
        given = step.get("checkpoint")
        checkpoint = self._before if given == "before" else given if given is not None else self._stored
        self._before = self._stored
        more = {{"maxDeletes": "max_deletes"}.get(key, key): value for key, value in params.items()}
        if more.get("sweep"):
            more["known"] = self._digests
        return hubspot.sync(checkpoint, **more).batches()

    def take(self, batch: Any, synced: Synced) -> int:
        """Applies a batch; gives how many of its records were here already."""
        repeated = 0
        synced.upserts += len(batch.upserts)
        synced.deleted += batch.deleted
        for record, digest in zip(batch.upserts, batch.digests, strict=True):
            assert record.id is not None
            repeated += self._records.get(record.id) == record
            self._records[record.id] = record
            self._digests[record.id] = digest
        for id in batch.deleted:
            self._records.pop(id, None)
            self._digests.pop(id, None)
        return repeated

    def store(self, batch: Any) -> bool:
        """Stores a batch's checkpoint, unless a later one is stored: then another sync shares the store."""
        epoch: int = json.loads(batch.checkpoint)["epoch"]
        if epoch <= self._epoch:
            return False
        self._epoch, self._stored = epoch, batch.checkpoint
        return True

    def check(self, portal: Any, *, alone: bool) -> None:
        """Whether it has all that the portal has; with `alone`, and nothing else."""
        state = portal.state()
        if alone:
            assert len(self._records) == state["engagements"], "the copy has other engagements"
        # Of many only some are looked at one by one.
        for id in state["ids"][-50:]:
            assert id in self._records, f"{id} is missing"
            assert self._records[id].to_dict() == portal.engagement(id), f"{id} has changed"


def sync(copy: Copy, hubspot: Any, step: dict[str, Any], params: dict[str, Any], meanwhile: Any) -> Synced:
    """Carries a sync out with a client that blocks."""
    synced = Synced()
    last = 0
    while True:
        batches: Iterator[Any] = copy.begin(hubspot, step, params)
        count = 0
        for batch in batches:
            count += 1
            repeated = copy.take(batch, synced)
            if crashes(step, synced, count, last, repeated):
                last = len(batch.upserts)
                batches.close()  # type: ignore[attr-defined]
                break
            if not copy.store(batch):
                synced.refused = True
                return synced
            for call in step.get("meanwhile", {}).get(str(count), []):
                meanwhile(call)
        else:
            return synced


async def sync_async(copy: Copy, hubspot: Any, step: dict[str, Any], params: dict[str, Any], meanwhile: Any) -> Synced:
    """Carries a sync out with a client that does not."""
    synced = Synced()
    last = 0
    while True:
        batches: AsyncIterator[Any] = copy.begin(hubspot, step, params)
        count = 0
        async with aclosing(batches):  # type: ignore[type-var]
            async for batch in batches:
                count += 1
                repeated = copy.take(batch, synced)
                if crashes(step, synced, count, last, repeated):
                    last = len(batch.upserts)
                    break
                if not copy.store(batch):
                    synced.refused = True
                    return synced
                for call in step.get("meanwhile", {}).get(str(count), []):
                    await meanwhile(call)
            else:
                return synced


def crashes(step: dict[str, Any], synced: Synced, count: int, last: int, repeated: int) -> bool:
    """Whether the process ends here, between its second batch and that batch's checkpoint."""
    if step.get("crash") != "every_batch":
        return False
    if count == 1:
        if repeated > last:
            synced.repeated = "more"
        return False
    synced.crashes += 1
    return True
