"""The access token stands in no text."""

from __future__ import annotations

import logging
import pickle
import traceback
from typing import Any

import pytest

from hubspot_engagements import Client, EngagementsError, Request, TransportError, _core
from scripted import TOKEN, reply, scripted


def texts(value: Any) -> str:
    return f"{value!r} {value!s} {value}"


def test_objects_do_not_show_it() -> None:
    client, transport = scripted(reply())
    client.get(1)
    settings = _core.Settings(f'{{"accessToken":"{TOKEN}"}}')
    machine = _core.start("engagements.get", '{"id":1}', settings, 0)
    for value in (client, client.list(), client.get, transport.requests[0], settings, machine, machine.step(0, 0)):
        assert TOKEN not in texts(value)
        assert TOKEN not in str(getattr(value, "__dict__", ""))


def test_what_holds_it_cannot_be_pickled() -> None:
    client, transport = scripted(reply())
    client.get(1)
    settings = _core.Settings(f'{{"accessToken":"{TOKEN}"}}')
    machine = _core.start("engagements.get", '{"id":1}', settings, 0)
    for value in (client, client.list(), transport.requests[0], settings, machine, machine.step(0, 0)):
        with pytest.raises(TypeError):
            pickle.dumps(value)


@pytest.mark.parametrize(
    "answer",
    [
        reply({"message": f"bad token {TOKEN}"}, status=401, headers=[("x-echo", TOKEN)]),
        reply({"message": f"bad token {TOKEN}"}, status=500),
        TransportError(f"cannot send authorization: Bearer {TOKEN}"),
        reply({"engagement": {"id": TOKEN}}),
    ],
)
def test_errors_do_not_repeat_it(answer: Any) -> None:
    client, _ = scripted(answer, max_attempts=1)
    with pytest.raises(EngagementsError) as caught:
        client.get(1)
    error = caught.value
    assert TOKEN not in texts(error) + str(vars(error))
    assert TOKEN.encode() not in pickle.dumps(error)
    assert TOKEN not in "".join(traceback.format_exception(error))


def test_an_unusable_token_is_not_repeated() -> None:
    with pytest.raises(EngagementsError) as caught:
        Client(f"{TOKEN}\n")
    assert TOKEN not in texts(caught.value) + str(vars(caught.value))


def test_logs_do_not_show_it(portal: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    token = portal["token"]
    with caplog.at_level(logging.DEBUG), Client(token, base_url=portal["base_url"]) as client:
        client.dispositions()
    assert caplog.records
    assert token not in caplog.text


def test_a_request_of_ones_own_hides_its_headers() -> None:
    request = Request("get", "https://api.example/x", [("authorization", f"Bearer {TOKEN}")], b"{}", 5)
    assert repr(request) == "Request(GET https://api.example/x, 2 bytes)"
    assert request.headers == [("authorization", f"Bearer {TOKEN}")]
    with pytest.raises(ValueError, match="BREW"):
        Request("BREW", "https://api.example/x")
