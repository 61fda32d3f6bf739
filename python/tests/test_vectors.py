"""Every shared case of tests/vectors, through both public clients; see the README there."""

from __future__ import annotations

import base64
import inspect
import json
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import anyio
import pytest

from counted import counted
from hubspot_engagements import (
    AsyncClient,
    AsyncListing,
    AsyncSync,
    AsyncTiming,
    Client,
    Disposition,
    Engagement,
    EngagementsError,
    Listing,
    OAuth,
    Outcome,
    Owner,
    Page,
    Reconciliation,
    Request,
    Response,
    ResponseError,
    Sync,
    SyncBatch,
    TransportError,
    _core,
)
from scripted import ScriptedTransport, VirtualClock

VECTORS = Path(__file__).resolve().parents[2] / "tests" / "vectors"

METHODS = {
    "engagements.get": "get",
    "engagements.create": "create",
    "engagements.create_many": "create_many",
    "engagements.reconcile": "reconcile",
    "engagements.sync": "sync",
    "engagements.sync_lane": "call",
    "engagements.update": "update",
    "engagements.delete": "delete",
    "engagements.list": "list",
    "engagements.recent": "recent",
    "engagements.modified_after": "modified_after",
    "engagements.associated": "associated",
    "dispositions.list": "dispositions",
    "associations.create": "associate",
    "associations.delete": "dissociate",
    "owners.list": "owners",
    "owners.get": "owner",
}
ARGUMENTS = {("create", "body"): "engagement", ("update", "body"): "changes", ("create_many", "bodies"): "items"}
# What these yield ends on its own.
STREAMS = ("list", "recent", "modified_after", "associated", "create_many", "sync")
FLAVOURS = ("sync", "async")
# What may be a mistake is sent all the same.
pytestmark = pytest.mark.filterwarnings("ignore::hubspot_engagements.EngagementsWarning")


def cases(folder: str) -> list[Any]:
    paths = sorted((VECTORS / folder).glob("*.json"))
    found = [case for path in paths for case in json.loads(path.read_text("utf-8"), object_hook=long_text)]
    return [pytest.param(case, id=case["id"]) for case in found]


def long_text(value: dict[str, Any]) -> Any:
    return value["$repeat"] * value["times"] if "$repeat" in value else value


REQUEST, RESPONSE, DIALOGUE = cases("request"), cases("response"), cases("dialogue")
ran: set[tuple[str, str]] = set()
both_flavours = pytest.mark.parametrize("flavour", FLAVOURS)


@both_flavours
@pytest.mark.parametrize("case", REQUEST)
def test_request(case: dict[str, Any], flavour: str) -> None:
    transport = ScriptedTransport([TransportError("that is enough")])
    expected = case["expect"]
    error = None
    try:
        walk(carry_out(client(flavour, case, transport, maxAttempts=1), case))
    except EngagementsError as raised:
        error = raised
    if "error" in expected:
        assert transport.requests == []
        assert error is not None
        check_error(error, expected["error"])
    else:
        assert len(transport.requests) == 1
        check_request(transport.requests[0], expected["request"])
    ran.add((flavour, case["id"]))


@both_flavours
@pytest.mark.parametrize("case", RESPONSE)
def test_response(case: dict[str, Any], flavour: str) -> None:
    transport = ScriptedTransport([response(case["response"])])
    hubspot = client(flavour, case, transport, maxAttempts=1)
    expected = case["expect"]
    if "error" in expected:
        with pytest.raises(EngagementsError) as caught:
            next(carry_out(hubspot, case))
        check_error(caught.value, expected["error"])
    elif "bad" in expected:
        check_bad(next(carry_out(hubspot, case)), expected["bad"])
    else:
        check_result(next(carry_out(hubspot, case)), expected["value"])
    ran.add((flavour, case["id"]))


@both_flavours
@pytest.mark.parametrize("case", DIALOGUE)
def test_dialogue(case: dict[str, Any], flavour: str) -> None:
    Conversation(case, flavour).run()
    ran.add((flavour, case["id"]))


def test_every_case_ran(request: pytest.FixtureRequest) -> None:
    manifest = json.loads((VECTORS / "manifest.json").read_text("utf-8"))
    assert len(REQUEST) + len(RESPONSE) + len(DIALOGUE) == manifest["count"]
    chosen = [item for item in request.session.items if item.path == request.path]
    if len(chosen) <= manifest["count"] * len(FLAVOURS):
        # Somebody runs one case at a time while at work; a whole run never comes here.
        pytest.skip("some cases were left out by -k or an id: counting what ran would say nothing")
    assert len(ran) == manifest["count"] * len(FLAVOURS)
    counted("vectors", manifest["count"])


def test_every_operation_has_a_method() -> None:
    assert METHODS.keys() == set(_core.OPERATIONS)


class GivesUp(BaseException):
    """What ends a call as an interruption by the keyboard does."""


class Conversation:
    """A transport, a clock and functions of the caller that hold a client to the turns of a case."""

    def __init__(self, case: dict[str, Any], flavour: str) -> None:
        self._case = case
        self._flavour = flavour
        self._turns = list(case["turns"])

    def run(self) -> None:
        clock = VirtualClock(on_wait=self._on_wait)
        options = self._case.get("options", {})
        hooks: dict[str, Any] = {"on_refresh_token": lambda token: self._notified({"refreshToken": token})}
        if options.get("events"):
            hooks["on_event"] = self._notified
        if options.get("journal"):
            hooks["journal"] = self._notified
        if options.get("tokenProvider"):
            hooks["access_token"] = self._token
        results = carry_out(client(self._flavour, self._case, self, clock, **hooks), self._case)
        try:
            for result in results:
                check_result(result, self._turn("yield"))
        except EngagementsError as error:
            check_error(error, self._turn("error"))
        except GivesUp as end:
            check_given_up(end, self._turn("error"))
        else:
            if METHODS[self._case["operation"]] in STREAMS and self._turns:
                assert self._turns.pop(0) == {"done": True}
        assert self._turns == [], "the conversation ended before its last turn"

    def send(self, request: Request) -> Response:
        check_request(request, self._turn("send"))
        self._give_up_in_turn()
        turn = self._turns.pop(0)
        if "fail" in turn:
            raise TransportError("as the case says", turn["fail"]["sent"], turn["fail"]["kind"])
        return response(turn["reply"])

    def close(self) -> None:
        pass

    def _on_wait(self, milliseconds: int) -> None:
        assert self._turn("wait") == milliseconds
        self._give_up_in_turn()

    def _notified(self, what: Any) -> None:
        expected = self._turn("notify")
        found = {key: what.get(snake_case(key), what.get(key)) for key in expected}
        assert has(found, expected)
        self._give_up_in_turn()

    def _give_up_in_turn(self) -> None:
        if self._turns and "cancel" in self._turns[0]:
            self._turns.pop(0)
            raise GivesUp

    def _token(self, rejected: bool) -> str | None:
        turn = self._turn("token")
        assert turn["rejected"] == rejected
        given: str | None = turn["give"]
        return given

    def _turn(self, kind: str) -> Any:
        turn = self._turns.pop(0) if self._turns else {"nothing": None}
        assert kind in turn, f"{turn} was to come, not {kind}"
        return turn[kind]


class Unblocked:
    """A transport without waiting, as one that waits."""

    def __init__(self, transport: Any) -> None:
        self.transport = transport

    async def send(self, request: Request) -> Response:
        answer: Response = self.transport.send(request)
        return answer

    async def aclose(self) -> None:
        self.transport.close()


def client(flavour: str, case: dict[str, Any], transport: Any, clock: Any = None, **more: Any) -> Any:
    options = {"accessToken": "test-token", **case.get("options", {})}
    arguments: dict[str, Any] = {}
    for key, value in options.items():
        match key:
            case "events" | "journal":
                pass  # they are set where somebody listens
            case "tokenProvider":
                arguments.pop("access_token", None)
            case "oauth":
                missing: dict[str, Any] = dict.fromkeys(("client_id", "client_secret", "refresh_token"))
                arguments["oauth"] = OAuth(**{**missing, **{snake_case(name): part for name, part in value.items()}})
            case "rateMarginPercent":
                arguments["rate_margin"] = value / 100
            case _:
                name, value = argument(key, value)
                arguments[name] = value
    if "maxAttempts" in more:
        arguments.setdefault("max_attempts", more.pop("maxAttempts"))
    clock = clock or VirtualClock()
    timing = clock.timing(seed=case.get("seed", 0))
    if flavour == "sync":
        return Client(**{**arguments, **more}, transport=transport, timing=timing)

    async def sleep(seconds: float) -> None:
        clock.sleep(seconds)

    timing = AsyncTiming(timing.monotonic, timing.unix, sleep, timing.seed)
    return AsyncClient(**{**arguments, **more}, transport=Unblocked(transport), timing=timing)


def argument(key: str, value: Any) -> tuple[str, Any]:
    """The name and value that Python has for one of the core's."""
    if key.endswith("Ms") and isinstance(value, int):
        return snake_case(key.removesuffix("Ms")), timedelta(milliseconds=value)
    return snake_case(key.removesuffix("Ms")), value


def carry_out(hubspot: Any, case: dict[str, Any]) -> Iterator[Any]:
    """The results, one by one; a listing gives its pages."""
    result = call(hubspot, case["operation"], case["params"])
    if inspect.iscoroutine(result):
        result = anyio.run(awaited, result)
    if isinstance(result, (Listing, AsyncListing)):
        result = result.pages()
    if isinstance(result, (Sync, AsyncSync)):
        result = result.batches()
    if hasattr(result, "__anext__"):
        while (one := anyio.run(following, result)) is not None:
            yield one
    elif isinstance(result, Iterator):
        yield from result
    else:
        yield result


async def awaited(coroutine: Any) -> Any:
    return await coroutine


async def following(results: Any) -> Any:
    return await anext(results, None)


def call(hubspot: Any, operation: str, params: Mapping[str, Any]) -> Any:
    """Calls the client's own method, or by name what it has no method or no argument for."""
    name = METHODS.get(operation)
    if name in (None, "call"):
        return hubspot.call(operation, params)
    if "associations" in params:
        name += "_many"
    method = getattr(hubspot, name)
    given = {}
    for key, value in params.items():
        parameter, value = argument(key, value)
        if key == "known" and isinstance(value, dict) and len(value["ids"]) == len(value["digests"]):
            value = dict(zip(value["ids"], value["digests"], strict=True))
        given[ARGUMENTS.get((name, key), parameter)] = value
    if isinstance(given.get("known"), dict) and "ids" in given["known"]:
        return hubspot.call(operation, params)  # ids and digests that do not fit, which a mapping cannot be
    known = inspect.signature(method).parameters
    if not given.keys() <= known.keys():
        return hubspot.call(operation, params)
    required = [key for key, parameter in known.items() if parameter.default is parameter.empty]
    return method(**{**dict.fromkeys(required), **given})


def walk(results: Iterator[Any]) -> None:
    for _ in results:
        pass


def response(case: dict[str, Any]) -> Response:
    headers = list(case.get("headers", {}).items())
    if "json" in case:
        headers.append(("content-type", "application/json;charset=utf-8"))
        body = json.dumps(case["json"], ensure_ascii=False, separators=(",", ":")).encode()
    elif "base64" in case:
        body = base64.b64decode(case["base64"])
    else:
        body = case.get("body", "").encode()
    return Response(case["status"], headers, body)


def in_service_shape(result: Any) -> Any:
    match result:
        case Page():
            page = {"results": in_service_shape(list(result)), "next": result.next, "total": result.total}
            return {**page, "skipped": [str(id) for id in result.skipped]} if result.skipped else page
        case SyncBatch():
            upserts, deleted = in_service_shape(list(result.upserts)), [str(id) for id in result.deleted]
            return {"upserts": upserts, "deleted": deleted, "checkpoint": json.loads(result.checkpoint)}
        case Reconciliation():
            return {**vars(result), "engagements": in_service_shape(list(result.engagements))}
        case Outcome():
            return {**vars(result), "engagement": in_service_shape(result.engagement)}
        case Engagement() | Disposition() | Owner():
            return result.to_dict()
        case list():
            return [in_service_shape(element) for element in result]
    return result


def check_result(result: Any, expected: Any) -> None:
    found = in_service_shape(result)
    if isinstance(result, SyncBatch) and "progress" in expected:
        progress = ("stage", "pages", "records", "upserts", "deleted")
        found["progress"] = {name: getattr(result.progress, name) for name in progress}
    if isinstance(result, Outcome) and result.error is not None:
        check_error(result.error, expected["error"])
        found, expected = {**found, "error": None}, {**expected, "error": None}
    assert same(found, expected)


def check_request(request: Request, expected: dict[str, Any]) -> None:
    assert (request.method, request.url) == (expected["method"], expected["url"])
    match expected.get("body"):
        case None:
            assert request.body is None
        case str(text):
            assert request.body == text.encode()
        case value:
            assert same(json.loads(request.body or b""), value)
    headers = {name.lower(): value for name, value in request.headers}
    for name, value in expected.get("headers", {}).items():
        assert headers.get(name.lower()) == value
    assert not {name.lower() for name in expected.get("absent", [])} & headers.keys()


def check_error(error: EngagementsError, expected: dict[str, Any]) -> None:
    for key, value in expected.items():
        match key:
            case "messageHas":
                assert value in error.message
            case "issues":
                found = [(issue.pointer, issue.code) for issue in error.issues]
                assert sorted(found) == sorted((issue["pointer"], issue["code"]) for issue in value)
            case "headers":
                assert [list(header) for header in error.headers] == value
            case "errors" | "missingScopes":
                assert list(getattr(error, snake_case(key))) == value
            case "retryAtMs":
                at = error.retry_at
                assert (at and round(at.timestamp() * 1000)) == value
            case "ticket":
                assert has(error.ticket, value)
            case _:
                assert getattr(error, snake_case(key)) == value


def check_given_up(end: BaseException, expected: dict[str, Any]) -> None:
    """Whoever gives up sees that; what may have been applied is said beside it."""
    assert expected["code"] == "cancelled"
    if expected.get("mayHaveBeenApplied"):
        assert isinstance(end.__cause__, EngagementsError)
        check_error(end.__cause__, expected)
    else:
        assert end.__cause__ is None


def check_bad(page: Page, expected: list[dict[str, Any]]) -> None:
    found = []
    for index, entry in enumerate(page):
        try:
            _ = entry.metadata
        except ResponseError as error:
            found.append({"index": index, "path": error.path})
    assert found == expected


def has(found: Any, expected: Any) -> bool:
    """Whether the value is as expected; objects may have more keys."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return all(has(found.get(key), value) for key, value in expected.items())
    return same(found, expected)


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same; unlike ==, 1 is not 1.0 and not true."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def snake_case(key: str) -> str:
    return re.sub("[A-Z]", lambda capital: "_" + capital[0].lower(), key)
