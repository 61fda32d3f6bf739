"""Listings that fetch while they are walked."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from itertools import islice
from typing import Any

from . import _html
from ._core import Engagement, Page
from ._drive import AsyncDriver, Driver
from ._encode import encode

__all__ = ["AsyncListing", "Listing"]


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

    def _repr_html_(self) -> str:
        return _html.listing(self._operation, json.loads(self._params))

    def __repr__(self) -> str:
        return f"AsyncListing({self._operation!r}, {self._params})"


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
