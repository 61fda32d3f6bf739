"""Every shared case of tests/vectors, through the public client; see the README there."""

from __future__ import annotations

import base64
import inspect
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from hubspot_engagements import (
    Client,
    Disposition,
    Engagement,
    EngagementsError,
    Listing,
    Owner,
    Page,
    Request,
    Response,
    ResponseError,
    TransportError,
    _core,
)
from scripted import ScriptedTransport, VirtualClock

VECTORS = Path(__file__).resolve().parents[2] / "tests" / "vectors"

METHODS = {
    "engagements.get": "get",
    "engagements.create": "create",
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
ARGUMENTS = {("create", "body"): "engagement", ("update", "body"): "changes"}
# What may be a mistake is sent all the same.
pytestmark = pytest.mark.filterwarnings("ignore::hubspot_engagements.EngagementsWarning")
OPTIONS = {"accessToken", "baseUrl", "allowHttp", "maxAttempts"}


def cases(folder: str) -> list[Any]:
    paths = sorted((VECTORS / folder).glob("*.json"))
    found = [case for path in paths for case in json.loads(path.read_text("utf-8"), object_hook=long_text)]
    return [pytest.param(case, id=case["id"]) for case in found]


def long_text(value: dict[str, Any]) -> Any:
    return value["$repeat"] * value["times"] if "$repeat" in value else value


REQUEST, RESPONSE, DIALOGUE = cases("request"), cases("response"), cases("dialogue")
ran: set[str] = set()


@pytest.mark.parametrize("case", REQUEST)
def test_request(case: dict[str, Any]) -> None:
    transport = ScriptedTransport([TransportError("that is enough")])
    expected = case["expect"]
    with pytest.raises(EngagementsError) as caught:
        walk(carry_out(client(case, transport, maxAttempts=1), case))
    if "error" in expected:
        assert transport.requests == []
        check_error(caught.value, expected["error"])
    else:
        assert len(transport.requests) == 1
        check_request(transport.requests[0], expected["request"])
        headers = {name.lower(): value for name, value in transport.requests[0].headers}
        for name, value in expected["request"].get("headers", {}).items():
            assert headers.get(name.lower()) == value
        assert not {name.lower() for name in expected["request"].get("absent", [])} & headers.keys()
    ran.add(case["id"])


@pytest.mark.parametrize("case", RESPONSE)
def test_response(case: dict[str, Any]) -> None:
    transport = ScriptedTransport([response(case["response"])])
    hubspot = client(case, transport, maxAttempts=1)
    expected = case["expect"]
    if "error" in expected:
        with pytest.raises(EngagementsError) as caught:
            next(carry_out(hubspot, case))
        check_error(caught.value, expected["error"])
    elif "bad" in expected:
        check_bad(next(carry_out(hubspot, case)), expected["bad"])
    else:
        assert same(in_service_shape(next(carry_out(hubspot, case))), expected["value"])
    ran.add(case["id"])


@pytest.mark.parametrize("case", DIALOGUE)
def test_dialogue(case: dict[str, Any]) -> None:
    Conversation(case).run()
    ran.add(case["id"])


def test_every_case_ran(request: pytest.FixtureRequest) -> None:
    manifest = json.loads((VECTORS / "manifest.json").read_text("utf-8"))
    assert len(REQUEST) + len(RESPONSE) + len(DIALOGUE) == manifest["count"]
    chosen = [item for item in request.session.items if item.path == request.path]
    if len(chosen) <= manifest["count"]:
        # With -k or a single test id, counting what ran would say nothing.
        pytest.skip("only some of the cases were asked for")
    assert len(ran) == manifest["count"]


def test_every_operation_has_a_method() -> None:
    assert METHODS.keys() == set(_core.OPERATIONS)


class Conversation:
    """A transport and a clock that hold a client to the turns of a case."""

    def __init__(self, case: dict[str, Any]) -> None:
        self._case = case
        self._turns = iter(case["turns"])

    def run(self) -> None:
        timing = VirtualClock(on_wait=self._on_wait).timing(seed=self._case.get("seed", 0))
        results = carry_out(client(self._case, self, timing=timing), self._case)
        try:
            for result in results:
                assert same(in_service_shape(result), self._turn("yield"))
        except EngagementsError as error:
            check_error(error, self._turn("error"))
        else:
            if self._case["operation"] in LISTINGS and (turn := next(self._turns, None)):
                assert turn == {"done": True}
        assert next(self._turns, None) is None, "the conversation ended before its last turn"

    def send(self, request: Request) -> Response:
        check_request(request, self._turn("send"))
        turn = next(self._turns)
        if "fail" in turn:
            raise TransportError("as the case says", turn["fail"]["sent"], turn["fail"]["kind"])
        return response(turn["reply"])

    def close(self) -> None:
        pass

    def _on_wait(self, milliseconds: int) -> None:
        assert self._turn("wait") == milliseconds

    def _turn(self, kind: str) -> Any:
        turn = next(self._turns, {"nothing": None})
        assert kind in turn, f"{turn} was to come, not {kind}"
        return turn[kind]


LISTINGS = {name for name, method in METHODS.items() if method in ("list", "recent", "modified_after", "associated")}


def client(case: dict[str, Any], transport: Any, timing: Any = None, **more: Any) -> Client:
    options = {"accessToken": "test-token", **more, **case.get("options", {})}
    assert options.keys() <= OPTIONS
    arguments = {snake_case(key): value for key, value in options.items()}
    return Client(**arguments, transport=transport, timing=timing or VirtualClock().timing())


def carry_out(hubspot: Client, case: dict[str, Any]) -> Iterator[Any]:
    """The results, one by one; a listing gives its pages."""
    result = call(hubspot, case["operation"], case["params"])
    if isinstance(result, Listing):
        yield from result.pages()
    else:
        yield result


def call(hubspot: Client, operation: str, params: Mapping[str, Any]) -> Any:
    """Calls the client's own method, or by name what it has no method or no argument for."""
    name = METHODS.get(operation)
    if name is None:
        return hubspot.call(operation, params)
    if "associations" in params:
        name += "_many"
    method = getattr(hubspot, name)
    given = {ARGUMENTS.get((name, key), snake_case(key)): value for key, value in params.items()}
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
            return {"results": [entry.to_dict() for entry in result], "next": result.next, "total": result.total}
        case Engagement() | Disposition() | Owner():
            return result.to_dict()
        case list():
            return [in_service_shape(element) for element in result]
    return result


def check_request(request: Request, expected: dict[str, Any]) -> None:
    assert (request.method, request.url) == (expected["method"], expected["url"])
    if "body" in expected:
        assert request.body is not None
        assert same(json.loads(request.body), expected["body"])
    else:
        assert request.body is None


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
            case _:
                assert getattr(error, snake_case(key)) == value


def check_bad(page: Page, expected: list[dict[str, Any]]) -> None:
    found = []
    for index, entry in enumerate(page):
        try:
            _ = entry.metadata
        except ResponseError as error:
            found.append({"index": index, "path": error.path})
    assert found == expected


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same; unlike ==, 1 is not 1.0 and not true."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def snake_case(key: str) -> str:
    return re.sub("[A-Z]", lambda capital: "_" + capital[0].lower(), key)
