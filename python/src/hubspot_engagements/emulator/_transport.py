"""The way from a client to an emulator in the same process."""

from __future__ import annotations

from collections.abc import Callable

from anyio.lowlevel import checkpoint

from ..transport import Request, Response

__all__ = ["AsyncEmulatorTransport", "EmulatorTransport"]


class EmulatorTransport:
    """Hands requests to an emulator; `Emulator.transport` makes one. Whatever host is asked, the emulator answers."""

    def __init__(self, answer: Callable[[Request], Response]) -> None:
        self._answer = answer

    def send(self, request: Request) -> Response:
        """Sends the request; see `Transport.send`."""
        return self._answer(request)

    def close(self) -> None:
        """Does nothing: there is no connection."""


class AsyncEmulatorTransport:
    """`EmulatorTransport` for an AsyncClient; `Emulator.async_transport` makes one."""

    def __init__(self, answer: Callable[[Request], Response]) -> None:
        self._answer = answer

    async def send(self, request: Request) -> Response:
        """Sends the request, after other tasks had their turn; see `AsyncTransport.send`."""
        await checkpoint()
        return self._answer(request)

    async def aclose(self) -> None:
        """Does nothing: there is no connection."""
