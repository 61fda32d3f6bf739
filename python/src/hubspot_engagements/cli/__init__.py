"""The command line `hubspot-engagements`; docs/cli.md describes it."""

from __future__ import annotations

import sys

__all__ = ["main"]

_NEEDED = {"typer", "rich", "keyring"}


def main() -> None:
    """Runs the command line, and ends the program."""
    try:
        from ._app import app
    except ModuleNotFoundError as missing:
        if missing.name not in _NEEDED:
            raise
        sys.exit('The command line needs more than the library: pip install "hubspot-engagements[cli]"')
    app(prog_name="hubspot-engagements")
