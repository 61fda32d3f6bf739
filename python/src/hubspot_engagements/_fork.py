"""What a process that forked must not share with its parent: connections, and locks that nobody will ever open."""

from __future__ import annotations

import os
from typing import Protocol
from weakref import WeakSet

__all__ = ["renewed_in_children"]


class _Renewable(Protocol):
    def renew(self) -> None: ...


_ALL: WeakSet[_Renewable] = WeakSet()


def renewed_in_children(thing: _Renewable) -> None:
    """Sees to it that a forked process calls the object's `renew` before anything else."""
    _ALL.add(thing)


def _renew_all() -> None:
    for thing in list(_ALL):
        thing.renew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_all)
