"""Listings that fetch while they are walked."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import anyio.to_thread

from . import _html
from ._core import Engagement, Page, ParquetFile, Table, TableBuilder
from ._drive import AsyncDriver, Driver
from ._encode import encode
from ._extras import bar, pandas_from, polars_from

if TYPE_CHECKING:
    import pandas
    import polars

__all__ = ["AsyncListing", "Listing"]

_OnUndecodable: TypeAlias = Literal["fail", "keep"]


class Listing:
    """Engagements that are fetched page by page while they are walked.

    Nothing is sent before the first is asked for. Each walk begins anew and sees the portal as it is then.
    """

    def __init__(self, driver: Driver, operation: str, params: Mapping[str, Any]) -> None:
        self._driver = driver
        self._operation = operation
        self._params = encode(params, operation)
        driver.check(operation, self._params)

    def __iter__(self) -> Iterator[Engagement]:
        for page in self.pages():
            yield from page

    def pages(self) -> Iterator[Page]:
        """Walks the listing page by page. A page can be empty and yet not be the last.

        Raises an EngagementsError where a page cannot be had.
        """
        yield from self._driver.results(self._operation, self._params)

    def first(self, count: int) -> list[Engagement]:
        """The first `count` engagements, or all where there are fewer; fetches no page more than that needs."""
        return list(islice(self, count))

    def count(self, *, progress: bool = False) -> int:
        """How many there are. All pages are fetched for it: the service does not say."""
        counts: list[int] = []
        self._each(lambda page: counts.append(len(page)), progress)
        return sum(counts)

    def to_dicts(self, *, progress: bool = False) -> list[dict[str, Any]]:
        """All engagements as dicts in the service's shape; see `Engagement.to_dict`.

        `progress` shows a bar (tqdm) in a notebook or on a terminal.
        """
        dicts: list[dict[str, Any]] = []
        self._each(lambda page: dicts.extend(engagement.to_dict() for engagement in page), progress)
        return dicts

    def to_arrow(self, *, on_undecodable: _OnUndecodable = "fail", progress: bool = False) -> Table:
        """All engagements as Arrow columns, which do not depend on the data: docs/columns.md lists them.

        Give the table to `pyarrow.table`, `polars.DataFrame` or DuckDB, which share its memory.

        A record that cannot be decoded is a ResponseError with its path; with `on_undecodable="keep"` it is a row with
        its id, type and last update where they are plain, and its whole text in `extra`. `progress` shows a bar (tqdm)
        in a notebook or on a terminal.
        """
        builder = TableBuilder(_keeps(on_undecodable))
        self._each(builder.append, progress)
        return builder.finish()

    def to_pandas(self, *, on_undecodable: _OnUndecodable = "fail", progress: bool = False) -> pandas.DataFrame:
        """`to_arrow` as a DataFrame of pandas: Arrow-backed columns, words such as `type` as categories.

        Raises ImportError where pandas or pyarrow is not installed; the extra `pandas` brings them.
        """
        convert = pandas_from()
        return convert(self.to_arrow(on_undecodable=on_undecodable, progress=progress))

    def to_polars(self, *, on_undecodable: _OnUndecodable = "fail", progress: bool = False) -> polars.DataFrame:
        """`to_arrow` as a DataFrame of polars.

        Raises ImportError where polars is not installed; the extra `polars` brings it.
        """
        convert = polars_from()
        return convert(self.to_arrow(on_undecodable=on_undecodable, progress=progress))

    def to_parquet(
        self, path: str | os.PathLike[str], *, on_undecodable: _OnUndecodable = "fail", progress: bool = False
    ) -> int:
        """Writes the columns of `to_arrow` into a Parquet file while they are fetched; gives how many rows it has.

        Memory does not grow with the listing. What is not complete stands at `<path>.partial` and is removed when the
        listing breaks off; a file that was there before stays as it was.

        Raises OSError where the file cannot be written.
        """
        file = ParquetFile(path, _keeps(on_undecodable))
        try:
            self._each(file.append, progress)
            return file.close()
        finally:
            file.discard()

    def _each(self, take: Callable[[Page], object], progress: bool) -> None:
        with bar(progress) as show:
            for page in self.pages():
                take(page)
                show(page)

    def _repr_html_(self) -> str:
        return _html.listing(self._operation, json.loads(self._params))

    def __repr__(self) -> str:
        return f"Listing({self._operation!r}, {self._params})"


class AsyncListing:
    """Engagements that are fetched page by page while they are walked: `async for engagement in client.list()`.

    Nothing is sent before the first is asked for. Each walk begins anew and sees the portal as it is then. It can be
    left early without more ado.
    """

    def __init__(self, driver: AsyncDriver, operation: str, params: Mapping[str, Any]) -> None:
        self._driver = driver
        self._operation = operation
        self._params = encode(params, operation)
        driver.check(operation, self._params)

    def __aiter__(self) -> AsyncIterator[Engagement]:
        return _Engagements(self.pages())

    def pages(self) -> AsyncIterator[Page]:
        """Walks the listing page by page; see `Listing.pages`."""
        return self._driver.results(self._operation, self._params)

    async def first(self, count: int) -> list[Engagement]:
        """The first `count` engagements, or all where there are fewer; fetches no page more than that needs."""
        if count < 0:
            raise ValueError("`count` must not be negative")
        found: list[Engagement] = []
        pages = self.pages()
        while len(found) < count and (page := await anext(pages, None)) is not None:
            found += page[: count - len(found)]
        return found

    async def count(self, *, progress: bool = False) -> int:
        """How many there are; see `Listing.count`."""
        counts: list[int] = []
        await self._each(lambda page: counts.append(len(page)), progress)
        return sum(counts)

    async def to_dicts(self, *, progress: bool = False) -> list[dict[str, Any]]:
        """All engagements as dicts in the service's shape; see `Listing.to_dicts`."""
        dicts: list[dict[str, Any]] = []
        await self._each(lambda page: dicts.extend(engagement.to_dict() for engagement in page), progress)
        return dicts

    async def to_arrow(self, *, on_undecodable: _OnUndecodable = "fail", progress: bool = False) -> Table:
        """All engagements as Arrow columns; see `Listing.to_arrow`."""
        builder = TableBuilder(_keeps(on_undecodable))
        await self._each(builder.append, progress)
        return builder.finish()

    async def to_pandas(self, *, on_undecodable: _OnUndecodable = "fail", progress: bool = False) -> pandas.DataFrame:
        """`to_arrow` as a DataFrame of pandas; see `Listing.to_pandas`."""
        convert = pandas_from()
        return convert(await self.to_arrow(on_undecodable=on_undecodable, progress=progress))

    async def to_polars(self, *, on_undecodable: _OnUndecodable = "fail", progress: bool = False) -> polars.DataFrame:
        """`to_arrow` as a DataFrame of polars; see `Listing.to_polars`."""
        convert = polars_from()
        return convert(await self.to_arrow(on_undecodable=on_undecodable, progress=progress))

    async def to_parquet(
        self, path: str | os.PathLike[str], *, on_undecodable: _OnUndecodable = "fail", progress: bool = False
    ) -> int:
        """Writes the columns of `to_arrow` into a Parquet file; see `Listing.to_parquet`.

        The file is written in a worker thread.
        """

        async def append(page: Page) -> None:
            await anyio.to_thread.run_sync(file.append, page)

        file = await anyio.to_thread.run_sync(ParquetFile, path, _keeps(on_undecodable))
        try:
            await self._each(append, progress)
            return await anyio.to_thread.run_sync(file.close)
        finally:
            file.discard()

    async def _each(self, take: Callable[[Page], object], progress: bool) -> None:
        with bar(progress) as show:
            async for page in self.pages():
                taken = take(page)
                if isinstance(taken, Awaitable):
                    await taken
                show(page)

    def _repr_html_(self) -> str:
        return _html.listing(self._operation, json.loads(self._params))

    def __repr__(self) -> str:
        return f"AsyncListing({self._operation!r}, {self._params})"


def _keeps(on_undecodable: _OnUndecodable) -> bool:
    if on_undecodable not in ("fail", "keep"):
        raise ValueError(f'`on_undecodable` must be "fail" or "keep", not {on_undecodable!r}')
    return on_undecodable == "keep"


class _Engagements:
    """The engagements of pages, one by one; see `AsyncResults` for why it is no generator."""

    def __init__(self, pages: AsyncIterator[Page]) -> None:
        self._pages = pages
        self._page: Iterator[Engagement] = iter(())

    def __aiter__(self) -> _Engagements:
        return self

    async def __anext__(self) -> Engagement:
        while (engagement := next(self._page, None)) is None:
            self._page = iter(await anext(self._pages))
        return engagement
