"""A server on a real socket that says what a test wants, byte for byte."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Handler = Callable[[socket.socket], None]


def response(body: bytes = b"", *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def says(*parts: bytes, pause: float = 0) -> Handler:
    """Sends the parts, one after the other."""

    def handle(connection: socket.socket) -> None:
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)

    return handle


@contextmanager
def serving(*handlers: Handler) -> Iterator[tuple[str, list[bytes]]]:
    """A server that reads one request a handler, on a connection each; gives its address and what it read."""
    read: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=answer_all, args=(server, handlers, read))
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", read
        thread.join(10)


def answer_all(server: socket.socket, handlers: tuple[Handler, ...], read: list[bytes]) -> None:
    for handler in handlers:
        answer(server, handler, read)


def answer(server: socket.socket, handler: Handler, read: list[bytes]) -> None:
    connection, _ = server.accept()
    with connection:
        head = b""
        while b"\r\n\r\n" not in head:
            head += connection.recv(65536)
        read.append(head)
        with suppress(OSError):  # the client has gone, as some tests want
            handler(connection)
