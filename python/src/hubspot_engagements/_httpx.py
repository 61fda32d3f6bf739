"""The default transports, over httpx."""

from __future__ import annotations

import ssl
import time
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import anyio
import httpx

from ._body import ACCEPT_ENCODING, BoundedBody
from ._core import Request
from .transport import FailureKind, Response, TransportError

__all__ = ["AsyncHttpxTransport", "HttpxTransport"]

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
        self._client = httpx.Client(verify=verify, proxy=proxy, trust_env=trust_env, **_plain())
        _strip(self._client.headers)

    def send(self, request: Request) -> Response:
        """Sends the request once; see `Transport.send`."""
        deadline = time.monotonic() + request.timeout_ms / 1000
        try:
            answer = self._client.send(_built(self._client, request), stream=True)
        except (httpx.HTTPError, *_NOT_CONNECTED) as error:
            raise _failure(error, in_body=False) from error
        try:
            body = _body_of(answer, request)
            for chunk in answer.iter_raw():
                body.feed(chunk)
                # httpx limits each read; together they may not go on beyond the deadline.
                if time.monotonic() > deadline:
                    raise _too_slow()
            return Response(answer.status_code, answer.headers.multi_items(), body.finish())
        except httpx.HTTPError as error:
            raise _failure(error, in_body=True) from error
        finally:
            answer.close()

    def close(self) -> None:
        """Closes its connections."""
        self._client.close()


class AsyncHttpxTransport:
    """Sends requests with httpx under asyncio or trio; it takes what `HttpxTransport` takes.

    Use it in one event loop.
    """

    def __init__(
        self,
        *,
        verify: ssl.SSLContext | bool = True,
        proxy: str | None = None,
        trust_env: bool = True,
    ) -> None:
        self._client = httpx.AsyncClient(verify=verify, proxy=proxy, trust_env=trust_env, **_plain())
        _strip(self._client.headers)

    async def send(self, request: Request) -> Response:
        """Sends the request once; see `Transport.send`."""
        deadline = time.monotonic() + request.timeout_ms / 1000
        try:
            answer = await self._client.send(_built(self._client, request), stream=True)
        except (httpx.HTTPError, *_NOT_CONNECTED) as error:
            raise _failure(error, in_body=False) from error
        try:
            body = _body_of(answer, request)
            with anyio.move_on_after(max(deadline - time.monotonic(), 0)) as scope:
                async for chunk in answer.aiter_raw():
                    body.feed(chunk)
            if scope.cancelled_caught:
                raise _too_slow()
            return Response(answer.status_code, answer.headers.multi_items(), body.finish())
        except httpx.HTTPError as error:
            raise _failure(error, in_body=True) from error
        finally:
            await answer.aclose()

    async def aclose(self) -> None:
        """Closes its connections."""
        await self._client.aclose()


def _plain() -> dict[str, Any]:
    """Options of a client that neither follows redirects nor keeps cookies."""
    no_cookies = CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
    return {"follow_redirects": False, "cookies": no_cookies}


def _strip(headers: httpx.Headers) -> None:
    """A request is complete: httpx is to add nothing that it does not hold, but what can be decompressed."""
    for name in ("accept", "user-agent"):
        del headers[name]
    headers["accept-encoding"] = ACCEPT_ENCODING


def _built(client: httpx.Client | httpx.AsyncClient, request: Request) -> httpx.Request:
    seconds = request.timeout_ms / 1000
    return client.build_request(
        request.method, request.url, headers=request.headers, content=request.body, timeout=seconds
    )


def _body_of(answer: httpx.Response, request: Request) -> BoundedBody:
    return BoundedBody(answer.headers.get("content-encoding", ""), request.max_response_bytes)


def _too_slow() -> TransportError:
    return TransportError("the response took longer than the timeout allows", "maybe", "timeout")


def _is_of_certificate(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def _failure(error: Exception, *, in_body: bool) -> TransportError:
    kind: FailureKind = "body" if in_body else "connection"
    if isinstance(error, httpx.TimeoutException):
        kind = "timeout"
    elif _is_of_certificate(error):
        kind = "certificate"
    message = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return TransportError(message, "no" if isinstance(error, _NOT_CONNECTED) else "maybe", kind)
