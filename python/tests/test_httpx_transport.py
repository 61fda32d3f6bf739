"""The default transports, against a server that misbehaves on a real socket."""

from __future__ import annotations

import gzip
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import anyio
import pytest

from hubspot_engagements import AsyncHttpxTransport, HttpxTransport, Request, Response, Transport, TransportError
from sockets import response, says, serving


class Awaited:
    """The transport that awaits, as one that blocks."""

    def send(self, request: Request) -> Response:
        return anyio.run(self._send, request)

    async def _send(self, request: Request) -> Response:
        transport = AsyncHttpxTransport(trust_env=False)
        try:
            return await transport.send(request)
        finally:
            await transport.aclose()

    def close(self) -> None:
        pass


@pytest.fixture(params=["sync", "async"])
def transport(request: pytest.FixtureRequest) -> Iterator[Transport]:
    made = HttpxTransport(trust_env=False) if request.param == "sync" else Awaited()
    yield made
    made.close()


def get(transport: Transport, url: str, timeout_ms: int = 5000) -> Response:
    return transport.send(Request("GET", url, [("accept", "application/json")], None, timeout_ms))


def failure(transport: Transport, url: str, timeout_ms: int = 5000) -> tuple[str, str]:
    with pytest.raises(TransportError) as caught:
        get(transport, url, timeout_ms)
    assert str(caught.value)
    return caught.value.sent, caught.value.kind


def test_a_response(transport: Transport) -> None:
    packed = gzip.compress(b'{"a":1}')
    with serving(says(response(packed, "Content-Encoding: gzip", "X-A: 1", "X-A: 2", status="404 No"))) as (url, _):
        got = get(transport, url)
    assert (got.status, got.body) == (404, b'{"a":1}')
    assert [value for name, value in got.headers if name == "x-a"] == ["1", "2"]


def test_it_adds_nothing_to_a_request(transport: Transport) -> None:
    with serving(says(response())) as (url, read):
        transport.send(Request("PATCH", f"{url}/a%2Fb?x=%3D", [("Authorization", "Bearer t")], b"{}", 5000))
    line, *headers = read[0].split(b"\r\n\r\n")[0].decode().split("\r\n")
    assert line == "PATCH /a%2Fb?x=%3D HTTP/1.1"
    assert "accept-encoding: gzip" in [header.lower() for header in headers]
    names = {header.split(":")[0].lower() for header in headers}
    assert names == {"host", "accept-encoding", "connection", "authorization", "content-length"}


def test_redirects_are_not_followed(transport: Transport) -> None:
    with serving(says(response(b"", "Location: /elsewhere", status="302 Found"))) as (url, read):
        assert get(transport, url).status == 302
    assert len(read) == 1


def test_cookies_are_not_kept(transport: Transport) -> None:
    once = says(response(b"", "Set-Cookie: a=b; Path=/", "Connection: close"))
    with serving(once, once) as (url, read):
        get(transport, url)
        get(transport, url)
    assert b"cookie" not in read[1].lower()


def test_nobody_listens(transport: Transport) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert failure(transport, f"http://127.0.0.1:{port}") == ("no", "connection")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a full queue refuses instead of keeping silent")
def test_nobody_answers_the_connection(transport: Transport) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server, ExitStack() as waiting:
        for _ in range(4):
            client = waiting.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(server.getsockname())
        assert failure(transport, f"http://127.0.0.1:{server.getsockname()[1]}", timeout_ms=200) == ("no", "timeout")


@pytest.mark.parametrize("url", ["https://nowhere.invalid", "https://a..b", "gopher://x"])
def test_an_address_that_leads_nowhere(transport: Transport, url: str) -> None:
    assert failure(transport, url) == ("no", "connection")


def test_what_speaks_no_tls(transport: Transport) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=lambda: server.accept()[0].close())
        thread.start()
        assert failure(transport, f"https://127.0.0.1:{server.getsockname()[1]}") == ("no", "connection")
        thread.join(10)


def test_no_answer_in_time(transport: Transport) -> None:
    with serving(lambda _: time.sleep(0.5)) as (url, _):
        assert failure(transport, url, timeout_ms=100) == ("maybe", "timeout")


def test_a_body_that_trickles(transport: Transport) -> None:
    drops = [b"x"] * 10
    with serving(says(response(length=10), *drops, pause=0.06)) as (url, _):
        assert failure(transport, url, timeout_ms=150) == ("maybe", "timeout")


def test_the_connection_breaks(transport: Transport) -> None:
    with serving(lambda connection: None) as (url, _):
        assert failure(transport, url) == ("maybe", "connection")


def test_what_is_not_http(transport: Transport) -> None:
    with serving(says(b"hello\r\n\r\n")) as (url, _):
        assert failure(transport, url) == ("maybe", "connection")


def test_a_body_that_ends_early(transport: Transport) -> None:
    with serving(says(response(b'{"results":[', length=99))) as (url, _):
        assert failure(transport, url) == ("maybe", "body")


def test_a_body_that_does_not_decompress(transport: Transport) -> None:
    with serving(says(response(b"no gzip", "Content-Encoding: gzip"))) as (url, _):
        assert failure(transport, url) == ("maybe", "body")
