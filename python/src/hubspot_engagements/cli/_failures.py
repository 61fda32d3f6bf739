"""What a failure says, and the exit code that a script sees."""

from __future__ import annotations

import json
import os
import shlex
import sys
import warnings
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import typer

from .. import errors
from ._invocation import Invocation

__all__ = ["BROKEN_PIPE", "EXIT_CODES", "told"]

OTHER = 1
BROKEN_PIPE = 141
"""As of a program that the signal SIGPIPE ends."""

EXIT_CODES: tuple[tuple[type[errors.EngagementsError], int], ...] = (
    (errors.ValidationError, 2),
    (errors.BadRequestError, 2),
    (errors.AuthenticationError, 3),
    (errors.PermissionDeniedError, 3),
    (errors.NotFoundError, 4),
    (errors.RateLimitError, 5),
    (errors.AmbiguousCreateError, 6),
    (errors.APIConnectionError, 7),
    (errors.ServerError, 7),
    (errors.LockedError, 7),
    (errors.EndpointGoneError, 7),
    (errors.SuspiciousDeletesError, 10),
)
"""The exit code of each class of errors; all others are 1, and what the shell's words get wrong is 2."""


@contextmanager
def told(invocation: Callable[[], Invocation | None]) -> Generator[None]:
    """Turns failures of a command into a sentence on standard error and an exit code."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always", errors.EngagementsWarning)
            warnings.showwarning = _warn
            yield
        sys.stdout.flush()
    except errors.EngagementsError as error:
        run = invocation()
        sys.stderr.write(_as_json(error) if run and run.json else _as_text(error))
        raise typer.Exit(_code(error)) from None
    except BrokenPipeError:
        # Nobody reads on, as with `| head`. What is left in the buffer has nowhere to go, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(BROKEN_PIPE) from None


def _warn(message: Warning | str, *_: Any, **__: Any) -> None:
    sys.stderr.write(f"warning: {message}\n")


def _code(error: errors.EngagementsError) -> int:
    return next((code for kind, code in EXIT_CODES if isinstance(error, kind)), OTHER)


def _as_text(error: errors.EngagementsError) -> str:
    if error.issues:
        lines = ["error: nothing was sent"] + [f"  {issue.pointer}: {issue.message}" for issue in error.issues]
    else:
        lines = [f"error: {error}"]
    if error.retry_at:
        lines.append(f"Try again at {error.retry_at.isoformat(timespec='seconds')}.")
    if error.ticket:
        ticket = shlex.quote(_compact(error.ticket))
        lines += ["This looks for it:", f"  hubspot-engagements reconcile {ticket}"]
    return "\n".join(lines) + "\n"


def _as_json(error: errors.EngagementsError) -> str:
    told = {
        "code": error.code,
        "message": str(error),
        "status": error.status,
        "category": error.category,
        "correlation_id": error.correlation_id,
        "issues": [vars(issue) for issue in error.issues],
        "retry_at": error.retry_at.isoformat() if error.retry_at else None,
        "ticket": error.ticket,
    }
    return _compact({"error": {name: value for name, value in told.items() if value}}) + "\n"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
