"""The loop that carries out what a machine of the core wants. All conversations go through it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ._core import Machine, Request, Settings, Step, start
from .timing import Timing
from .transport import Transport, TransportError


class Driver:
    """What every conversation of one client needs."""

    def __init__(self, settings: Settings, transport: Transport, timing: Timing) -> None:
        self.settings = settings
        self._transport = transport
        self._timing = timing
        self._closed = False

    def check(self, operation: str, params: str) -> None:
        """Raises ValidationError where the operation cannot be carried out; sends nothing."""
        start(operation, params, self.settings, 0).step(0, 0)

    def results(self, operation: str, params: str) -> Iterator[Any]:
        """Carries out the operation and gives its results one by one, sending no more than the next one needs."""
        machine = start(operation, params, self.settings, self._timing.new_seed())
        while True:
            match machine.step(*self._timing.now()):
                case Step.Send(request):
                    self._send(machine, request)
                case Step.Wait(milliseconds):
                    self._timing.sleep(milliseconds / 1000)
                case Step.NeedToken():
                    machine.on_token(None)
                case Step.Yield(value):
                    yield value
                case Step.Done():
                    return

    def _send(self, machine: Machine, request: Request) -> None:
        if self._closed:
            raise RuntimeError("this client is closed")
        try:
            response = self._transport.send(request)
        except TransportError as failure:
            machine.on_failure(*self._timing.now(), failure.sent, failure.kind, str(failure))
        except BaseException:  # such as KeyboardInterrupt: nothing is to be sent any more
            machine.cancel()
            raise
        else:
            machine.on_response(*self._timing.now(), response.status, list(response.headers), response.body)

    def close(self) -> None:
        """Closes the transport. What is under way fails as the transport does then."""
        if not self._closed:
            self._closed = True
            self._transport.close()
