"""Everything that changed since the last time, without loss; docs/sync.md says how."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Generator, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any, Literal, TypeAlias

from ._core import Engagement, Machine, SyncBatch, SyncProgress
from ._drive import AsyncDriver, Driver
from ._encode import encode
from ._hooks import LOGGER
from .errors import EngagementsError

__all__ = [
    "AsyncSync",
    "Change",
    "Checkpoint",
    "Deleted",
    "Source",
    "Sync",
    "SyncBatch",
    "SyncProgress",
    "Synced",
    "Upsert",
]

Source: TypeAlias = Literal["modified_after", "recent", "auto"]

_OPERATION = "engagements.sync"
_LANE = "engagements.sync_lane"
_handles = count(1)


@dataclass(frozen=True)
class Upsert:
    """An engagement that is new, or has changed: to be put in place of what is held under its id."""

    engagement: Engagement


@dataclass(frozen=True)
class Deleted:
    """An engagement that is gone."""

    id: int


@dataclass(frozen=True)
class Checkpoint:
    """Everything before it is applied once it is reached: to be stored then, and given to the next sync."""

    text: str
    """A small JSON object."""


Change: TypeAlias = Upsert | Deleted | Checkpoint


@dataclass(frozen=True)
class Synced:
    """What a sync into a destination did."""

    upserts: int
    """How many engagements were written as new or changed."""
    deleted: int
    """How many were written as gone."""
    pages: int
    """How many pages were read."""


def parameters(checkpoint: str | Mapping[str, Any] | None, known: Any, more: Mapping[str, Any]) -> str:
    """The sync's parameters as a JSON object.

    Raises ValidationError for what has no form in JSON.
    """
    given = {"checkpoint": checkpoint, **more}
    text = encode({key: value for key, value in given.items() if value is not None}, _OPERATION)
    if known is None:
        return text
    # A million ids need not be looked at one by one here: the core does.
    return f'{text[:-1]},"known":{_held(known)}}}'


def _held(known: Mapping[int, int] | Iterable[int]) -> str:
    ids = sorted(known)
    if not isinstance(known, Mapping):
        return json.dumps(ids)
    return f'{{"ids":{json.dumps(ids)},"digests":{json.dumps([known[key] for key in ids])}}}'


def changes(batch: SyncBatch) -> Iterator[Change]:
    """What a batch holds, one by one, and the checkpoint behind it."""
    yield from map(Upsert, batch.upserts)
    yield from map(Deleted, batch.deleted)
    yield Checkpoint(batch.checkpoint)


class _Parameters:
    """What a sync was asked for. Each walk begins anew, from the same checkpoint."""

    def __init__(self, params: str, parallel: int) -> None:
        self._params = params
        self._parallel = parallel

    def _of_one_walk(self) -> tuple[str, str | None]:
        """The sync's parameters and those of the machines beside it, where it has any."""
        if self._parallel <= 1:
            return self._params, None
        handle = next(_handles)
        params = f'{self._params[:-1]},"handle":{handle}}}'
        return params, encode({"handle": handle})

    def __repr__(self) -> str:
        return f"{type(self).__name__}(parallel={self._parallel})"


class Sync(_Parameters):
    """What was made, changed and deleted since a checkpoint, fetched while it is walked.

    Walked as it is, it gives `Upsert`, `Deleted` and `Checkpoint`. Nothing is sent before the first is asked for, and
    each walk begins anew. It ends when there is nothing more.
    """

    def __init__(self, driver: Driver, params: str, parallel: int) -> None:
        super().__init__(params, parallel)
        self._driver = driver
        driver.check(_OPERATION, params)

    def __iter__(self) -> Iterator[Change]:
        for batch in self.batches():
            yield from changes(batch)

    def batches(self) -> Iterator[SyncBatch]:
        """Walks it batch by batch: a page's changes at a time, and a checkpoint with each.

        Raises an EngagementsError where it cannot go on; what was given before stands.
        """
        params, lane = self._of_one_walk()
        if lane is None:
            yield from self._driver.results(_OPERATION, params)
            return
        machine = self._driver.begin(_OPERATION, params)
        with _beside(self._driver, lane, self._parallel), ExitStack() as stack:
            # Before the others are waited for: they end with it.
            stack.callback(machine.cancel)
            yield from self._driver.drive(machine)


@contextmanager
def _beside(driver: Driver, params: str, helpers: int) -> Generator[None]:
    """Lets machines walk ranges of ids in threads of their own."""
    with ThreadPoolExecutor(helpers, "hubspot-engagements-sync") as threads:
        for _ in range(helpers):
            threads.submit(_walk, driver, driver.begin(_LANE, params))
        yield


def _walk(driver: Driver, lane: Machine) -> None:
    try:
        for _ in driver.drive(lane):
            pass
    except EngagementsError:
        LOGGER.debug("a machine beside a sync ended early", exc_info=True)
    except Exception:  # noqa: BLE001 - such as one of a transport
        # Its range is left to the sync itself, which meets the same.
        LOGGER.exception("a machine beside a sync ended early")


class AsyncSync(_Parameters):
    """What was made, changed and deleted since a checkpoint: `async for change in client.sync(…)`; see `Sync`."""

    def __init__(self, driver: AsyncDriver, params: str, parallel: int) -> None:
        super().__init__(params, parallel)
        self._driver = driver
        driver.check(_OPERATION, params)

    def __aiter__(self) -> AsyncIterator[Change]:
        return _Changes(self.batches())

    def batches(self) -> AsyncIterator[SyncBatch]:
        """Walks it batch by batch; see `Sync.batches`."""
        params, lane = self._of_one_walk()
        machine = self._driver.begin(_OPERATION, params)
        lanes = [self._driver.begin(_LANE, lane) for _ in range(self._parallel)] if lane is not None else []
        return self._driver.side_by_side(machine, lanes)


class _Changes:
    """The changes of batches, one by one; see `AsyncResults` for why it is no generator."""

    def __init__(self, batches: AsyncIterator[SyncBatch]) -> None:
        self._batches = batches
        self._changes: Iterator[Change] = iter(())

    def __aiter__(self) -> _Changes:
        return self

    async def __anext__(self) -> Change:
        while (change := next(self._changes, None)) is None:
            self._changes = changes(await anext(self._batches))
        return change
