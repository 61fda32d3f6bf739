"""A service that answers what a test says, on a clock that moves only by waits."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from hubspot_engagements import Client, Request, Response, Timing, TransportError

TOKEN = "pat-na1-very-secret"
NOTE = {"engagement": {"id": 1, "type": "NOTE", "lastUpdated": 1659970312469}, "metadata": {"body": "foo"}}

Answer = Response | BaseException


class ScriptedTransport:
    """Gives the answers in order, and keeps the requests."""

    def __init__(self, answers: Iterable[Answer] = ()) -> None:
        self._answers = iter(answers)
        self.requests: list[Request] = []
        self.is_closed = False

    def send(self, request: Request) -> Response:
        self.requests.append(request)
        answer = next(self._answers, None)
        if answer is None:
            raise AssertionError(f"nothing was to be sent any more, but {request} was")
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def close(self) -> None:
        self.is_closed = True


class VirtualClock:
    """Time that passes only while somebody sleeps; keeps how long, in milliseconds."""

    def __init__(self, on_wait: Callable[[int], None] | None = None) -> None:
        self._now_ms = 0
        self._on_wait = on_wait
        self.waits: list[int] = []

    def sleep(self, seconds: float) -> None:
        wait = round(seconds * 1000)
        self._now_ms += wait
        self.waits.append(wait)
        if self._on_wait:
            self._on_wait(wait)

    def now(self) -> float:
        return self._now_ms / 1000

    def timing(self, seed: int = 0) -> Timing:
        return Timing(monotonic=self.now, unix=self.now, sleep=self.sleep, seed=seed)


def reply(value: Any = NOTE, status: int = 200, headers: Iterable[tuple[str, str]] = ()) -> Response:
    """A response with this JSON value."""
    body = json.dumps(value).encode()
    return Response(status, [*headers, ("content-type", "application/json;charset=utf-8")], body)


def page(*records: Any, next: int | None = None) -> Response:
    """A page of a listing with these records."""
    return reply({"results": records, "hasMore": next is not None, "offset": next or 0})


def lost(sent: Any = "maybe", kind: Any = "connection") -> TransportError:
    """A request without a complete response."""
    return TransportError("the line is dead", sent, kind)


def scripted(*answers: Answer, **options: Any) -> tuple[Client, ScriptedTransport]:
    """A client whose service gives these answers."""
    transport = ScriptedTransport(answers)
    options = {"access_token": TOKEN, "timing": VirtualClock().timing(), **options}
    return Client(transport=transport, **options), transport
