"""Keeping two syncs off one destination."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["SyncInUseError", "alone"]


class SyncInUseError(RuntimeError):
    """Another sync writes to the same destination."""


@contextmanager
def alone(lock: Path, destination: object) -> Generator[None]:
    """Holds a file's lock, which the system gives back for a process that is killed.

    Raises SyncInUseError where another one holds it.
    """
    with lock.open("a") as file:
        try:
            _lock(file.fileno())
        except OSError:
            raise in_use(destination) from None
        yield


def in_use(destination: object) -> SyncInUseError:
    """The error for a destination that another sync writes to."""
    return SyncInUseError(f"another sync writes to {destination}: wait for it to end")


def _lock(file: int) -> None:
    if os.name == "posix":
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    else:
        import msvcrt

        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
