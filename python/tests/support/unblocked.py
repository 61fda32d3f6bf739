"""What `scripted` has, for the client that awaits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import anyio

from hubspot_engagements import AsyncClient, AsyncTiming, Request, Response
from scripted import TOKEN, Answer, ScriptedTransport, VirtualClock


class AsyncScriptedTransport:
    """Gives the answers in order, and keeps the requests. A function is called with the request, and awaited."""

    def __init__(self, answers: Iterable[Answer | Callable[[Request], Awaitable[Response]]] = ()) -> None:
        self._answers = list(answers)
        self._scripted = ScriptedTransport(self._pop())
        self.requests = self._scripted.requests
        self.is_closed = False

    def _pop(self) -> Iterable[Any]:
        while self._answers:
            yield self._answers.pop(0)

    async def send(self, request: Request) -> Response:
        await anyio.sleep(0)
        if self._answers and callable(self._answers[0]):
            self.requests.append(request)
            return await self._answers.pop(0)(request)  # type: ignore[operator]
        return self._scripted.send(request)

    async def aclose(self) -> None:
        self.is_closed = True


def unblocked(*answers: Any, **options: Any) -> tuple[AsyncClient, AsyncScriptedTransport]:
    """A client whose service gives these answers, on a clock that moves only by waits."""
    transport = AsyncScriptedTransport(answers)
    clock = VirtualClock()

    async def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        await anyio.sleep(0)

    timing = AsyncTiming(clock.now, clock.now, sleep, 0)
    return AsyncClient(transport=transport, **{"access_token": TOKEN, "timing": timing, **options}), transport


async def never(request: Request) -> Response:
    """An answer that does not come."""
    await anyio.sleep_forever()
    raise AssertionError
