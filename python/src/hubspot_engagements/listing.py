"""Listings that fetch while they are walked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from ._core import Engagement, Page
from ._drive import Driver
from ._encode import encode

__all__ = ["Listing"]


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

    def __repr__(self) -> str:
        return f"Listing({self._operation!r}, {self._params})"
