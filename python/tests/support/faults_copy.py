"""What a consumer of syncs keeps: a copy of the portal, and the checkpoint that was stored last."""

from __future__ import annotations

import json
from contextlib import aclosing, closing
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
    """A copy of a portal that syncs keep."""

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


class Process:
    """One of the processes of a sync. With `crash` each ends one batch later than the one before it."""

    def __init__(self, copy: Copy, step: dict[str, Any], synced: Synced) -> None:
        self._copy, self._step, self._synced = copy, step, synced
        self._count = self._repeated = 0
        self.lost: int | None = None

    def take(self, batch: Any) -> list[Any]:
        """Applies a batch and stores its checkpoint, unless it ends in between. Gives the calls that others make now."""
        self._count += 1
        self._repeated += self._copy.take(batch, self._synced)
        if self._step.get("crash") == "every_batch" and self._count == self._synced.crashes + 2:
            self.lost = len(batch.upserts)
        elif not self._copy.store(batch):
            self._synced.refused = True
        calls: list[Any] = self._step.get("meanwhile", {}).get(str(self._count), [])
        return calls

    @property
    def has_ended(self) -> bool:
        return self.lost is not None or self._synced.refused

    def end(self, last: int) -> bool:
        """Whether another process follows."""
        if self._step.get("crash") and self._repeated > last:
            self._synced.repeated = "more"
        self._synced.crashes += self.lost is not None
        return self.lost is not None


def sync(copy: Copy, hubspot: Any, step: dict[str, Any], params: dict[str, Any], meanwhile: Any) -> Synced:
    """Carries a sync out with a client that blocks."""
    synced, last = Synced(), 0
    while True:
        process = Process(copy, step, synced)
        with closing(copy.begin(hubspot, step, params)) as batches:
            for batch in batches:
                for call in process.take(batch):
                    meanwhile(call)
                if process.has_ended:
                    break
        if not process.end(last):
            return synced
        last = process.lost or 0


async def sync_async(copy: Copy, hubspot: Any, step: dict[str, Any], params: dict[str, Any], meanwhile: Any) -> Synced:
    """Carries a sync out with a client that does not."""
    synced, last = Synced(), 0
    while True:
        process = Process(copy, step, synced)
        async with aclosing(copy.begin(hubspot, step, params)) as batches:
            async for batch in batches:
                for call in process.take(batch):
                    await meanwhile(call)
                if process.has_ended:
                    break
        if not process.end(last):
            return synced
        last = process.lost or 0
