"""The caller's functions that a client calls, and its log."""

from __future__ import annotations

import inspect
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ._words import snake_case

__all__ = ["LOGGER", "Hooks"]

LOGGER = logging.getLogger("hubspot_engagements")

_LEVELS = {
    "retry": logging.INFO,
    "throttle": logging.INFO,
    "token_refresh": logging.INFO,
    "page_size": logging.INFO,
    "skipped": logging.WARNING,
    "partly_applied": logging.WARNING,
}


@dataclass(frozen=True)
class Hooks:
    """The caller's functions; those of an AsyncClient may give awaitables."""

    token: Callable[[bool], Any] | None = None
    on_event: Callable[[Any], object] | None = None
    journal: Callable[[Any], object] | None = None
    on_refresh_token: Callable[[str], object] | None = None

    @property
    def want_events(self) -> bool:
        """Whether anybody looks at events: a function, or the log at any level that they have."""
        return self.on_event is not None or LOGGER.isEnabledFor(logging.WARNING)

    def refuse_coroutines(self) -> None:
        """Raises TypeError for a coroutine function, which a Client would call in vain."""
        for name, hook in vars(self).items():
            if inspect.iscoroutinefunction(hook):
                raise TypeError(
                    f"`{'access_token' if name == 'token' else name}` is a coroutine function: "
                    "a Client cannot await it, an AsyncClient can"
                )

    def provide(self, rejected: bool) -> Any:
        """The caller's token; `rejected` says that the service refused the last one as expired."""
        return self.token(rejected) if self.token else None

    def tell(self, kind: str, text: str) -> object:
        """Hands on what a machine tells: an "event" or "journal" entry as JSON, or the text of a "refresh_token".

        Gives what the caller's function gives, which may be an awaitable.
        """
        if kind == "event":
            event = _read(text)
            _log(event)
            return self.on_event(event) if self.on_event else None
        if kind == "journal":
            return self.journal(_read(text)) if self.journal else None
        if self.on_refresh_token is None:
            LOGGER.warning("the service replaced the refresh token, and there is no `on_refresh_token` to keep it")
            return None
        return self.on_refresh_token(text)


def _read(text: str) -> dict[str, Any]:
    return {snake_case(key): value for key, value in json.loads(text).items()}


def _log(event: dict[str, Any]) -> None:
    level = _LEVELS.get(event["type"], logging.DEBUG)
    if LOGGER.isEnabledFor(level):
        rest = " ".join(f"{key}={value}" for key, value in event.items() if key not in ("type", "operation"))
        LOGGER.log(level, "%s: %s %s", event["operation"], event["type"], rest)
