"""The default transports, over httpx."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from http.cookiejar import CookieJar, DefaultCookiePolicy
from threading import Lock
from typing import Any, Generic, TypeVar

import anyio
import httpx

from ._body import ACCEPT_ENCODING, BoundedBody
from ._core import Request
from ._fork import renewed_in_children
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
        self._pool = _Pool(lambda: httpx.Client(verify=verify, proxy=proxy, trust_env=trust_env, **_plain()))

    def send(self, request: Request) -> Response:
        """Sends the request once; see `Transport.send`."""
        deadline = time.monotonic() + request.timeout_ms / 1000
        client = self._pool.client()
        try:
            answer = client.send(_built(request), stream=True)
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
        if self._pool.opened:
            self._pool.opened.close()


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
        self._pool = _Pool(lambda: httpx.AsyncClient(verify=verify, proxy=proxy, trust_env=trust_env, **_plain()))

    async def send(self, request: Request) -> Response:
        """Sends the request once; see `Transport.send`."""
        deadline = time.monotonic() + request.timeout_ms / 1000
        client = self._pool.client()
        try:
            answer = await client.send(_built(request), stream=True)
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
        if self._pool.opened:
            await self._pool.opened.aclose()


_Client = TypeVar("_Client", httpx.Client, httpx.AsyncClient)


class _Pool(Generic[_Client]):
    """An httpx client, and another one in a forked process: two processes on one connection would mix up answers."""

    def __init__(self, make: Callable[[], _Client]) -> None:
        self._make: Callable[[], _Client] = make
        self._lock = Lock()
        self._parents: list[_Client] = []
        self.opened: _Client | None = make()
        """This process's client, once there is one."""
        renewed_in_children(self)

    def client(self) -> _Client:
        """The client of this process."""
        with self._lock:
            if self.opened is None:
                self.opened = self._make()
            return self.opened

    def renew(self) -> None:
        """Lets go of the parent's connections; kept, but not closed, which would say goodbye in the parent's name."""
        self._lock = Lock()
        if self.opened:
            self._parents.append(self.opened)
        self.opened = None


def _plain() -> dict[str, Any]:
    """Options of a client that neither follows redirects nor keeps cookies."""
    no_cookies = CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
    return {"follow_redirects": False, "cookies": no_cookies}


def _built(request: Request) -> httpx.Request:
    # Not by the client's `build_request`: its own headers, cookies and parameters have no place in it.
    headers = [*request.headers, ("accept-encoding", ACCEPT_ENCODING), ("connection", "keep-alive")]
    timeout = httpx.Timeout(request.timeout_ms / 1000).as_dict()
    return httpx.Request(
        request.method, request.url, headers=headers, content=request.body, extensions={"timeout": timeout}
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
