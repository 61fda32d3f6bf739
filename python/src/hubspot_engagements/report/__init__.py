"""Reports of engagements as polars DataFrames, and pictures of them; needs `pip install "hubspot-engagements[report]"`.

`productivity` counts what each rep did, `response_gaps` how long contacts wait, `best_time` when calls reach them, and
`call_features` is a table for a model of that. Each takes what `Listing.to_arrow()` gives, or the same columns in any
table with `__arrow_c_stream__`, such as pyarrow's, polars' and DuckDB's. `plot_productivity`, `plot_gaps` and
`plot_best_time` give matplotlib Figures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._extras import needed

try:
    from ._calls import best_time, call_features
    from ._gaps import response_gaps
    from ._productivity import productivity
    from ._table import CONNECTED, ArrowStream
except ModuleNotFoundError:
    needed("polars", __name__, "report")
    raise

if TYPE_CHECKING:
    from ._plots import plot_best_time, plot_gaps, plot_productivity

__all__ = [
    "CONNECTED",
    "ArrowStream",
    "best_time",
    "call_features",
    "plot_best_time",
    "plot_gaps",
    "plot_productivity",
    "productivity",
    "response_gaps",
]


def __getattr__(name: str) -> Any:
    # matplotlib takes half a second to import, which only pictures should cost.
    if not name.startswith("plot_") or name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    needed("matplotlib", f"{__name__}.{name}", "report")
    from . import _plots

    return getattr(_plots, name)
