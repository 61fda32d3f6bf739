"""The client for asyncio and trio."""

from __future__ import annotations

import builtins
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Literal, NoReturn, TypeAlias, cast

from ._compose import association, body_to_update, new_body, several, written, written_many
from ._core import Call, Disposition, Email, Engagement, Meeting, Note, Owner, Task
from ._drive import AsyncDriver
from ._encode import Clear, encode
from ._hooks import Hooks
from ._httpx import AsyncHttpxTransport
from ._options import OAuth, Options, Seconds, Unpack, milliseconds, settings_from
from .events import Event, JournalEntry
from .listing import AsyncListing
from .outcomes import Outcome, Reconciliation
from .sync import AsyncSync, Source
from .sync import parameters as sync_parameters
from .timing import AsyncTiming
from .transport import AsyncTransport

__all__ = ["AsyncClient"]

_Provided: TypeAlias = str | Awaitable[str | None] | None


class AsyncClient:
    """`Client` for asyncio and trio. Use it in an `async with` statement, or close it with `aclose`.

    It has the same operations, to be awaited; listings and `create_many` go into `async for`. All tasks of one event
    loop can use it at once; they share its rate limit, its access token and its retry quota. When a task is cancelled,
    nothing more is sent for it.

    Parameters
    ----------
        access_token: As for `Client`; the function that gives the token may be a coroutine function.
        oauth: As for `Client`.
        on_event: As for `Client`; it may be a coroutine function, as may the next two. The call waits for it.
        journal: As for `Client`. After a cancellation, it has five seconds.
        on_refresh_token: As for `Client`.
        transport: What sends the requests, if not httpx as it comes. The client closes it.
        timing: Clocks, sleep and seed, for tests.
        options: Where and how often requests are sent, how fast, and how long they may take; see `Options`.

    Raises
    ------
        ValidationError: An option cannot be used, or there is no token.

    """

    def __init__(
        self,
        access_token: str | Callable[[bool], _Provided] | None = None,
        *,
        oauth: OAuth | None = None,
        on_event: Callable[[Event], object] | None = None,
        journal: Callable[[JournalEntry], object] | None = None,
        on_refresh_token: Callable[[str], object] | None = None,
        transport: AsyncTransport | None = None,
        timing: AsyncTiming | None = None,
        **options: Unpack[Options],
    ) -> None:
        provider = access_token if callable(access_token) else None
        hooks = Hooks(provider, on_event, journal, on_refresh_token)
        settings = settings_from(access_token, oauth, options, events=hooks.want_events, journal=journal is not None)
        if transport is None:
            transport = AsyncHttpxTransport()
        self._driver = AsyncDriver(settings, hooks, transport, timing or AsyncTiming())

    async def get(self, id: int | str) -> Engagement:  # noqa: A002 - the service's word
        """Gives one engagement; see `Client.get`."""
        return cast(Engagement, await self.call("engagements.get", {"id": id}))

    async def create(
        self,
        engagement: Mapping[str, Any] | Note | Email | Task | Meeting | Call,
        *,
        contact_ids: Iterable[int | str] | None = None,
        company_ids: Iterable[int | str] | None = None,
        deal_ids: Iterable[int | str] | None = None,
        ticket_ids: Iterable[int | str] | None = None,
        owner_id: int | str | None = None,
        timestamp: datetime | int | str | None = None,
        uid: str | None = None,
        attachments: Iterable[int | str] | None = None,
        strict: bool = False,
    ) -> Engagement:
        """Makes an engagement and gives it as the service has it; see `Client.create`.

        When its task is cancelled while the answer is awaited, the record may exist: the journal hears "unknown", and
        the cancellation's `__cause__` is a CancelledError of this library, with the ticket.
        """
        records = {
            "contact_ids": contact_ids,
            "company_ids": company_ids,
            "deal_ids": deal_ids,
            "ticket_ids": ticket_ids,
        }
        fields = {"owner_id": owner_id, "timestamp": timestamp, "uid": uid}
        body = new_body(engagement, attachments=attachments, fields=fields, records=records)
        return cast(Engagement, await self._result("engagements.create", written("engagements.create", body, strict)))

    def create_many(
        self,
        items: Iterable[Mapping[str, Any] | Note | Email | Task | Meeting | Call],
        *,
        look_back: Seconds = timedelta(hours=1),
        strict: bool = False,
    ) -> AsyncIterator[Outcome]:
        """Makes engagements: `async for outcome in client.create_many(…)`; see `Client.create_many`."""
        params = written_many(items, strict, milliseconds(look_back, "lookBackMs"))
        self._driver.check("engagements.create_many", params)
        return self._driver.results("engagements.create_many", params)

    async def reconcile(
        self, ticket: Mapping[str, Any] | None, wait: Seconds = timedelta(seconds=30)
    ) -> Reconciliation:
        """Looks for the record of a create that may have been applied; see `Client.reconcile`."""
        params = {"ticket": ticket, "waitMs": milliseconds(wait, "waitMs")}
        return cast(Reconciliation, await self.call("engagements.reconcile", params))

    async def update(
        self,
        id: int | str,  # noqa: A002
        changes: Mapping[str, Any] | Note | Email | Task | Meeting | Call | None = None,
        *,
        metadata: Mapping[str, Any] | Note | Email | Task | Meeting | Call | None = None,
        owner_id: int | str | Clear | None = None,
        timestamp: datetime | int | str | Clear | None = None,
        uid: str | Clear | None = None,
        strict: bool = False,
    ) -> Engagement | None:
        """Changes an engagement's metadata, owner or time; see `Client.update`."""
        fields = {"owner_id": owner_id, "timestamp": timestamp, "uid": uid}
        body = body_to_update(changes, metadata, engagement=fields)
        text = written("engagements.update", body, strict, id=id)
        return cast("Engagement | None", await self._result("engagements.update", text))

    async def delete(self, id: int | str) -> None:  # noqa: A002
        """Deletes an engagement; see `Client.delete`."""
        await self.call("engagements.delete", {"id": id})

    def list(
        self,
        limit: int | None = None,
        offset: int | str | None = None,
        on_poison: Literal["fail", "skip"] = "fail",
    ) -> AsyncListing:
        """All engagements, in the order of their ids; see `Client.list`."""
        params = {"limit": limit, "offset": offset, "onPoison": on_poison}
        return AsyncListing(self._driver, "engagements.list", params)

    def recent(
        self,
        since: datetime | int | None = None,
        count: int | None = None,
        offset: int | str | None = None,
    ) -> AsyncListing:
        """What was made or changed lately, newest first; see `Client.recent`."""
        return AsyncListing(self._driver, "engagements.recent", {"since": since, "count": count, "offset": offset})

    def modified_after(self, after: datetime | int | str, limit: int | None = None) -> AsyncListing:
        """What was made or changed after a time, in no particular order; see `Client.modified_after`."""
        return AsyncListing(self._driver, "engagements.modified_after", {"after": after, "limit": limit})

    def sync(
        self,
        checkpoint: str | Mapping[str, Any] | None = None,
        *,
        overlap: Seconds = timedelta(hours=1),
        source: Source = "modified_after",
        sweep: bool = False,
        known: Mapping[int, int] | Iterable[int] | None = None,
        scan_every: Seconds | None = None,
        max_deletes: int | None = None,
        limit: int | None = None,
        on_poison: Literal["fail", "skip"] = "fail",
        parallel: int = 1,
    ) -> AsyncSync:
        """What was made, changed and deleted since a checkpoint, to be walked with `async for`; see `Client.sync`."""
        more = {
            "overlapMs": milliseconds(overlap, "overlapMs"),
            "source": source,
            "sweep": sweep,
            "scanEveryMs": scan_every if scan_every is None else milliseconds(scan_every, "scanEveryMs"),
            "maxDeletes": max_deletes,
            "limit": limit,
            "onPoison": on_poison,
            "parallel": parallel,
        }
        return AsyncSync(self._driver, sync_parameters(checkpoint, known, more), parallel)

    def associated(
        self,
        object_type: str,
        object_id: int | str,
        limit: int | None = None,
        offset: int | str | None = None,
    ) -> AsyncListing:
        """The engagements of one record, such as `associated("CONTACT", 24501)`; see `Client.associated`."""
        params = {"objectType": object_type, "objectId": object_id, "limit": limit, "offset": offset}
        return AsyncListing(self._driver, "engagements.associated", params)

    async def associate(self, engagement_id: int | str, object_type: str, object_id: int | str) -> None:
        """Associates an engagement with a record; see `Client.associate`."""
        await self.call("associations.create", association((engagement_id, object_type, object_id)))

    async def associate_many(
        self, associations: Iterable[tuple[int | str, str, int | str] | Mapping[str, Any]]
    ) -> None:
        """Associates engagements with records in one request; see `Client.associate_many`."""
        await self.call("associations.create", {"associations": several(associations)})

    async def dissociate(self, engagement_id: int | str, object_type: str, object_id: int | str) -> None:
        """Takes an engagement off a record; see `Client.dissociate`."""
        await self.call("associations.delete", association((engagement_id, object_type, object_id)))

    async def dissociate_many(
        self, associations: Iterable[tuple[int | str, str, int | str] | Mapping[str, Any]]
    ) -> None:
        """Takes engagements off records in one request; see `Client.associate_many`."""
        await self.call("associations.delete", {"associations": several(associations)})

    async def owners(self, archived: bool = False, refresh: bool = False) -> builtins.list[Owner]:
        """The account's owners; see `Client.owners`."""
        params = {"archived": archived, "refresh": refresh}
        return cast("builtins.list[Owner]", await self.call("owners.list", params))

    async def owner(self, id: int | str, id_property: str = "id", archived: bool = False) -> Owner:  # noqa: A002
        """One owner; see `Client.owner`."""
        params = {"id": id, "idProperty": id_property, "archived": archived}
        return cast(Owner, await self.call("owners.get", params))

    async def dispositions(self) -> builtins.list[Disposition]:
        """The account's call outcomes; see `Client.dispositions`."""
        return cast("builtins.list[Disposition]", await self.call("dispositions.list"))

    async def call(self, operation: str, params: Mapping[str, Any] | None = None) -> Any:
        """Carries out an operation by its name, with its parameters as the core knows them; see `Client.call`."""
        return await self._result(operation, encode(params or {}, operation))

    async def _result(self, operation: str, params: str) -> Any:
        async for result in self._driver.results(operation, params):
            return result
        raise RuntimeError(f"{operation} ended without a result")

    async def aclose(self) -> None:
        """Closes its connections. Closing twice does nothing; using it afterwards raises RuntimeError."""
        await self._driver.aclose()

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"AsyncClient(base_url={self._driver.settings.base_url!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "an AsyncClient cannot be pickled: it holds an access token and connections. Make one in each process"
        )
