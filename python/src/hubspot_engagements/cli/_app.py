"""All commands, and what they have in common."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from .. import __version__
from . import _failures
from ._invocation import Invocation
from .delete import delete
from .dispositions import dispositions
from .emulator import emulator
from .export import export
from .get import get
from .listings import list_, recent
from .log_call import log_call
from .login import login, logout
from .note import note
from .owners import owners
from .reconcile import reconcile
from .report import app as report
from .sync import sync
from .task import task
from .update import update

__all__ = ["app"]


class _Commands(TyperGroup):
    """The commands, whose failures become a sentence and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        with _failures.told(lambda: ctx.obj):
            return super().invoke(ctx)


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    # A traceback's local variables could show a token.
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"hubspot-engagements {__version__}")
        raise typer.Exit


@app.callback()
def common(
    ctx: typer.Context,
    base_url: Annotated[
        str | None,
        typer.Option(envvar="HUBSPOT_BASE_URL", help="Where requests go, if not to HubSpot: a proxy or the emulator."),
    ] = None,
    utc: Annotated[bool, typer.Option("--utc", help="Show and read times in UTC, not in this machine's zone.")] = False,
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Notes, emails, tasks, meetings and calls of a HubSpot account.

    The access token comes from HUBSPOT_ACCESS_TOKEN, from `login`, or is asked for.
    """
    ctx.obj = Invocation(base_url=base_url or None, utc=utc)


READ, WRITE, SETUP = "Read", "Write", "Account"

app.command("list", rich_help_panel=READ)(list_)
app.command(rich_help_panel=READ)(recent)
app.command(rich_help_panel=READ)(get)
app.command(rich_help_panel=READ)(export)
app.add_typer(report, name="report", rich_help_panel=READ)
app.command(rich_help_panel=READ)(sync)
app.command(rich_help_panel=READ)(owners)
app.command(rich_help_panel=READ)(dispositions)
app.command(rich_help_panel=WRITE)(note)
app.command("log-call", rich_help_panel=WRITE)(log_call)
app.command(rich_help_panel=WRITE)(task)
app.command(rich_help_panel=WRITE)(update)
app.command(rich_help_panel=WRITE)(delete)
app.command(rich_help_panel=WRITE)(reconcile)
app.command(rich_help_panel=SETUP)(login)
app.command(rich_help_panel=SETUP)(logout)
app.command(
    rich_help_panel=SETUP,
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)(emulator)
