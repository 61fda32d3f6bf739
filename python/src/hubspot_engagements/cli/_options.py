"""Options that several commands have."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

__all__ = ["At", "Body", "Companies", "Contacts", "Deals", "Json", "OwnerId", "Strict", "Tickets", "Uid"]


def _for_programs(ctx: typer.Context, asked: bool) -> bool:
    # Failures, too, are then told as JSON.
    ctx.find_root().obj.json = asked
    return asked


Json: TypeAlias = Annotated[
    bool, typer.Option("--json", callback=_for_programs, help="Print JSON, one value a line, also for errors.")
]
Contacts: TypeAlias = Annotated[list[int], typer.Option("--contact", "-c", help="A contact's id. Repeatable.")]
Companies: TypeAlias = Annotated[list[int], typer.Option("--company", help="A company's id. Repeatable.")]
Deals: TypeAlias = Annotated[list[int], typer.Option("--deal", help="A deal's id. Repeatable.")]
Tickets: TypeAlias = Annotated[list[int], typer.Option("--ticket", help="A ticket's id. Repeatable.")]
OwnerId: TypeAlias = Annotated[int | None, typer.Option("--owner", help="Id of the owner it is assigned to.")]
At: TypeAlias = Annotated[
    str | None, typer.Option("--at", help="When it happened: 2026-09-21T14:30, or how long ago, such as 2h.")
]
Uid: TypeAlias = Annotated[
    str | None, typer.Option("--uid", help="An id of your own, by which a create can be found again.")
]
Strict: TypeAlias = Annotated[bool, typer.Option("--strict", help="Refuse what only may be a mistake.")]
Body: TypeAlias = Annotated[
    str | None, typer.Option("--body", "-b", help="Its text, which may be HTML; - reads standard input.")
]
