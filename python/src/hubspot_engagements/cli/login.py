"""`login` and `logout`."""

from __future__ import annotations

import sys

import typer

from .. import Client
from . import _token
from ._invocation import Invocation


def login(ctx: typer.Context) -> None:
    """Keep an access token in this machine's keyring. It is typed unseen, or piped in."""
    invocation: Invocation = ctx.obj
    token = _token.ask()
    if not token:
        raise typer.BadParameter("no token was given")
    # One that does not work is not worth keeping.
    with Client(token, base_url=invocation.base_url) as client:
        client.list(limit=1).first(1)
    try:
        _token.keep(invocation.base_url, token)
    except RuntimeError as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201
        raise typer.Exit(1) from None
    print("The token works and is kept.", file=sys.stderr)  # noqa: T201


def logout(ctx: typer.Context) -> None:
    """Take the access token out of the keyring."""
    invocation: Invocation = ctx.obj
    forgotten = _token.forget(invocation.base_url)
    print("The token is forgotten." if forgotten else "No token was kept.", file=sys.stderr)  # noqa: T201
