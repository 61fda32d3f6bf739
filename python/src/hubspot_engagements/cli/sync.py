"""`sync`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from enum import Enum
from functools import partial
from importlib import import_module
from json import dumps
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress, ProgressColumn, SpinnerColumn, TextColumn, TimeElapsedColumn

from .. import Client, HttpxTransport, Request, Response, SyncBatch
from .._alone import SyncInUseError
from ..errors import EngagementsError
from ..sync import Synced
from ._invocation import Invocation
from ._options import Json

__all__ = ["sync"]

OTHER = 1
IN_USE = 8
DESTINATION = 9


class From(str, Enum):
    """Which listing of changes is read."""

    modified_after = "modified_after"
    recent = "recent"
    auto = "auto"


def sync(
    ctx: typer.Context,
    to: Annotated[
        str,
        typer.Option("--to", help="A DuckDB file (….duckdb), postgresql://…, or a folder for Parquet files."),
    ],
    sweep: Annotated[
        bool, typer.Option("--sweep", help="Read everything: finds what was deleted and which associations changed.")
    ] = False,
    source: Annotated[From, typer.Option("--source", help="Which listing of changes is read.")] = From.modified_after,
    parallel: Annotated[
        int, typer.Option("--parallel", min=1, max=32, help="Requests side by side while everything is read.")
    ] = 4,
    dataset: Annotated[str, typer.Option("--dataset", help="The schema in the database.")] = "hubspot",
    max_deletes: Annotated[
        int | None, typer.Option("--max-deletes", min=0, help="Delete so many rows without asking; 100 or 5 % else.")
    ] = None,
    compact: Annotated[
        bool, typer.Option("--compact", help="Then leave only the last versions in a folder of Parquet files.")
    ] = False,
    json: Json = False,
) -> None:
    """Bring a database or a folder up to date with the account.

    The first run reads everything, later ones what changed since. Stop it at any time: it goes on from there.
    """
    invocation: Invocation = ctx.obj
    began = time.monotonic()
    watch = _Watch()
    options = {"sweep": sweep, "source": source.value, "parallel": parallel, "max_deletes": max_deletes}
    with invocation.client(transport=watch) as client, _shown(watch) as on_batch:
        work = _work(to, dataset=dataset, compact=compact)
        try:
            done = work(client, on_batch=on_batch, **options)
        except EngagementsError:
            raise
        except SyncInUseError as error:
            raise _failed(str(error), IN_USE) from None
        except Exception as error:  # noqa: BLE001 - whatever a database or a disk has to say
            raise _failed(f"the destination failed: {_reason(error)}", DESTINATION) from None
    seconds = time.monotonic() - began
    if json:
        counts = {**vars(done), "requests": watch.requests, "requests_left": watch.left, "seconds": round(seconds, 1)}
        sys.stdout.write(dumps(counts) + "\n")
    else:
        sys.stdout.write(f"{done.upserts:,} new or changed, {done.deleted:,} deleted; {watch.requests:,} requests\n")


def _work(to: str, *, dataset: str, compact: bool) -> Callable[..., Synced]:
    """What writes there. Raises BadParameter for what is no destination."""
    is_database = to.startswith(("postgresql://", "postgres://")) or Path(to).suffix in (".duckdb", ".db")
    if compact and is_database:
        raise typer.BadParameter("--compact is for a folder of Parquet files")
    if is_database:
        return _needed(lambda: _of_dlt(to, dataset))
    if "://" in to or Path(to).is_file():
        raise typer.BadParameter(f"{to!r} is no DuckDB file, no postgresql:// address and no folder", param_hint="--to")
    return _needed(lambda: _of_parquet(to, compact))


def _needed(make: Callable[[], Callable[..., Synced]]) -> Callable[..., Synced]:
    try:
        return make()
    except ModuleNotFoundError as missing:
        raise _failed(f'this needs {missing.name}: pip install "hubspot-engagements[sync]"', OTHER) from None


def _of_dlt(to: str, dataset: str) -> Callable[..., Synced]:
    import dlt

    from ..dlt import sync_to

    is_address = "://" in to
    if is_address:
        import_module("psycopg2")  # the driver, which dlt would miss late
    destination = dlt.destinations.postgres(to) if is_address else dlt.destinations.duckdb(to)
    return partial(sync_to, destination, dataset_name=dataset)


def _of_parquet(to: str, compact: bool) -> Callable[..., Synced]:
    from ..parquet import ParquetFolder

    folder = ParquetFolder(to)

    def work(client: Client, **options: Any) -> Synced:
        done = folder.sync(client, **options)
        if compact:
            folder.compact()
        return done

    return work


def _failed(message: str, code: int) -> typer.Exit:
    sys.stderr.write(f"error: {message}\n")
    return typer.Exit(code)


def _reason(error: BaseException) -> str:
    """What is at the bottom of an error that dlt has wrapped several times."""
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    return f"{type(error).__name__}: {error}".strip()


class _Watch:
    """A transport that counts, and sees how many requests the account has left."""

    def __init__(self) -> None:
        self._transport = HttpxTransport()
        self.requests = 0
        self.left: int | None = None
        """Requests that the account may still make today; None where the service does not say."""

    def send(self, request: Request) -> Response:
        response = self._transport.send(request)
        self.requests += 1
        for name, value in response.headers:
            if name.lower() == "x-hubspot-ratelimit-daily-remaining" and value.isdigit():
                self.left = int(value)
        return response

    def close(self) -> None:
        self._transport.close()


@contextmanager
def _shown(watch: _Watch) -> Generator[Callable[[SyncBatch], None]]:
    """A line on standard error that says how far it came; nothing where that is no terminal."""
    console = Console(stderr=True)
    columns: tuple[str | ProgressColumn, ...] = (
        SpinnerColumn(),
        TextColumn("{task.description}  {task.completed:,.0f} records, {task.fields[pages]:,} pages"),
        TextColumn("{task.fields[pace]}"),
        TextColumn("{task.fields[left]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("scan", total=None, pages=0, pace="", left="")

        def show(batch: SyncBatch) -> None:
            done = batch.progress
            elapsed = progress.tasks[0].elapsed or 0
            pace = f"{done.records / elapsed:,.0f}/s" if elapsed > 1 else ""
            left = "" if watch.left is None else f"{watch.left:,} requests left today"
            progress.update(
                task, description=done.stage, completed=done.records, pages=done.pages, pace=pace, left=left
            )

        yield show
