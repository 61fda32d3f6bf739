"""Where a client takes time and chance from."""

from __future__ import annotations

import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import anyio

__all__ = ["AsyncTiming", "Clocks", "Timing"]


class Clocks:
    """What `Timing` and `AsyncTiming` have in common."""

    monotonic: Callable[[], float]
    unix: Callable[[], float]
    seed: int | None

    def now(self) -> tuple[int, int]:
        """The two clocks in whole milliseconds."""
        return round(self.monotonic() * 1000), round(self.unix() * 1000)

    def new_seed(self) -> int:
        """The seed of the next call."""
        return secrets.randbits(64) if self.seed is None else self.seed


@dataclass(frozen=True)
class Timing(Clocks):
    """Clocks, sleep and the seed of a client. Tests replace them, so that waits take no time and can be counted."""

    monotonic: Callable[[], float] = time.monotonic
    """Seconds of a clock that never goes back."""
    unix: Callable[[], float] = time.time
    """Seconds since 1970."""
    sleep: Callable[[float], object] = time.sleep
    """Lets this many seconds pass."""
    seed: int | None = None
    """Spreads the waits between attempts: a 64-bit integer makes them repeatable, None makes each call's its own."""


@dataclass(frozen=True)
class AsyncTiming(Clocks):
    """Clocks, sleep and the seed of an `AsyncClient`; see `Timing`."""

    monotonic: Callable[[], float] = time.monotonic
    """Seconds of a clock that never goes back."""
    unix: Callable[[], float] = time.time
    """Seconds since 1970."""
    sleep: Callable[[float], Awaitable[object]] = anyio.sleep
    """Lets this many seconds pass while other tasks run."""
    seed: int | None = None
    """As in `Timing`."""
