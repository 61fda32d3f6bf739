"""The client for asyncio and trio."""

from __future__ import annotations

import asyncio
import gc
import inspect
import pickle
from datetime import timedelta
from pathlib import Path
from typing import Any

import anyio
import pytest

from emulated import running
from hubspot_engagements import (
    AsyncClient,
    AsyncListing,
    AsyncTiming,
    Call,
    CancelledError,
    Client,
    Listing,
    Note,
    NotFoundError,
    OAuth,
    Request,
    Response,
)
from scripted import TOKEN, lost, page, reply
from unblocked import AsyncScriptedTransport, never, unblocked

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def record(id: int) -> dict[str, Any]:
    return {"engagement": {"id": id, "type": "NOTE"}}


def public(kind: type) -> dict[str, list[str]]:
    methods = {name: method for name, method in vars(kind).items() if not name.startswith("_")}
    return {name.removeprefix("a"): list(inspect.signature(method).parameters) for name, method in methods.items()}


@pytest.mark.parametrize(("blocking", "waiting"), [(Client, AsyncClient), (Listing, AsyncListing)])
async def test_both_flavours_have_the_same_methods(blocking: type, waiting: type) -> None:
    assert public(waiting) == {name.removeprefix("a"): parameters for name, parameters in public(blocking).items()}


async def test_it_closes_its_transport_once() -> None:
    client, transport = unblocked(reply())
    async with client as entered:
        assert entered is client
        assert (await client.get(1)).id == 1
        assert not transport.is_closed
    assert transport.is_closed
    await client.aclose()
    with pytest.raises(RuntimeError, match="closed"):
        await client.get(1)


async def test_it_cannot_be_pickled() -> None:
    client, _ = unblocked()
    with pytest.raises(TypeError, match="each process"):
        pickle.dumps(client)
    assert repr(client) == 'AsyncClient(base_url="https://api.hubapi.com")'.replace('"', "'")
    assert TOKEN not in repr(vars(client))


async def test_listings() -> None:
    client, transport = unblocked(page(record(1), record(2), next=2), page(next=3), page(record(3)))
    listing = client.list(limit=2)
    assert transport.requests == []
    assert [engagement.id async for engagement in listing] == [1, 2, 3]
    assert len(transport.requests) == 3

    client, transport = unblocked(page(record(1), next=1), page(next=2), page(record(2)))
    assert [len(one) async for one in client.list().pages()] == [1, 0, 1]

    client, transport = unblocked(page(record(1), record(2), next=2))
    assert [engagement.id for engagement in await client.list().first(2)] == [1, 2]
    assert len(transport.requests) == 1
    assert await client.list().first(0) == []
    with pytest.raises(ValueError, match="negative"):
        await client.list().first(-1)


async def test_a_listing_can_be_left_early() -> None:
    client, transport = unblocked(page(record(1), record(2), next=2))
    async for engagement in client.list():
        assert engagement.id == 1
        break
    gc.collect()  # a generator that nobody closed would warn, which is an error here
    assert len(transport.requests) == 1


async def test_waits_are_awaited_and_retries_happen() -> None:
    client, transport = unblocked(lost("no"), lost(), reply())
    assert (await client.get(1)).id == 1
    assert len(transport.requests) == 3


async def test_functions_of_the_caller_may_be_awaited() -> None:
    told: list[Any] = []

    async def provide(rejected: bool) -> str:
        await anyio.sleep(0)
        return f"token-{rejected}"

    async def tell(what: Any) -> None:
        await anyio.sleep(0)
        told.append(what)

    expired = reply({"category": "EXPIRED_AUTHENTICATION"}, status=401)
    client, transport = unblocked(expired, reply(), access_token=provide, on_event=tell, journal=tell)
    await client.create(Note(body="x"))
    bearers = [dict(request.headers)["authorization"] for request in transport.requests]
    assert bearers == ["Bearer token-False", "Bearer token-True"]
    assert [what["type"] for what in told] == [
        "token_refresh",
        "opened",
        "request",
        "response",
        "token_refresh",
        "request",
        "response",
        "closed",
    ]


async def test_an_awaited_hook_that_fails() -> None:
    async def fails(what: Any) -> None:
        await anyio.sleep(0)
        raise OSError("the disk is full")

    client, transport = unblocked(reply(), on_event=fails)
    assert (await client.get(1)).id == 1
    client, transport = unblocked(reply(), journal=fails)
    with pytest.raises(OSError, match="disk is full"):
        await client.create(Note(body="x"))
    assert transport.requests == []


class Tokens:
    """A service whose first tokens have expired, and that counts refreshes."""

    def __init__(self) -> None:
        self.refreshes = 0
        self.refused = 0

    async def send(self, request: Request) -> Response:
        await anyio.sleep(0.001)
        if request.url.endswith("/oauth/v1/token"):
            self.refreshes += 1
            return reply({"access_token": "fresh" if self.refreshes > 1 else "stale", "expires_in": 1800})
        if dict(request.headers)["authorization"] == "Bearer fresh":
            return reply()
        self.refused += 1
        return reply({"category": "EXPIRED_AUTHENTICATION"}, status=401)

    async def aclose(self) -> None:
        pass


async def test_a_thousand_calls_with_an_expired_token_refresh_it_once() -> None:
    service = Tokens()
    oauth = OAuth("id", "secret", "refresh")
    client = AsyncClient(oauth=oauth, transport=service, rate_limit=0)
    async with client, anyio.create_task_group() as tasks:
        for _ in range(1000):
            tasks.start_soon(client.get, 1)
    assert service.refused > 0
    assert service.refreshes == 2  # the first token, and its replacement


async def test_a_thousand_calls_ask_a_provider_once() -> None:
    asked: list[bool] = []

    async def provide(rejected: bool) -> str:
        asked.append(rejected)
        await anyio.sleep(0.01)
        return "fresh" if rejected else "stale"

    service = Tokens()
    client = AsyncClient(provide, transport=service, rate_limit=0)
    async with client, anyio.create_task_group() as tasks:
        for _ in range(1000):
            tasks.start_soon(client.get, 1)
    assert asked == [False, True]


async def test_a_cancelled_provider_does_not_keep_the_others_waiting() -> None:
    async def provide(rejected: bool) -> str:
        if not started.is_set():
            started.set()
            await anyio.sleep_forever()
        return "token"

    started = anyio.Event()
    transport = AsyncScriptedTransport([reply()])
    client = AsyncClient(provide, transport=transport)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(client.get, 1)
        await started.wait()
        tasks.cancel_scope.cancel()
    with anyio.fail_after(5):
        assert (await client.get(1)).id == 1
    assert len(transport.requests) == 1


async def test_a_cancelled_create_is_told_and_nothing_more_is_sent() -> None:
    told: list[Any] = []
    caught: list[BaseException] = []

    async def journal(entry: Any) -> None:
        await anyio.sleep(0)  # a journal that awaits is heard even then
        told.append(entry)

    client, transport = unblocked(never, reply(), journal=journal)

    async def create() -> None:
        try:
            await client.create(Note(body="x"))
        except BaseException as error:
            caught.append(error)
            raise

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(create)
        while not transport.requests:
            await anyio.sleep(0)
        tasks.cancel_scope.cancel()
    assert len(transport.requests) == 1
    assert [entry["type"] for entry in told] == ["opened", "closed"]
    assert told[1]["outcome"] == "unknown"
    assert isinstance(caught[0], anyio.get_cancelled_exc_class())
    assert isinstance(caught[0].__cause__, CancelledError)
    assert caught[0].__cause__.ticket == told[0]["ticket"]


@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_a_task_that_asyncio_cancels_says_what_may_have_been_applied(anyio_backend: str) -> None:
    client, transport = unblocked(never)
    task = asyncio.create_task(client.create(Note(body="x")))
    while not transport.requests:
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    assert isinstance(caught.value.__cause__, CancelledError)
    assert caught.value.__cause__.ticket


@pytest.mark.parametrize("when", ["waiting", "reading"])
async def test_a_cancelled_call_sends_nothing_more(when: str) -> None:
    answers: list[Any] = [lost("no")] if when == "waiting" else [never]
    client, transport = unblocked(*answers, reply(), timing=None)  # real time: the wait for a retry is a second
    with anyio.move_on_after(0.1) as scope:
        await client.get(1)
    assert scope.cancelled_caught
    await anyio.sleep(0)
    assert len(transport.requests) == 1


async def test_a_cancelled_call_gives_back_its_turn() -> None:
    now = 0.0
    stands_still = True

    async def sleep(seconds: float) -> None:
        nonlocal now
        if stands_still:
            await anyio.sleep_forever()
        now += seconds

    client, transport = unblocked(*[reply()] * 2, timing=AsyncTiming(lambda: now, sleep=sleep), rate_limit=1)
    await client.get(1)
    for _ in range(5):  # each would be another ten seconds for the next
        with anyio.move_on_after(0.01):
            await client.get(1)
    assert len(transport.requests) == 1
    stands_still = False
    await client.get(1)
    assert now < 15


async def test_over_a_socket() -> None:
    with running("--engagements", "120", "--seed", "3") as portal:
        async with AsyncClient(portal["token"], base_url=portal["base_url"]) as client:
            made = await client.create(
                Call(body="x", duration=timedelta(minutes=3), disposition="Connected"),
                contact_ids=[portal["contact_id"]],
            )
            assert (await client.get(made.id)).metadata == made.metadata
            ids = [engagement.id async for engagement in client.list(limit=50)]
            assert ids == sorted({*ids, made.id})
            assert made.id in [engagement.id async for engagement in client.recent(count=5)]
            await client.update(made.id, Call(body="y"))
            await client.associate(made.id, "DEAL", 5)
            await client.dissociate_many([(made.id, "DEAL", 5)])
            assert len(await client.dispositions()) > 5
            owners = await client.owners()
            assert await client.owner(owners[0].id) == owners[0]
            await client.delete(made.id)
            with pytest.raises(NotFoundError):
                await client.get(made.id)
            outcomes = [one.outcome async for one in client.create_many([{}, Note(body="z")])]
            assert outcomes == ["refused", "created"]


def sockets() -> int:
    """How many sockets this process has open."""
    links = [file for file in Path("/proc/self/fd").iterdir() if file.is_symlink()]
    return sum(str(link.readlink()).startswith("socket:") for link in links)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open sockets are counted in /proc")
async def test_200_calls_at_once_and_what_is_left_of_cancelled_ones(anyio_backend: str) -> None:
    def tasks_of_asyncio() -> set[Any]:
        return asyncio.all_tasks() if anyio_backend == "asyncio" else set()

    async def get(id: int) -> None:
        got.append((await client.get(id)).id)

    got: list[int] = []
    before = sockets(), tasks_of_asyncio()
    with running("--engagements", "40") as portal:
        async with AsyncClient(portal["token"], base_url=portal["base_url"], rate_limit=0) as client:
            ids = [engagement.id async for engagement in client.list()] * 5
            async with anyio.create_task_group() as tasks:
                for id in ids:
                    tasks.start_soon(get, id)
            assert sorted(got) == sorted(ids)
            got.clear()
            async with anyio.create_task_group() as tasks:
                for id in ids:
                    tasks.start_soon(get, id)
                while not got:
                    await anyio.sleep(0.001)
                tasks.cancel_scope.cancel()
            assert 0 < len(got) < 200
            with anyio.fail_after(10):  # no turn, token or place in the pool is kept by those who left
                await client.get(ids[0])
        with anyio.fail_after(10):
            while (sockets(), tasks_of_asyncio()) != before:
                await anyio.sleep(0.01)
