"""Packages that only some need, imported when they are."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Generator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._core import Page, Table

if TYPE_CHECKING:
    import pandas
    import polars

__all__ = ["bar", "needed", "pandas_from", "polars_from"]


def needed(module: str, what: str, *extras: str) -> Any:
    """The module that `what` needs.

    Raises ImportError, which names the extras that bring it, where it is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        package = module.partition(".")[0]
        if error.name is None or error.name.partition(".")[0] != package:
            raise
        install = " or ".join(f'pip install "hubspot-engagements[{extra}]"' for extra in extras)
        message = f"{what} needs {package}, which is not installed: {install}"
        raise ModuleNotFoundError(message, name=error.name) from None


def pandas_from() -> Callable[[Table], pandas.DataFrame]:
    """What makes a DataFrame of pandas from a table: Arrow-backed columns, words as categories."""
    frames = needed("pandas", "to_pandas", "pandas")
    arrow = needed("pyarrow", "to_pandas", "pandas")

    def dtype(kind: Any) -> Any:
        # A dictionary of Arrow's lacks much of what a categorical can do in pandas.
        return None if arrow.types.is_dictionary(kind) else frames.ArrowDtype(kind)

    def convert(table: Table) -> pandas.DataFrame:
        frame: pandas.DataFrame = arrow.table(table).to_pandas(types_mapper=dtype)
        return frame

    return convert


def polars_from() -> Callable[[Table], polars.DataFrame]:
    """What makes a DataFrame of polars from a table."""
    frames = needed("polars", "to_polars", "polars")

    def convert(table: Table) -> polars.DataFrame:
        frame: polars.DataFrame = frames.DataFrame(table)
        return frame

    return convert


@contextmanager
def bar(progress: bool) -> Generator[Callable[[Page], None]]:
    """A bar that each page moves on, in a notebook or on a terminal; silent elsewhere, and without `progress`."""
    if not progress:
        yield lambda _: None
        return
    with warnings.catch_warnings():
        # In a notebook without ipywidgets it warns that there will be no bar.
        warnings.simplefilter("ignore")
        tqdm = needed("tqdm.auto", "progress=True", "pandas", "polars").tqdm
    in_notebook = any(base.__module__ == "tqdm.notebook" for base in tqdm.__mro__)
    # None: off where standard error is no terminal, which it never is in a notebook.
    with tqdm(unit=" engagements", disable=False if in_notebook else None) as shown:

        def show(page: Page) -> None:
            if page.total is not None:
                shown.total = page.total
            shown.update(len(page))

        yield show
