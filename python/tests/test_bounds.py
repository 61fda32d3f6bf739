"""Responses that are longer than anybody could want, over real sockets."""

from __future__ import annotations

import gzip
import socket
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hubspot_engagements import AsyncHttpxTransport, HttpxTransport, Request, Response, TransportError
from sockets import Handler, response, says, serving

PROGRAM = Path(__file__).parent / "support" / "bounds.py"
MEGABYTE = 1 << 20
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def plain_gibibyte() -> Iterator[bytes]:
    yield HEAD + f"Content-Length: {1024 * MEGABYTE}\r\n\r\n".encode()
    for _ in range(1024):
        yield bytes(MEGABYTE)


def bomb() -> Iterator[bytes]:
    """10 GiB of zeros in one gzip stream of some 10 MiB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    head = packer.compress(bytes(MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    yield HEAD + b"Content-Encoding: gzip\r\nConnection: close\r\n\r\n" + head
    for _ in range(10 * 1024):
        yield block


def bomb_of_many() -> Iterator[bytes]:
    """10 GiB of zeros in gzip streams of 64 MiB, one after the other."""
    yield HEAD + b"Content-Encoding: gzip\r\nConnection: close\r\n\r\n"
    stream = gzip.compress(bytes(64 * MEGABYTE))
    for _ in range(160):
        yield stream


def sending(parts: Callable[[], Iterator[bytes]]) -> Handler:
    def handle(connection: socket.socket) -> None:
        for part in parts():
            connection.sendall(part)

    return handle


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux how much memory a process has held")
@pytest.mark.parametrize("parts", [plain_gibibyte, bomb, bomb_of_many])
@pytest.mark.parametrize(("operation", "code"), [("list", "response"), ("create", "ambiguous_create")])
@pytest.mark.parametrize("flavour", ["sync", "async"])
def test_memory_is_bounded(parts: Callable[[], Iterator[bytes]], operation: str, code: str, flavour: str) -> None:
    with serving(sending(parts)) as (url, read):
        command = [sys.executable, str(PROGRAM), flavour, operation, url]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    found, peak_mb, has_ticket = done.stdout.split()
    assert (found, has_ticket, len(read)) == (code, str(operation == "create"), 1)
    assert int(peak_mb) < 200


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def exchange(flavour: str, url: str, limit: int) -> Response:
    request = Request("GET", url, max_response_bytes=limit)
    if flavour == "sync":
        blocking = HttpxTransport(trust_env=False)
        try:
            return blocking.send(request)
        finally:
            blocking.close()
    waiting = AsyncHttpxTransport(trust_env=False)
    try:
        return await waiting.send(request)
    finally:
        await waiting.aclose()


@pytest.mark.anyio
@pytest.mark.parametrize("flavour", ["sync", "async"])
@pytest.mark.parametrize("encoding", ["identity", "gzip", "deflate"])
async def test_the_bound_is_exact(flavour: str, encoding: str) -> None:
    body = bytes(5000)
    packed = {"identity": body, "gzip": gzip.compress(body), "deflate": zlib.compress(body)}[encoding]
    answer = says(response(packed, f"Content-Encoding: {encoding}", "Connection: close"))
    with serving(answer, answer) as (url, _):
        assert (await exchange(flavour, url, 5000)).body == body
        with pytest.raises(TransportError, match="longer than 4999 bytes") as caught:
            await exchange(flavour, url, 4999)
    assert (caught.value.sent, caught.value.kind) == ("maybe", "too_large")


@pytest.mark.anyio
@pytest.mark.parametrize("flavour", ["sync", "async"])
@pytest.mark.parametrize(
    ("packed", "encoding"),
    [
        (gzip.compress(bytes(99))[:-9], "gzip"),
        (gzip.compress(b"x") + b"no gzip", "gzip"),
        (b"\x0b\x02\x80x\x03", "br"),
    ],
    ids=["cut", "damaged", "unknown"],
)
async def test_what_cannot_be_decompressed_is_no_response(flavour: str, packed: bytes, encoding: str) -> None:
    answer = says(response(packed, f"Content-Encoding: {encoding}"))
    with serving(answer) as (url, _), pytest.raises(TransportError) as caught:
        await exchange(flavour, url, 5000)
    assert (caught.value.sent, caught.value.kind) == ("maybe", "body")


@pytest.mark.anyio
@pytest.mark.parametrize("flavour", ["sync", "async"])
async def test_several_gzip_streams_are_one_body(flavour: str) -> None:
    packed = gzip.compress(b"one ") + gzip.compress(b"two")
    with serving(says(response(packed, "Content-Encoding: gzip"))) as (url, _):
        assert (await exchange(flavour, url, 5000)).body == b"one two"
