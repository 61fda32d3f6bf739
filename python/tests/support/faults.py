"""Runs the cases of `tests/faults/table.json`, which its README describes, through a client and a served emulator."""

from __future__ import annotations

import json
import pickle
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from email.utils import formatdate
from itertools import pairwise
from pathlib import Path
from typing import Any

import anyio
import httpx

from emulated import ROOT, running
from faults_copy import Copy, Synced, sync, sync_async
from hubspot_engagements import (
    AsyncClient,
    AsyncTiming,
    Client,
    Engagement,
    EngagementsError,
    OAuth,
    Reconciliation,
    Request,
    Response,
    ResponseError,
    Timing,
    TransportError,
)
from hubspot_engagements._httpx import AsyncHttpxTransport, HttpxTransport
from hubspot_engagements.transport import AsyncTransport, Transport

TABLE = json.loads((ROOT / "tests/faults/table.json").read_text("utf-8"))
SELF_SIGNED = ROOT / "tests/faults/self-signed.pem"
TOKEN = "canary-token"
EMULATOR = {"engagements": 3, "seed": 7}


def cases() -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Every case that Python runs: its row, its id and itself, with all of `each` filled in."""
    for row in TABLE["rows"]:
        for index, case in enumerate(row.get("cases", [])):
            if "python" not in case.get("only", ["python"]):
                continue
            for number, words in enumerate(case.get("each", [{}])):
                name = re.sub(r"\W+", "-", f"{row['name']} {case.get('of', '')}").strip("-")
                yield row["row"], f"{row['row']}.{index}.{number}-{name}", filled(case, words)


def filled(value: Any, words: dict[str, Any]) -> Any:
    """The value with its placeholders replaced: a text that is one by the word itself, within a text by its text."""
    if isinstance(value, str):
        if value in words:
            return words[value]
        for word in sorted(words, key=len, reverse=True):
            value = value.replace(word, str(words[word]))
        return value
    if isinstance(value, list):
        return [filled(entry, words) for entry in value]
    if isinstance(value, dict):
        return {key: filled(entry, words) for key, entry in value.items() if key != "each"}
    return value


class Portal:
    """A served emulator and what its admin routes know."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self._admin = httpx.Client(base_url=f"{base_url}/__emulator", trust_env=False, timeout=30)

    def __enter__(self) -> Portal:
        return self

    def __exit__(self, *_: object) -> None:
        self._admin.close()

    def state(self) -> dict[str, Any]:
        return self._admin.get("/state").json()  # type: ignore[no-any-return]

    def log(self) -> list[dict[str, Any]]:
        return self._admin.get("/requests").json()  # type: ignore[no-any-return]

    def plan(self, faults: list[Any]) -> None:
        self._done(self._admin.put("/faults", json=faults))

    def clock(self, **change: Any) -> int:
        return self._done(self._admin.post("/clock", json=change)).json()["unix_ms"]  # type: ignore[no-any-return]

    def expire_tokens(self) -> None:
        self._done(self._admin.post("/expire-tokens"))

    def change(self, route: str, body: dict[str, Any]) -> None:
        self._done(self._admin.post(f"/{route}", json=body))

    def engagement(self, id: int) -> dict[str, Any]:
        return self._done(self._admin.get(f"/engagements/{id}")).json()  # type: ignore[no-any-return]

    def forget_requests(self) -> None:
        self._done(self._admin.delete("/requests"))

    def page_length(self) -> int:
        """How many bytes the first page has."""
        url = f"{self.base_url}/engagements/v1/engagements/paged"
        answer = httpx.get(url, headers={"authorization": f"Bearer {TOKEN}"}, trust_env=False)
        return len(answer.raise_for_status().content)

    @staticmethod
    def _done(answer: httpx.Response) -> httpx.Response:
        assert answer.is_success, answer.text
        return answer


class Time:
    """Stands still until all who run have gone to sleep, and moves the emulator's time along."""

    def __init__(self, portal: Portal, jump_ms: int = 0, oversleep_ms: int = 0) -> None:
        self._portal = portal
        self._start_ms = portal.clock(freeze=True)
        self._now_ms = 0
        self._jump_ms, self._oversleep_ms = jump_ms, oversleep_ms
        self._offset_ms = 0
        self._lock = threading.Lock()
        self._awake = 1
        self._sleepers: list[tuple[int, Callable[[], None]]] = []
        self.on_wait: Callable[[], None] | None = None

    def monotonic(self) -> float:
        return self._now_ms / 1000

    def unix(self) -> float:
        return (self._start_ms + self._now_ms + self._offset_ms) / 1000

    def advance(self, ms: int) -> None:
        self._portal.clock(advance_ms=ms)
        self._now_ms += ms

    def sleep(self, seconds: float) -> None:
        woken = threading.Event()
        self._fall_asleep(seconds, woken.set)
        assert woken.wait(30), "nobody moved the time on"

    async def sleep_async(self, seconds: float) -> None:
        woken = anyio.Event()
        self._fall_asleep(seconds, woken.set)
        await woken.wait()

    def _fall_asleep(self, seconds: float, wake: Callable[[], None]) -> None:
        if self.on_wait:
            self.on_wait()
        with self._lock:
            until = self._now_ms + round(seconds * 1000) + self._oversleep_ms
            self._offset_ms += self._jump_ms
            self._jump_ms = self._oversleep_ms = 0
            self._sleepers.append((until, wake))
            self._awake -= 1
            self._go_on()

    def run(self, count: int) -> None:
        """From now on so many run."""
        self._awake = count

    def left(self) -> None:
        """One of them has ended."""
        with self._lock:
            self._awake -= 1
            self._go_on()

    def _go_on(self) -> None:
        if self._awake > 0 or not self._sleepers:
            return
        until = min(until for until, _ in self._sleepers)
        self.advance(until - self._now_ms)
        due = [wake for at, wake in self._sleepers if at <= until]
        self._sleepers = [sleeper for sleeper in self._sleepers if sleeper[0] > until]
        self._awake = len(due)
        for wake in due:
            wake()


class Failing:
    """A transport that fails in ways the case says before it sends anything, blocking or not."""

    def __init__(self, failures: list[dict[str, Any]], inner: Any) -> None:
        self._failures = [TransportError("as the case says", **failure) for failure in failures]
        self._inner = inner

    def send(self, request: Request) -> Any:
        if self._failures:
            raise self._failures.pop(0)
        return self._inner.send(request)

    def close(self) -> None:
        self._inner.close()

    def aclose(self) -> Any:
        return self._inner.aclose()


class FailingAsync(Failing):
    async def send(self, request: Request) -> Response:
        answer: Response = await super().send(request)
        return answer


class Run:
    """One case under way."""

    def __init__(self, case: dict[str, Any], flavour: str, stack: ExitStack) -> None:
        self._flavour = flavour
        emulator = {**EMULATOR, **case.get("emulator", {})}
        self.portal = stack.enter_context(Portal(stack.enter_context(running(*arguments(emulator)))["base_url"]))
        self._other: Portal | None = None
        words: dict[str, Any] = {"$base_url": self.portal.base_url, "$token": TOKEN}
        text = json.dumps(case)
        if "$other_url" in text:
            self._other = stack.enter_context(Portal(stack.enter_context(running())["base_url"]))
            words["$other_url"] = self._other.base_url
        for word, server in (("$closed_url", closed), ("$full_url", full), ("$tls_url", self_signed)):
            if word in text:
                words[word] = stack.enter_context(server())
        state = self.portal.state()
        words |= {f"$id{index}": id for index, id in enumerate(state["ids"])}
        words["$http_date_in_5s"] = formatdate(state["unix_ms"] // 1000 + 5, usegmt=True)
        self.case = filled(case, words)
        self._words = words
        self.time: Time | None = None
        if self.case.get("clock") != "real":
            self.time = Time(self.portal, self.case.get("unix_jumps_ms", 0), self.case.get("oversleeps_ms", 0))
        self.texts: list[str] = []
        self.events: list[Any] = []
        self.journal: list[Any] = []
        self.log_when_told: list[int] = []
        self._secrets: list[str] = []
        self.asked: list[bool] = []
        self._tokens: Iterator[str] = iter(())
        self._tickets: list[Any] = []
        self._copy = Copy()

    # The client

    def client(self) -> Any:
        """A client as the case wants it."""
        case = self.case
        given = {"accessToken": TOKEN, "baseUrl": self.portal.base_url, **case.get("options", {})}
        options = dict(option(key, value) for key, value in given.items() if value is not None)
        if "provider" in case:
            options["access_token"] = self._provide
            self._tokens = iter(case["provider"])
        options["on_event"] = self.events.append
        options["journal"] = self.journal.append
        options["on_refresh_token"] = self._keep
        time = self.time
        if self._flavour == "sync":
            transport: Transport = HttpxTransport(trust_env=False)
            timing = Timing(time.monotonic, time.unix, time.sleep) if time else Timing()
            return Client(transport=Failing(case.get("transport", []), transport), timing=timing, **options)
        waiting: AsyncTransport = AsyncHttpxTransport(trust_env=False)
        slow = AsyncTiming(time.monotonic, time.unix, time.sleep_async) if time else AsyncTiming()
        return AsyncClient(transport=FailingAsync(case.get("transport", []), waiting), timing=slow, **options)

    def _provide(self, rejected: bool) -> str:
        self.asked.append(rejected)
        return next(self._tokens)

    def _keep(self, token: str) -> None:
        self._secrets.append(token)
        self.log_when_told.append(len(self.portal.log()))

    # The calls

    def run(self) -> None:
        """Carries out the case and checks all that it says."""
        began, memory = time.monotonic(), Memory() if "memory_mib" in self.case else None
        self.portal.plan(self.case.get("faults", []))
        if self._flavour == "sync":
            self._run_sync()
        else:
            anyio.run(self._run_async)
        took_ms = (time.monotonic() - began) * 1000
        assert took_ms < self.case.get("within_ms", 30_000), f"it took {took_ms} ms"
        if memory:
            assert memory.grown_mib() < self.case["memory_mib"]
        self._check_traffic()
        self._check_hooks()
        self._check_secrets()

    def _run_sync(self) -> None:
        try:
            hubspot = self.client()
        except EngagementsError as error:
            return self._refused(error)
        with hubspot:
            for step in self._steps():
                count = step.get("parallel", 1)
                if self.time:
                    self.time.run(count)
                if count == 1:
                    self._outcome(step, *self._one(hubspot, step))
                    continue
                with ThreadPoolExecutor(count) as pool:
                    for outcome in [pool.submit(self._one, hubspot, step) for _ in range(count)]:
                        self._outcome(step, *outcome.result())
        return None

    def _one(self, hubspot: Client, step: dict[str, Any]) -> tuple[Any, BaseException | None]:
        if self.time:
            self.time.on_wait = give_up if step.get("cancel") == "waiting" else None
        try:
            operation, params = self._operation(step)
            if operation == "engagements.sync":
                meanwhile = lambda call: start(hubspot, *self._operation(call))  # noqa: E731
                return sync(self._copy, hubspot, step, params, meanwhile), None
            result = start(hubspot, operation, params)
            return (list(result) if isinstance(result, Iterator) else result), None
        except (EngagementsError, GivesUp) as error:
            return None, error
        finally:
            if self.time:
                self.time.left()

    async def _run_async(self) -> None:
        try:
            hubspot = self.client()
        except EngagementsError as error:
            return self._refused(error)
        async with hubspot:
            for step in self._steps():
                count = step.get("parallel", 1)
                outcomes: list[Any] = []
                if self.time:
                    self.time.run(count)
                async with anyio.create_task_group() as tasks:
                    for _ in range(count):
                        tasks.start_soon(self._one_async, hubspot, step, outcomes)
                for outcome in outcomes:
                    self._outcome(step, *outcome)
        return None

    async def _one_async(self, hubspot: AsyncClient, step: dict[str, Any], outcomes: list[Any]) -> None:
        with anyio.CancelScope() as scope:
            if self.time:
                self.time.on_wait = scope.cancel if step.get("cancel") == "waiting" else None
            async with anyio.create_task_group() as watch:
                if step.get("cancel") == "sent":
                    watch.start_soon(self._cancel_when_sent, scope)
                await self._awaited(hubspot, step, outcomes)
                watch.cancel_scope.cancel()

    async def _awaited(self, hubspot: AsyncClient, step: dict[str, Any], outcomes: list[Any]) -> None:
        try:
            operation, params = self._operation(step)
            if operation == "engagements.sync":
                meanwhile = lambda call: start(hubspot, *self._operation(call))  # noqa: E731
                outcomes.append((await sync_async(self._copy, hubspot, step, params, meanwhile), None))
                return
            result = start(hubspot, operation, params)
            pages = hasattr(result, "__aiter__")
            outcomes.append(([page async for page in result] if pages else await result, None))
        except EngagementsError as error:
            outcomes.append((None, error))
        except BaseException as error:  # the task's cancellation
            outcomes.append((None, error))
            raise
        finally:
            if self.time:
                self.time.left()

    async def _cancel_when_sent(self, scope: anyio.CancelScope) -> None:
        while not self.portal.log():
            await anyio.sleep(0.01)
        await anyio.sleep(0.05)  # so that headers, if any, are there
        scope.cancel()

    def _steps(self) -> Iterator[dict[str, Any]]:
        for step in self.case["calls"]:
            if "do" not in step:
                self._change(step)
            elif "cut_at_every_byte" in step:
                length = self.portal.page_length()
                self.portal.forget_requests()
                self.portal.plan([{"effect": {step["cut_at_every_byte"]: cut}} for cut in range(length)])
                yield from [step] * length
            else:
                yield from [step] * step.get("repeat", 1)

    def _change(self, step: dict[str, Any]) -> None:
        match step:
            case {"faults": faults}:
                self.portal.plan(faults)
            case {"write": changes}:
                self.portal.change("write", changes)
            case {"scope": options}:
                self.portal.change("scope-options", options)
            case {"expire_tokens": True}:
                self.portal.expire_tokens()
            case {"pause_ms": ms}:
                time.sleep(ms / 1000)
            case {"advance_ms": ms}:
                assert self.time
                self.time.advance(ms)
            case _:
                raise AssertionError(f"{step} is no step")

    def _operation(self, step: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        call = TABLE["calls"][step["do"]]
        words = {**self._words, "$ticket": self._tickets[-1] if self._tickets else None}
        return call["operation"], filled({**call["params"], **step.get("params", {})}, words)

    def _refused(self, error: EngagementsError) -> None:
        self._outcome(self.case["calls"][0], None, error)
        assert len(self.case["calls"]) == 1

    # What must come of it

    def _outcome(self, step: dict[str, Any], value: Any, error: BaseException | None) -> None:
        if error is not None and not isinstance(error, EngagementsError):
            assert "cancel" in step, repr(error)
            known, error = cancelled(error), None
            # Whoever gives up sees that; what may have been applied is said beside it.
            if known is None:
                assert not step["error"].get("mayHaveBeenApplied")
                return
            error = known
        if error is not None:
            assert isinstance(error, EngagementsError)
            self._keep_texts(error)
            assert "error" in step, f"{step['do']} failed: {error!r} {error}"
            check_error(error, step["error"], self.time.unix() if self.time else None)
            if error.ticket is not None:
                self._tickets.append(json.loads(json.dumps(error.ticket)))
            return
        assert "value" in step, f"{step['do']} gave {value!r} in place of {step['error']}"
        if isinstance(value, Synced):
            check_synced(value, step["value"], self._copy, self.portal)
        else:
            check_value(value, step["value"], self.portal)

    def _keep_texts(self, error: EngagementsError) -> None:
        shown = json.dumps(vars(error), default=str, ensure_ascii=False)
        self.texts += [str(error), repr(error), shown, pickle.dumps(error).decode("latin-1")]

    def _check_traffic(self) -> None:
        case, log = self.case, self.portal.log()
        seen = [f"{entry['method']} {entry['url'].split('?')[0]}" for entry in log]
        self.texts.append(json.dumps(log))
        for pattern, count in case.get("requests", {}).items():
            found = sum(fits(request, pattern) for request in seen)
            assert within(found, count), f"{found} of {pattern}: {seen}"
        if "total" in case:
            assert len(seen) == case["total"], seen
        if "order" in case:
            assert len(seen) == len(case["order"]), seen
            assert all(map(fits, seen, case["order"])), seen
        times = [entry["at_ms"] for entry in log]
        if "gaps_ms" in case:
            gaps = [later - earlier for earlier, later in pairwise(times)]
            assert len(gaps) == len(case["gaps_ms"]), gaps
            assert all(map(within, gaps, case["gaps_ms"])), gaps
        if "quiet_after_fault_ms" in case:
            struck = next(entry["at_ms"] for entry in log if entry["fault"] is not None)
            assert not [at for at in times if struck < at < struck + case["quiet_after_fault_ms"]]
        if "max_in_window" in case:
            assert max(sum(at <= other < at + 10_000 for other in times) for at in times) <= case["max_in_window"]
        if "created" in case:
            assert within(self.portal.state()["created"], case["created"])
        if self._other:
            assert self._other.log() == []

    def _check_hooks(self) -> None:
        case = self.case
        for kind, count in case.get("events", {}).items():
            assert sum(event["type"] == kind for event in self.events) == count
        if "journal" in case:
            told = [f"{entry['type']} {entry.get('outcome', '')}".strip() for entry in self.journal]
            assert told == case["journal"]
        assert self.log_when_told == case.get("log_when_told", [])
        assert self.asked == case.get("asked", [])

    def _check_secrets(self) -> None:
        self.texts += [json.dumps(self.events), json.dumps(self.journal)]
        for secret in ("canary", *self._secrets):
            assert not [text for text in self.texts if secret in text]


class GivesUp(BaseException):
    """What ends a call as an interruption by the keyboard does."""


def give_up() -> None:
    raise GivesUp


def cancelled(error: BaseException | None) -> EngagementsError | None:
    """What is known of a call that was given up."""
    while error is not None and not isinstance(error, EngagementsError):
        error = error.__cause__
    return error


def start(hubspot: Any, operation: str, params: dict[str, Any]) -> Any:
    """Calls the client's own method."""
    match operation:
        case "engagements.get":
            return hubspot.get(params["id"])
        case "engagements.create":
            return hubspot.create(params["body"])
        case "engagements.update":
            return hubspot.update(params["id"], params["body"])
        case "engagements.delete":
            return hubspot.delete(params["id"])
        case "associations.create":
            return hubspot.associate(params["engagementId"], params["objectType"], params["objectId"])
        case "engagements.list":
            return hubspot.list(**params).pages()
        case "engagements.reconcile":
            return hubspot.reconcile(params["ticket"], wait=params["waitMs"] / 1000)
    raise AssertionError(f"{operation} has no method here")


def check_value(value: Any, facts: dict[str, Any], portal: Portal) -> None:
    """Holds a result to what the case says of it."""
    if isinstance(value, list):
        return check_pages(value, facts, portal)
    for fact, expected in facts.items():
        match fact:
            case "nothing":
                assert value is None
            case "has":
                assert has(value.to_dict(), expected), value.to_dict()
            case "is":
                expected = json.loads(expected["text"]) if "text" in expected else expected
                assert value.to_dict() == expected
            case "outcome":
                assert isinstance(value, Reconciliation)
                assert value.outcome in ([expected] if isinstance(expected, str) else expected), value
            case "records":
                assert within(len(value.engagements), expected)
            case _:
                raise AssertionError(f"{fact} is no fact")
    return None


def check_synced(synced: Synced, facts: dict[str, Any], copy: Copy, portal: Portal) -> None:
    """Holds a sync, and the copy behind it, to what the case says of them."""
    for fact, expected in facts.items():
        match fact:
            case "copy":
                copy.check(portal, alone=expected == "same")
            case "upserts" | "crashes":
                assert within(getattr(synced, fact), expected), f"{fact}: {synced}"
            case "deleted" | "refused" | "repeated":
                assert getattr(synced, fact) == expected, f"{fact}: {synced}"
            case _:
                raise AssertionError(f"{fact} is no fact of a sync")
    assert synced.refused == ("refused" in facts), "the store has a later checkpoint"


def check_pages(pages: list[Any], facts: dict[str, Any], portal: Portal) -> None:
    good: list[Engagement] = []
    flagged: list[str] = []
    for record in (record for page in pages for record in page):
        try:
            _ = record.metadata
            good.append(record)
        except ResponseError as error:
            flagged.append(error.body or "")
            check_raw(record)
    for fact, expected in facts.items():
        match fact:
            case "ids":
                assert [record.id for record in good] == portal.state()["ids"]
            case "records":
                assert len(good) + len(flagged) == expected
            case "pages":
                assert len(pages) == expected
            case "flagged":
                assert len(flagged) == expected, flagged
            case "flagged_text_has":
                assert all(expected in text for text in flagged), flagged
            case _:
                raise AssertionError(f"{fact} is no fact")


def check_raw(record: Engagement) -> None:
    """What cannot be understood is not rounded either: its plain data is exact, or there is none."""
    with suppress(ResponseError):
        json.dumps(record.to_dict(), allow_nan=False)


def check_error(error: EngagementsError, expected: dict[str, Any], now: float | None) -> None:
    """Holds an error to what the case says of it: without a word of it nothing was applied, and there is no ticket."""
    shown = f"{error!r} {error} {vars(error)}"
    for key, value in {"mayHaveBeenApplied": False, "ticket": False, **expected}.items():
        match key:
            case "messageHas":
                assert value in str(error), shown
            case "ticket":
                assert (error.ticket is not None) == value, shown
            case "mayHaveBeenResent":
                assert error.ticket is not None
                assert error.ticket[key] == value
            case "retryAt":
                assert isinstance(error.retry_at, datetime), shown
                assert now is not None
                assert within(round((error.retry_at.timestamp() - now) * 1000), value), shown
            case "missingScopes":
                assert list(error.missing_scopes) == value
            case _:
                assert getattr(error, snake_case(key)) == value, shown


def has(found: Any, expected: Any) -> bool:
    """Whether the value is as expected; objects may have more keys."""
    if isinstance(expected, dict):
        if expected.keys() == {"integer"}:
            return type(found) is int and str(found) == expected["integer"]
        return isinstance(found, dict) and all(has(found.get(key), value) for key, value in expected.items())
    return json.dumps(found, sort_keys=True) == json.dumps(expected, sort_keys=True)


def within(found: int, expected: Any) -> bool:
    least, most = expected if isinstance(expected, list) else (expected, expected)
    return bool(least <= found <= most)


def fits(request: str, pattern: str) -> bool:
    """Whether a request is as a pattern says: ending in `*` it is how the request begins."""
    return request.startswith(pattern[:-1]) if pattern.endswith("*") else request == pattern


def option(key: str, value: Any) -> tuple[str, Any]:
    """The name and value that Python has for one of the core's options."""
    if key == "oauth":
        return key, OAuth(**{snake_case(name): part for name, part in value.items()})
    if key.endswith("Ms"):
        return snake_case(key.removesuffix("Ms")), value / 1000
    return snake_case(key), value


def snake_case(key: str) -> str:
    return re.sub("[A-Z]", lambda capital: "_" + capital[0].lower(), key)


def arguments(options: dict[str, Any]) -> list[str]:
    """The emulator's options as arguments."""
    given = [("--" + name.replace("_", "-"), value) for name, value in options.items()]
    shown = [(name, json.dumps(value) if isinstance(value, dict) else str(value)) for name, value in given]
    flags = {name for name, value in given if value is True}
    return [part for name, value in shown for part in ([name] if name in flags else [name, value])]


@contextmanager
def closed() -> Iterator[str]:
    """An address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    yield f"http://127.0.0.1:{port}"


@contextmanager
def full() -> Iterator[str]:
    """An address whose queue of connections is full: the next one gets no answer."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server, ExitStack() as stack:
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(server.getsockname())
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@contextmanager
def self_signed() -> Iterator[str]:
    """A TLS server whose certificate nobody has signed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(SELF_SIGNED)
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=shake_hands, args=(server, context), daemon=True).start()
        yield f"https://localhost:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)


def shake_hands(server: socket.socket, context: ssl.SSLContext) -> None:
    with suppress(OSError):
        while True:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                context.wrap_socket(connection, server_side=True).close()


class Memory:
    """How much more memory this process has come to hold at once."""

    def __init__(self) -> None:
        Path("/proc/self/clear_refs").write_text("5")
        self._before = self._peak_mib()

    def grown_mib(self) -> int:
        return self._peak_mib() - self._before

    @staticmethod
    def _peak_mib() -> int:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM:"))
