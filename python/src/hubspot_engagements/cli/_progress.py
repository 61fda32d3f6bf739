"""Counts on standard error while work goes on; nothing where that is no terminal."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

__all__ = ["counted"]

T = TypeVar("T")


def _one(_: object) -> int:
    return 1


class _Count(Protocol):
    def __call__(self, things: Iterable[T], size: Callable[[T], int] = _one) -> Iterator[T]: ...


@contextmanager
def counted(what: str) -> Generator[_Count]:
    """Gives a function that passes things on and counts them where a person sees it; `size` says how many one is."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} {task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(what, total=None)

        def count(things: Iterable[T], size: Callable[[T], int] = _one) -> Iterator[T]:
            for thing in things:
                yield thing
                progress.advance(task, size(thing))

        yield count
