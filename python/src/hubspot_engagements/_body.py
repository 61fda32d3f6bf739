"""A response's body, decompressed as it comes and never longer than allowed."""

from __future__ import annotations

import io
import zlib
from typing import Any

from .transport import TransportError

__all__ = ["ACCEPT_ENCODING", "BoundedBody"]

ACCEPT_ENCODING = "gzip"
"""What a transport that uses `BoundedBody` may ask for."""

_PIECE = 256 * 1024
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


class BoundedBody:
    """Gathers a body of at most `limit` decompressed bytes; `encoding` is the response's Content-Encoding.

    Raises TransportError "too_large" beyond the limit, and "body" for what cannot be decompressed.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        self._limit = limit
        # Unlike a bytearray it gives its content as bytes without a copy.
        self._body = io.BytesIO()
        self._is_packed = encoding.strip().lower() in ("gzip", "x-gzip", "deflate")
        if not self._is_packed and encoding.strip().lower() not in ("", "identity"):
            raise TransportError("the response is compressed in a way that nobody asked for", "maybe", "body")
        self._unpacker: Any = None
        """zlib's, whose class has no public name; None where no stream is open."""

    def feed(self, chunk: bytes) -> None:
        """Adds what came from the network."""
        if self._is_packed:
            self._unpack(chunk)
        else:
            self._add(chunk)

    def finish(self) -> bytes:
        """The whole body. Raises TransportError where the compressed data ended early."""
        if self._unpacker is not None:
            raise TransportError("the response's compressed body ended early", "maybe", "body")
        return self._body.getvalue()

    def _unpack(self, chunk: bytes) -> None:
        """Piece by piece: a kilobyte that came may stand for a megabyte."""
        while chunk:
            unpacker = self._unpacker or zlib.decompressobj(_GZIP_OR_ZLIB)
            try:
                self._add(unpacker.decompress(chunk, _PIECE))
            except zlib.error as error:
                message = f"the response's body cannot be decompressed: {error}"
                raise TransportError(message, "maybe", "body") from error
            # A gzip stream may be followed by another one.
            self._unpacker = None if unpacker.eof else unpacker
            chunk = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail

    def _add(self, piece: bytes) -> None:
        if self._body.tell() + len(piece) > self._limit:
            message = f"the response's body is longer than {self._limit} bytes, which `max_response_bytes` allows"
            raise TransportError(message, "maybe", "too_large")
        self._body.write(piece)
