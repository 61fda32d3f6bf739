"""Time for several threads: it passes only while all of them sleep, and only until the first of them wakes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from hubspot_engagements import Timing


class Lockstep:
    """A clock for a known number of threads."""

    def __init__(self, threads: int) -> None:
        self._changed = threading.Condition()
        self._awake = threads
        self._wakes: list[float] = []
        self._now = 0.0

    def now(self) -> float:
        """Seconds since the clock was made."""
        return self._now

    def sleep(self, seconds: float) -> None:
        """Sleeps until all others do and this thread's time has come."""
        if seconds <= 0:
            return
        with self._changed:
            until = self._now + seconds
            self._wakes.append(until)
            self._awake -= 1
            self._advance()
            self._changed.wait_for(lambda: self._now >= until)

    def leave(self) -> None:
        """The calling thread is done: the others need not wait for it."""
        with self._changed:
            self._awake -= 1
            self._advance()

    def _advance(self) -> None:
        if self._awake > 0 or not self._wakes:
            return
        self._now = max(self._now, min(self._wakes))
        woken = [until for until in self._wakes if until <= self._now]
        self._wakes = [until for until in self._wakes if until > self._now]
        self._awake = len(woken)
        self._changed.notify_all()

    def timing(self) -> Timing:
        """A client's timing by this clock."""
        return Timing(monotonic=self.now, unix=self.now, sleep=self.sleep)

    def run(self, work: Iterable[Callable[[], Any]]) -> None:
        """Runs each in a thread of its own; there must be as many as the clock was made for."""

        def run(one: Callable[[], Any]) -> None:
            try:
                one()
            finally:
                self.leave()

        work = list(work)
        with ThreadPoolExecutor(len(work)) as pool:
            for done in [pool.submit(run, one) for one in work]:
                done.result()
