"""An account in memory, its time, and clients of it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import Any, TypeAlias

from anyio.lowlevel import checkpoint

from .._core import Arrival, Engagement, Portal
from .._encode import encode
from .._options import OAuth, Options, Seconds, Unpack, milliseconds
from ..async_client import AsyncClient
from ..client import Client
from ..events import Event, JournalEntry
from ..timing import AsyncTiming, Timing
from ..transport import Request, Response, TransportError
from ._log import LoggedRequest, logged
from ._transport import AsyncEmulatorTransport, EmulatorTransport

__all__ = ["DEMO_TOKEN", "Emulator", "Fault"]

Fault: TypeAlias = Mapping[str, Any]
"""What goes wrong, such as `{"method": "POST", "effect": {"status": 503}}`; docs/emulator.md lists all effects."""

DEMO_TOKEN = "pat-emulator-demo"  # noqa: S105 - it opens nothing but an emulator
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


class Emulator:
    """HubSpot's engagements service in this process: an account with a sales team's made-up work of 90 days.

    Nothing of it is shared with another emulator, and it ends with the object. Its clients need no socket, and their
    waits no time: whatever they wait for, the emulator's time moves on by it instead. A client of `serve` is one like
    any other, and really waits. It can be used from several threads.

    Parameters
    ----------
        engagements: How much work there is, up to 1,000,000.
        seed: The same seed and the same `now` give the same account.
        faults: What goes wrong; see `faults`.
        now: When its time begins, an aware datetime; this moment without it. It goes on from there.
        frozen: Whether its time stands still there from the first moment, as after `freeze`.
        token: The only access token that it accepts, beside those that it issues itself.
        rate_limit: How many requests may come in any ten seconds before it answers 429; any number without it.
        index_lag: How long a change stays unseen by `recent` and `modified_after`: seconds or a timedelta.
        email_scope: Whether the token has the scope `sales-email-read`, without which emails come without content.
        contacts_scope: Whether it has `crm.objects.contacts.read`, without which `modified_after` shows nothing.

    Raises
    ------
        ValueError: An option or a fault cannot be used. It says which, and why.

    """

    def __init__(
        self,
        engagements: int = 250,
        *,
        seed: int = 1,
        faults: Iterable[Fault] = (),
        now: datetime | None = None,
        frozen: bool = False,
        token: str = DEMO_TOKEN,
        rate_limit: int | None = None,
        index_lag: Seconds = 0,
        email_scope: bool = True,
        contacts_scope: bool = True,
    ) -> None:
        options = {
            "engagements": engagements,
            "seed": seed,
            "token": token,
            "rateLimit": rate_limit,
            "indexLagMs": milliseconds(index_lag, "indexLag"),
            "emailScope": email_scope,
            "contactsScope": contacts_scope,
        }
        start_ms = _machine_ms() if now is None else _milliseconds_of(now)
        self._portal = Portal(encode(options), _plan(faults), start_ms)
        if frozen or now is not None:
            self._admin("POST", "clock", {"freeze": True}, machine_ms=start_ms)
        if not frozen and now is not None:
            # What is frozen at one time and let go at another is as far from the second as from the first.
            self.thaw()
        self.token = token
        """The access token that it accepts."""

    @property
    def portal_id(self) -> int:
        """The account's id."""
        return self._portal.portal_id

    @property
    def contact_id(self) -> int:
        """A contact with engagements of several types, once there are ten or more."""
        return self._portal.contact_id

    @property
    def company_id(self) -> int:
        """The company of that contact."""
        return self._portal.company_id

    @property
    def owner_ids(self) -> list[int]:
        """The owners at work; one more was deactivated."""
        return self._portal.owner_ids

    def __len__(self) -> int:
        """How many engagements there are."""
        return len(self._portal)

    def __bool__(self) -> bool:
        """True, also where it holds nothing."""
        return True

    def get(self, id: int) -> Engagement | None:  # noqa: A002 - the service's word
        """One engagement as it is kept, past token, scopes and limits; None where there is none."""
        try:
            return Engagement.from_json(self._admin("GET", f"engagements/{id}"))
        except LookupError:
            return None

    @property
    def created(self) -> int:
        """How many engagements requests have made, whether the answer arrived or not."""
        created: int = json.loads(self._admin("GET", "state"))["created"]
        return created

    # What it is asked

    @property
    def requests(self) -> list[LoggedRequest]:
        """The last 10,000 requests, the oldest first."""
        return [logged(told) for told in json.loads(self._admin("GET", "requests"))]

    def clear_requests(self) -> None:
        """Forgets the requests that came so far."""
        self._admin("DELETE", "requests")

    # What goes wrong

    @property
    def faults(self) -> list[dict[str, Any]]:
        """What goes wrong from now on, each fault with how often it has `struck`.

        Assign a new plan to replace it: `emulator.faults = [{"method": "POST", "effect": {"reset": True}}]`. A fault
        strikes once unless it has `"times"`; docs/emulator.md lists what there is. Assigning raises ValueError, which
        names the member that is wrong.
        """
        faults: list[dict[str, Any]] = json.loads(self._admin("GET", "faults"))
        return faults

    @faults.setter
    def faults(self, plan: Iterable[Fault]) -> None:
        self._admin("PUT", "faults", _listed(plan))

    def expire_tokens(self) -> None:
        """Lets every access token that it accepts expire: from now on they are refused with 401."""
        self._admin("POST", "expire-tokens")

    # Other people at work

    def write(
        self, *, creates: int = 0, updates: int = 0, deletes: int = 0, associations: int = 0, seed: int = 1
    ) -> dict[str, list[int]]:
        """Changes so many engagements, as other people do; gives the ids for each kind of change.

        An association, which hangs one on another contact, does not move its `last_updated`. `seed` chooses.
        """
        counts = {"creates": creates, "updates": updates, "deletes": deletes, "associations": associations}
        written: dict[str, list[int]] = json.loads(self._admin("POST", "write", {**counts, "seed": seed}))
        return written

    def set_writer(self, writer: Mapping[str, Any] | None) -> None:
        """Lets other people change engagements between requests from now on, such as `{"per_request": 3}`; or nobody.

        docs/emulator.md lists what a writer can be told. Raises ValueError for what it cannot.
        """
        self._admin("PUT", "writer", writer)

    def set_listings(self, **options: Any) -> None:
        """Changes how listings behave, such as `cursors="digits"`; docs/emulator.md lists what there is.

        Raises ValueError for what there is not.
        """
        self._admin("POST", "listing-options", options)

    # Its time

    @property
    def now(self) -> datetime:
        """Its time, in UTC."""
        return _EPOCH + timedelta(milliseconds=self._now_ms())

    def advance(self, span: Seconds) -> None:
        """Moves its time on by so many seconds, or a timedelta: index, limits and tokens see it."""
        span_ms = milliseconds(span, "span")
        if span_ms < 0:
            raise ValueError(f"time only goes on: `span` must not be negative; given {span!r}")
        self._portal.advance(span_ms)

    def freeze(self) -> None:
        """Lets its time stand still: only `advance` and its clients' waits move it then."""
        self._admin("POST", "clock", {"freeze": True})

    def thaw(self) -> None:
        """Lets a time that stood still go on from there."""
        self._admin("POST", "clock", {"freeze": False})

    # Its clients

    def client(
        self,
        access_token: str | Callable[[bool], str | None] | None = None,
        *,
        oauth: OAuth | None = None,
        on_event: Callable[[Event], object] | None = None,
        journal: Callable[[JournalEntry], object] | None = None,
        on_refresh_token: Callable[[str], object] | None = None,
        **options: Unpack[Options],
    ) -> Client:
        """A client of it, with its token unless you give another one; the rest is as for `Client`."""
        return Client(
            self.token if access_token is None and oauth is None else access_token,
            oauth=oauth,
            on_event=on_event,
            journal=journal,
            on_refresh_token=on_refresh_token,
            transport=self.transport(),
            timing=self.timing(),
            **options,
        )

    def async_client(
        self,
        access_token: str | Callable[[bool], Any] | None = None,
        *,
        oauth: OAuth | None = None,
        on_event: Callable[[Event], object] | None = None,
        journal: Callable[[JournalEntry], object] | None = None,
        on_refresh_token: Callable[[str], object] | None = None,
        **options: Unpack[Options],
    ) -> AsyncClient:
        """A client of it for asyncio and trio; see `client`."""
        return AsyncClient(
            self.token if access_token is None and oauth is None else access_token,
            oauth=oauth,
            on_event=on_event,
            journal=journal,
            on_refresh_token=on_refresh_token,
            transport=self.async_transport(),
            timing=self.async_timing(),
            **options,
        )

    def transport(self) -> EmulatorTransport:
        """What `Client` takes as its `transport`."""
        return EmulatorTransport(self._answer)

    def async_transport(self) -> AsyncEmulatorTransport:
        """What `AsyncClient` takes as its `transport`."""
        return AsyncEmulatorTransport(self._answer)

    def timing(self, seed: int | None = 0) -> Timing:
        """What `Client` takes as its `timing`: the emulator's time, which waits move on. `seed` is that of `Timing`."""
        return Timing(monotonic=self._seconds, unix=self._seconds, sleep=self.advance, seed=seed)

    def async_timing(self, seed: int | None = 0) -> AsyncTiming:
        """What `AsyncClient` takes as its `timing`; see `timing`."""

        async def sleep(seconds: float) -> None:
            self.advance(seconds)
            await checkpoint()

        return AsyncTiming(monotonic=self._seconds, unix=self._seconds, sleep=sleep, seed=seed)

    @contextmanager
    def serve(self, port: int = 0, *, allow_origin: str | None = None) -> Generator[str]:
        """Listens on 127.0.0.1 while the `with` block runs, and gives the address: `with emulator.serve() as url:`.

        Give it to any client as `base_url`. Port 0 takes a free one. With `allow_origin`, pages of that origin (or `*`)
        may read the answers. On sockets, faults take the time that they take, and connections really break.

        Raises OSError where it cannot listen.
        """
        server = self._portal.serve(port, allow_origin)
        try:
            yield server.base_url
        finally:
            server.stop()

    def info(self) -> dict[str, Any]:
        """What a script needs to begin, as JSON can hold it: the token, the ids above and how many engagements."""
        names = ("token", "portal_id", "contact_id", "company_id", "owner_ids")
        return {name: getattr(self, name) for name in names} | {"engagements": len(self)}

    def __repr__(self) -> str:
        return f"Emulator(engagements={len(self)}, portal_id={self.portal_id})"

    def _answer(self, request: Request) -> Response:
        match self._portal.deliver(_machine_ms(), request):
            case Arrival.Answered(milliseconds, status, headers, body):
                self._portal.advance(milliseconds)
                return Response(status, headers, body)
            case Arrival.Failed(milliseconds, sent, kind, message):
                self._portal.advance(milliseconds)
                raise TransportError(message, sent, kind)
        raise AssertionError("an arrival is one of the two")

    def _admin(self, method: str, route: str, value: Any = None, machine_ms: int | None = None) -> str:
        """What an admin route answers. Raises LookupError for a 404, ValueError for another refusal."""
        body = json.dumps(value).encode()
        request = Request(method, f"https://emulator.invalid/__emulator/{route}", body=body)
        answer = self._portal.deliver(_machine_ms() if machine_ms is None else machine_ms, request)
        if not isinstance(answer, Arrival.Answered):
            raise TypeError(f"an admin route failed: {answer!r}")
        text = answer.body.decode()
        if answer.status >= 400:
            refusal = LookupError if answer.status == 404 else ValueError
            raise refusal(json.loads(text)["message"])
        return text

    def _now_ms(self) -> int:
        return self._portal.unix_ms(_machine_ms())

    def _seconds(self) -> float:
        return self._now_ms() / 1000


def _machine_ms() -> int:
    return time.time_ns() // 1_000_000


def _milliseconds_of(moment: datetime) -> int:
    if moment.utcoffset() is None:
        raise ValueError("`now` must have a time zone, such as datetime.now(timezone.utc)")
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _listed(plan: Iterable[Fault]) -> list[dict[str, Any]]:
    return [dict(fault) for fault in plan]


def _plan(faults: Iterable[Fault]) -> str:
    return json.dumps(_listed(faults))
