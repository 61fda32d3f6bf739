"""The loops that carry out what a machine of the core wants. All conversations go through one of them."""

from __future__ import annotations

import inspect
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any

import anyio

from ._core import Machine, Request, Settings, Step, start
from ._fork import renewed_in_children
from ._hooks import LOGGER, Hooks
from .errors import EngagementsError
from .timing import AsyncTiming, Clocks, Timing
from .transport import AsyncTransport, Response, Transport, TransportError

__all__ = ["AsyncDriver", "AsyncResults", "Driver"]

_GIVE_UP_SECONDS = 5
"""How long the hooks of a cancelled task may take to note what became of it."""


_FOR_CHECKS = '{"baseUrl":"https://localhost"}'
"""Settings for what is not to be sent: a step with a client's own would take a turn under its rate limit."""


class _Base:
    """What every conversation of one client needs, whether or not it blocks."""

    def __init__(self, settings: Settings, hooks: Hooks, clocks: Clocks) -> None:
        self.settings = settings
        self._hooks = hooks
        self._clocks = clocks
        self._closed = False
        self._closing = Lock()
        renewed_in_children(self)

    def renew(self) -> None:
        """Lets a forked process begin anew with the same settings; transports see to their connections themselves."""
        self.settings = self.settings.renewed()
        self._closing = Lock()

    def check(self, operation: str, params: str) -> None:
        """Raises ValidationError where the operation cannot be carried out; sends nothing."""
        start(operation, params, Settings(_FOR_CHECKS), 0).step(0, 0)

    def begin(self, operation: str, params: str) -> Machine:
        """The machine of a new conversation."""
        return start(operation, params, self.settings, self._clocks.new_seed())

    def step(self, machine: Machine) -> Step:
        """What the machine wants now."""
        return machine.step(*self._clocks.now())

    def _refuse_when_closed(self, machine: Machine) -> None:
        if self._closed:
            self._failed(machine, TransportError("this client is closed", "no"))
            raise RuntimeError("this client is closed")

    def _answered(self, machine: Machine, response: Response) -> None:
        machine.on_response(*self._clocks.now(), response.status, list(response.headers), response.body)

    def _failed(self, machine: Machine, failure: TransportError) -> None:
        machine.on_failure(*self._clocks.now(), failure.sent, failure.kind, str(failure))

    def _last_notices(self, machine: Machine, reason: BaseException) -> Iterator[Step.Notify]:
        """Cancels; gives what the machine has to tell of it, and adds to `reason` what may have been applied."""
        machine.cancel()
        try:
            while isinstance(step := self.step(machine), Step.Notify):
                yield step
        except EngagementsError as cancelled:
            cancelled.__context__ = None  # it is `reason`: a ring of causes helps nobody
            if cancelled.may_have_been_applied:
                reason.__cause__ = reason.__cause__ or cancelled

    def _close_once(self) -> bool:
        with self._closing:
            is_first = not self._closed
            self._closed = True
        return is_first


class Driver(_Base):
    """Carries conversations out in the calling thread."""

    def __init__(self, settings: Settings, hooks: Hooks, transport: Transport, timing: Timing) -> None:
        super().__init__(settings, hooks, timing)
        self._transport = transport
        self._timing = timing

    def results(self, operation: str, params: str) -> Iterator[Any]:
        """Carries out the operation and gives its results one by one, sending no more than the next one needs."""
        return self.drive(self.begin(operation, params))

    def drive(self, machine: Machine) -> Iterator[Any]:
        """Gives a conversation's results one by one, sending no more than the next one needs."""
        while True:
            match step := self.step(machine):
                case Step.Yield(value):
                    yield value
                case Step.Done():
                    return
                case _:
                    self._carry_out(machine, step)

    def _carry_out(self, machine: Machine, step: Step) -> None:
        try:
            match step:
                case Step.Send(request):
                    self._send(machine, request)
                case Step.Wait(milliseconds):
                    self._timing.sleep(milliseconds / 1000)
                case Step.NeedToken(rejected):
                    machine.on_token(self._hooks.provide(rejected))
                case Step.Notify():
                    self._tell(step)
        except BaseException as error:  # such as KeyboardInterrupt: nothing is to be sent any more
            self._give_up(machine, error)
            raise

    def _send(self, machine: Machine, request: Request) -> None:
        self._refuse_when_closed(machine)
        try:
            response = self._transport.send(request)
        except TransportError as failure:
            self._failed(machine, failure)
        else:
            self._answered(machine, response)

    def _tell(self, notice: Step.Notify) -> None:
        try:
            self._hooks.tell(notice.kind, notice.text)
        except Exception:
            if notice.kind != "event":
                raise
            LOGGER.exception("`on_event` failed")

    def _give_up(self, machine: Machine, reason: BaseException) -> None:
        for notice in self._last_notices(machine, reason):
            try:
                self._tell(notice)
            except Exception:  # noqa: BLE001 - the error that the caller sees is `reason`
                LOGGER.exception("`%s` failed for a call that was given up", notice.kind)

    def close(self) -> None:
        """Closes the transport. What is under way fails as the transport does then."""
        if self._close_once():
            self._transport.close()


class AsyncDriver(_Base):
    """Carries conversations out in the running task, under asyncio or trio."""

    def __init__(self, settings: Settings, hooks: Hooks, transport: AsyncTransport, timing: AsyncTiming) -> None:
        super().__init__(settings, hooks, timing)
        self._transport = transport
        self._timing = timing

    def results(self, operation: str, params: str) -> AsyncResults:
        """Carries out the operation and gives its results one by one, sending no more than the next one needs."""
        return AsyncResults(self, self.begin(operation, params))

    def side_by_side(self, machine: Machine, lanes: Sequence[Machine]) -> AsyncResults:
        """Gives a conversation's results one by one, while others go on beside it that have none."""
        return AsyncResults(self, machine, lanes)

    async def carry_out(self, machine: Machine, step: Step) -> None:
        """Does what a step other than a result asks for."""
        try:
            match step:
                case Step.Send(request):
                    await self._send(machine, request)
                case Step.Wait(milliseconds):
                    await self.sleep(milliseconds)
                case Step.NeedToken(rejected):
                    machine.on_token(await _value(self._hooks.provide(rejected)))
                case Step.Notify():
                    await self._tell(step)
        except BaseException as error:  # such as the task's cancellation: nothing is to be sent any more
            await self._give_up(machine, error)
            raise

    async def sleep(self, milliseconds: int) -> None:
        """Lets time pass."""
        await self._timing.sleep(milliseconds / 1000)

    async def _send(self, machine: Machine, request: Request) -> None:
        self._refuse_when_closed(machine)
        try:
            response = await self._transport.send(request)
        except TransportError as failure:
            self._failed(machine, failure)
        else:
            self._answered(machine, response)

    async def _tell(self, notice: Step.Notify) -> None:
        try:
            await _value(self._hooks.tell(notice.kind, notice.text))
        except Exception:
            if notice.kind != "event":
                raise
            LOGGER.exception("`on_event` failed")

    async def _give_up(self, machine: Machine, reason: BaseException) -> None:
        for notice in self._last_notices(machine, reason):
            try:
                with anyio.move_on_after(_GIVE_UP_SECONDS, shield=True):
                    await self._tell(notice)
            except Exception:  # noqa: BLE001 - the error that the caller sees is `reason`
                LOGGER.exception("`%s` failed for a call that was given up", notice.kind)

    async def aclose(self) -> None:
        """Closes the transport. What is under way fails as the transport does then."""
        if self._close_once():
            await self._transport.aclose()


class AsyncResults:
    """The results of one conversation.

    An async generator would have to be closed by whoever leaves it early; this has nothing to close.
    """

    def __init__(self, driver: AsyncDriver, machine: Machine, lanes: Sequence[Machine] = ()) -> None:
        self._driver = driver
        self._machine = machine
        self._lanes = list(lanes)

    def __aiter__(self) -> AsyncResults:
        return self

    async def __anext__(self) -> Any:
        step = self._driver.step(self._machine)
        if self._lanes and not isinstance(step, _RESULTS):
            step = await self._with_lanes(step)
        while not isinstance(step, _RESULTS):
            await self._driver.carry_out(self._machine, step)
            step = self._driver.step(self._machine)
        if isinstance(step, Step.Yield):
            return step.value
        raise StopAsyncIteration

    async def _with_lanes(self, step: Step) -> Step:
        """Goes on until there is a result.

        Lanes work only meanwhile, and what they have sent is waited for, so that no task is left where nobody asks
        for more.
        """
        failed: Exception | None = None
        rest = _Rest()
        async with anyio.create_task_group() as group:
            for lane in self._lanes:
                group.start_soon(self._lane, lane, rest)
            try:
                while not isinstance(step, _RESULTS):
                    await self._driver.carry_out(self._machine, step)
                    step = self._driver.step(self._machine)
            except Exception as error:  # noqa: BLE001 - raised below, not within a group of exceptions
                failed = error
                self._machine.cancel()
            rest.end()
        if failed is not None:
            raise failed
        return step

    async def _lane(self, lane: Machine, rest: _Rest) -> None:
        try:
            while not rest.is_over:
                match step := self._driver.step(lane):
                    case Step.Done():
                        self._lanes.remove(lane)
                        return
                    case Step.Wait(milliseconds):
                        with rest.nap():
                            await self._driver.sleep(milliseconds)
                    case _:
                        await self._driver.carry_out(lane, step)
        except Exception:  # noqa: BLE001 - its range is left to the machine that has the results, which meets the same
            LOGGER.debug("a machine beside another ended early", exc_info=True)
            self._lanes.remove(lane)


class _Rest:
    """Waits of several tasks, which end together."""

    def __init__(self) -> None:
        self.is_over = False
        self._naps: set[anyio.CancelScope] = set()

    @contextmanager
    def nap(self) -> Generator[None]:
        """A wait that may be ended early."""
        with anyio.CancelScope() as scope:
            self._naps.add(scope)
            try:
                yield
            finally:
                self._naps.discard(scope)

    def end(self) -> None:
        """Ends all waits, and those that are still to come."""
        self.is_over = True
        for scope in self._naps:
            scope.cancel()


_RESULTS = (Step.Yield, Step.Done)


async def _value(given: Any) -> Any:
    return await given if inspect.isawaitable(given) else given
