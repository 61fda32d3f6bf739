"""`emulator`."""

from __future__ import annotations

import typer


def emulator(ctx: typer.Context) -> None:
    """Serve a made-up account on this machine, for tests and for trying things out."""
    from ..emulator.__main__ import main

    main(ctx.args, "hubspot-engagements emulator")
