"""The default transport, over httpx."""

from __future__ import annotations

import ssl
import time
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Literal

import httpx

from ._core import Request
from .transport import Response, TransportError

__all__ = ["HttpxTransport"]

_NOT_CONNECTED = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
    UnicodeError,  # of a host's name
)


class HttpxTransport:
    """Sends requests with httpx, keeping connections open between them. Safe to use from several threads.

    `verify` is True for the usual certificates, or an `ssl.SSLContext` of your own. `proxy` is the URL of a proxy;
    without it the environment's (`HTTPS_PROXY`, `NO_PROXY`, …) and its certificates (`SSL_CERT_FILE`) are used,
    unless `trust_env` is False.
    """

    def __init__(
        self,
        *,
        verify: ssl.SSLContext | bool = True,
        proxy: str | None = None,
        trust_env: bool = True,
    ) -> None:
        no_cookies = CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
        self._client = httpx.Client(
            verify=verify, proxy=proxy, trust_env=trust_env, follow_redirects=False, cookies=no_cookies
        )
        # A request is complete: httpx is to add nothing that it does not hold.
        for name in ("accept", "user-agent"):
            del self._client.headers[name]

    def send(self, request: Request) -> Response:
        """Sends the request once; see `Transport.send`."""
        seconds = request.timeout_ms / 1000
        deadline = time.monotonic() + seconds
        try:
            built = self._client.build_request(
                request.method, request.url, headers=request.headers, content=request.body, timeout=seconds
            )
            answer = self._client.send(built, stream=True)
        except (httpx.HTTPError, *_NOT_CONNECTED) as error:
            raise _failure(error, body=False) from error
        try:
            body = _read(answer, deadline)
        except httpx.HTTPError as error:
            raise _failure(error, body=True) from error
        finally:
            answer.close()
        return Response(answer.status_code, answer.headers.multi_items(), body)

    def close(self) -> None:
        """Closes its connections."""
        self._client.close()


def _read(answer: httpx.Response, deadline: float) -> bytes:
    """The whole body. httpx limits each read; together they may not go on beyond the deadline."""
    chunks = []
    for chunk in answer.iter_bytes():
        chunks.append(chunk)
        if time.monotonic() > deadline:
            raise TransportError("the response took longer than the timeout allows", "maybe", "timeout")
    return b"".join(chunks)


def _failure(error: Exception, *, body: bool) -> TransportError:
    sent: Literal["no", "maybe"] = "no" if isinstance(error, _NOT_CONNECTED) else "maybe"
    kind: Literal["connection", "timeout", "body"] = "body" if body else "connection"
    if isinstance(error, httpx.TimeoutException):
        kind = "timeout"
    return TransportError(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__, sent, kind)
