"""Where a client takes time and chance from."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Timing"]


@dataclass(frozen=True)
class Timing:
    """Clocks, sleep and the seed of a client. Tests replace them, so that waits take no time and can be counted."""

    monotonic: Callable[[], float] = time.monotonic
    """Seconds of a clock that never goes back."""
    unix: Callable[[], float] = time.time
    """Seconds since 1970."""
    sleep: Callable[[float], object] = time.sleep
    """Lets this many seconds pass."""
    seed: int | None = None
    """Spreads the waits between attempts: a 64-bit integer makes them repeatable, None makes each call's its own."""

    def now(self) -> tuple[int, int]:
        """The two clocks in whole milliseconds."""
        return round(self.monotonic() * 1000), round(self.unix() * 1000)

    def new_seed(self) -> int:
        """The seed of the next call."""
        return secrets.randbits(64) if self.seed is None else self.seed
