"""What a client is told once, in Python's words."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NoReturn, TypeAlias, TypedDict

from ._core import Settings, __version__
from ._encode import encode, invalid
from ._words import camel_case
from .errors import Issue

if sys.version_info >= (3, 11):
    from typing import Unpack
else:
    from typing_extensions import Unpack

__all__ = ["OAuth", "Options", "Seconds", "Unpack", "milliseconds", "settings_from"]

Seconds: TypeAlias = float | timedelta


@dataclass(frozen=True)
class OAuth:
    """An OAuth app's right to get access tokens for an account. Its repr shows no secret, and it cannot be pickled."""

    client_id: str
    """The app's client id."""
    client_secret: str = field(repr=False)
    """The app's client secret."""
    refresh_token: str = field(repr=False)
    """What the account's user granted. The service may replace it: `on_refresh_token` is told."""
    token_path: str | None = None
    """Where tokens are given out; `/oauth/v1/token` without it."""

    def __reduce__(self) -> NoReturn:
        raise TypeError("an OAuth cannot be pickled: it holds secrets")


class Options(TypedDict, total=False):
    """What `Client` and `AsyncClient` both take as keywords. None of them is required, and None is the default."""

    base_url: str | None
    """Where requests go, if not to the service itself: a proxy of your own or the emulator. A proxy that adds the token
    itself works without one."""
    allow_http: bool | None
    """Whether plain http is fine for hosts other than this machine."""
    user_agent: str | None
    """Value of the User-Agent header."""
    timeout: Seconds | None
    """How long one exchange may take: a number of seconds or a timedelta, as everywhere here; 30 seconds."""
    deadline: Seconds | None
    """How long one request may take with its retries and waits; 120 seconds."""
    max_attempts: int | None
    """How many times a request is sent at most, 1 to 20; 4. A create is never sent again once it can have arrived."""
    retry_base: Seconds | None
    """The wait before the first retry, which then doubles; 1 second."""
    retry_cap: Seconds | None
    """What it doubles up to; 20 seconds."""
    max_retry_after: Seconds | None
    """The longest Retry-After that is waited for; 60 seconds. A longer one is an error with `retry_at`."""
    retry_statuses: Iterable[int] | None
    """The statuses after which what can safely be repeated is; 408, 500, 502, 503, 504 and 520 to 526."""
    retry_quota: int | None
    """How many retries all calls together may have in an outage, in units of which a retry takes 5 or 14 and a success
    gives some back; 500. 0 is without limit."""
    trust_edge_refusals: bool | None
    """Whether a create is repeated after 521, 523, 525 and 526, with which the service's edge says that it did not
    reach the service."""
    rate_limit: int | None
    """Requests in ten seconds until the service's headers say more; 90. 0 is without limit."""
    rate_margin: float | None
    """The share of the limit that is left to others who use the same token, 0 to 0.9; 0."""
    max_response_bytes: int | None
    """How long a response's body may be, decompressed; 64 MiB."""
    transport_may_resend: bool | None
    """Whether a transport of your own may send a request more than once by itself: then `reconcile` looks for several
    records."""
    generate_uids: bool | None
    """Whether a create without a `uid` gets one, so that its record can be found for certain."""


_SPANS = {"timeout", "deadline", "retry_base", "retry_cap", "max_retry_after"}


def settings_from(
    access_token: str | Callable[..., Any] | None,
    oauth: OAuth | None,
    options: Mapping[str, Any],
    *,
    events: bool,
    journal: bool,
) -> Settings:
    """Makes the core's settings. Raises ValidationError for values, TypeError for keywords that it does not know."""
    if unknown := options.keys() - Options.__annotations__.keys():
        raise TypeError(f"a client has no option {', '.join(sorted(unknown))}")
    given = {name: value for name, value in options.items() if value is not None}
    if access_token is None and oauth is None and "base_url" not in given:
        access_token = os.environ.get("HUBSPOT_ACCESS_TOKEN") or None
    settings = {
        "userAgent": f"hubspot-engagements-python/{__version__}",
        "events": events,
        "journal": journal,
        **({"tokenProvider": True} if callable(access_token) else {"accessToken": access_token}),
        "oauth": _form(oauth) if oauth else None,
        **dict(_in_core(given)),
    }
    return Settings(encode(settings))


def _in_core(given: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    for name, value in given.items():
        key = camel_case(name)
        if name in _SPANS:
            yield key + "Ms", milliseconds(value, key + "Ms")
        elif name == "rate_margin":
            yield "rateMarginPercent", _rounded(value, 100, "rateMarginPercent", "a share from 0 to 0.9")
        elif name == "retry_statuses" and isinstance(value, Iterable):
            yield key, list(value)
        elif value or name != "user_agent":  # an empty one is none
            yield key, value


def _form(oauth: OAuth) -> dict[str, str]:
    return {camel_case(name): value for name, value in vars(oauth).items() if value is not None}


def milliseconds(span: Seconds, key: str) -> int:
    """A span of time in whole milliseconds. Raises ValidationError, which names `key`, for what is none."""
    if isinstance(span, timedelta):
        return span // timedelta(milliseconds=1)
    return _rounded(span, 1000, key, "a number of seconds or a timedelta")


def _rounded(value: float, factor: int, key: str, allowed: str) -> int:
    try:
        return round(value * factor)
    except (TypeError, ValueError, OverflowError):
        raise invalid([Issue(f"/{key}", "out_of_range", f"must be {allowed}; given {value!r}")]) from None
