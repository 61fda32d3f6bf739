"""The client: one method for each thing that can be done with engagements."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Literal, NoReturn, cast

from ._compose import association, body_to_update, new_body, several, written, written_many
from ._core import Call, Disposition, Email, Engagement, Meeting, Note, Owner, Task
from ._drive import Driver
from ._encode import Clear, encode
from ._hooks import Hooks
from ._httpx import HttpxTransport
from ._options import OAuth, Options, Seconds, Unpack, milliseconds, settings_from
from .events import Event, JournalEntry
from .listing import Listing
from .outcomes import Outcome, Reconciliation
from .sync import Source, Sync
from .sync import parameters as sync_parameters
from .timing import Timing
from .transport import Transport

__all__ = ["Client"]


class Client:
    """A connection to one HubSpot account. Use it in a `with` statement, or close it.

    It can be used from several threads at once, which share its rate limit, its access token and its retry quota. A
    process that forked goes on with connections, a rate limit and a memory of its own; a `transport` of yours must see
    to that itself. It cannot be pickled: make one in each process.

    Ids are ints, or strings of digits. Wherever a time goes, give an aware datetime or milliseconds since 1970.
    Every method raises a subclass of `EngagementsError`; `ValidationError` means that nothing was sent.

    What it does goes to the logger `hubspot_engagements`: requests and responses at DEBUG, retries and waits at INFO,
    what was applied in part or left out at WARNING. A logger that is disabled when the client is made costs nothing.

    Parameters
    ----------
        access_token: A private app's token, a service key or an OAuth access token. Without it, `oauth` and
            `base_url`, the environment's HUBSPOT_ACCESS_TOKEN; it never goes to another address unasked.
            Or a function that gives the token: it is called with False for the first one, and with True for another
            one once the service has refused the last as expired. Calls that need it at once call it once. None says
            that there is none; what it raises goes to the caller.
        oauth: An OAuth app's right to get access tokens: the client gets and renews them itself.
        on_event: Is called with an `Event` for each request, response, retry and wait, in the thread that caused it.
            What it raises is logged, and the call goes on.
        journal: Is called with a `JournalEntry` before a create is sent and when it has ended. When it raises before,
            nothing is sent.
        on_refresh_token: Is called with the refresh token that replaces the one of `oauth`, before it is used. When it
            raises, the call ends with that error.
        transport: What sends the requests, if not httpx as it comes. The client closes it.
        timing: Clocks, sleep and seed, for tests.
        options: Where and how often requests are sent, how fast, and how long they may take; see `Options`.

    Raises
    ------
        ValidationError: An option cannot be used, or there is no token.

    """

    def __init__(
        self,
        access_token: str | Callable[[bool], str | None] | None = None,
        *,
        oauth: OAuth | None = None,
        on_event: Callable[[Event], object] | None = None,
        journal: Callable[[JournalEntry], object] | None = None,
        on_refresh_token: Callable[[str], object] | None = None,
        transport: Transport | None = None,
        timing: Timing | None = None,
        **options: Unpack[Options],
    ) -> None:
        provider = access_token if callable(access_token) else None
        hooks = Hooks(provider, on_event, journal, on_refresh_token)
        hooks.refuse_coroutines()
        settings = settings_from(access_token, oauth, options, events=hooks.want_events, journal=journal is not None)
        if transport is None:
            transport = HttpxTransport()
        self._driver = Driver(settings, hooks, transport, timing or Timing())

    def get(self, id: int | str) -> Engagement:  # noqa: A002 - the service's word
        """Gives one engagement.

        Raises NotFoundError where it was deleted or never existed.
        """
        return cast(Engagement, self.call("engagements.get", {"id": id}))

    def create(
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
        """Makes an engagement and gives it as the service has it.

        Give a Note, Email, Task, Meeting or Call, and the rest as keywords:
        `create(Call(body="…", duration=timedelta(minutes=3), disposition="Connected"), contact_ids=[1], owner_id=7)`.
        Or give all in the service's shape: `{"engagement": {"type": "CALL", "timestamp": …, "ownerId": …},
        "associations": {"contactIds": [1]}, "metadata": {"body": "…", "durationMilliseconds": …}}`. Values may be
        datetimes and timedeltas, and a call's disposition the id or the label of one.

        `contact_ids`, `company_ids`, `deal_ids` and `ticket_ids` are the records it belongs to, `timestamp` is when it
        happened or, for a task, when it is due, `uid` an id of your own, `attachments` are ids of files.
        What may be a mistake is an EngagementsWarning, or with `strict` an error.

        A record that was made without some of its associations is a success all the same: look at its
        `association_create_failures`, and `associate` it.

        Raises AmbiguousCreateError where the answer got lost: the record may exist, and is not sent again. `reconcile`
        its ticket.
        """
        records = {
            "contact_ids": contact_ids,
            "company_ids": company_ids,
            "deal_ids": deal_ids,
            "ticket_ids": ticket_ids,
        }
        fields = {"owner_id": owner_id, "timestamp": timestamp, "uid": uid}
        body = new_body(engagement, attachments=attachments, fields=fields, records=records)
        return cast(Engagement, self._result("engagements.create", written("engagements.create", body, strict)))

    def create_many(
        self,
        items: Iterable[Mapping[str, Any] | Note | Email | Task | Meeting | Call],
        *,
        look_back: Seconds = timedelta(hours=1),
        strict: bool = False,
    ) -> Iterator[Outcome]:
        """Makes engagements one after the other, and gives what became of each, in order, while it goes on.

        Each item is what `create` takes as its first argument. One with a `uid` is first looked for among the records
        modified in the last `look_back` (seconds or a timedelta), and not made again where it is there: so a run that
        was cut off can be repeated. One that fails does not end the run; an error that none of the rest can escape,
        such as a refused token, does, and the rest is "not_sent".

        Raises only what ends the run itself, such as ValidationError for parameters that cannot be used.
        """
        params = written_many(items, strict, milliseconds(look_back, "lookBackMs"))
        self._driver.check("engagements.create_many", params)
        return self._driver.results("engagements.create_many", params)

    def reconcile(self, ticket: Mapping[str, Any] | None, wait: Seconds = timedelta(seconds=30)) -> Reconciliation:
        """Looks for the record of a create that may have been applied.

        `ticket` is an AmbiguousCreateError's, or one that a journal opened and never closed. The service's lists lag
        behind: it looks at once, and again after 2, 5, 15 and 60 seconds while `wait` (seconds or a timedelta, up to an
        hour) allows.

        Raises ValidationError for what is no ticket, such as the None of an error without one.
        """
        params = {"ticket": ticket, "waitMs": milliseconds(wait, "waitMs")}
        return cast(Reconciliation, self.call("engagements.reconcile", params))

    def update(
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
        """Changes an engagement's metadata, owner or time: `update(id, Task(status="COMPLETED"), owner_id=7)`.

        `changes` is a Note, Email, Task, Meeting or Call with the fields to change, or all in the service's shape:
        `{"engagement": {"ownerId": 7}, "metadata": {"status": "COMPLETED"}}`. `metadata` may also be given by name.
        What is not given stays. `CLEAR` empties a field; so does None within a mapping.
        What may be a mistake is an EngagementsWarning, or with `strict` an error.

        Gives the engagement where the service answers with it, else None.

        Raises NotFoundError where it was deleted or never existed.
        """
        fields = {"owner_id": owner_id, "timestamp": timestamp, "uid": uid}
        body = body_to_update(changes, metadata, engagement=fields)
        text = written("engagements.update", body, strict, id=id)
        return cast("Engagement | None", self._result("engagements.update", text))

    def delete(self, id: int | str) -> None:  # noqa: A002
        """Deletes an engagement.

        Raises NotFoundError where it was deleted before or never existed.
        """
        self.call("engagements.delete", {"id": id})

    def list(
        self,
        limit: int | None = None,
        offset: int | str | None = None,
        on_poison: Literal["fail", "skip"] = "fail",
    ) -> Listing:
        """All engagements, in the order of their ids.

        `limit` is the size of a page, 1 to 250. `offset` is where to begin: the `next` of an earlier page. A page that
        the service fails at is asked for in smaller ones; a record that it cannot deliver even then is an error with
        its `cursor`, or with `on_poison="skip"` is left out, and its id is in the page's `skipped`.
        """
        params = {"limit": limit, "offset": offset, "onPoison": on_poison}
        return Listing(self._driver, "engagements.list", params)

    def recent(
        self,
        since: datetime | int | None = None,
        count: int | None = None,
        offset: int | str | None = None,
    ) -> Listing:
        """What was made or changed lately, newest first; at most 30 days or 10,000 records back.

        `since` leaves out what was changed before. `count` is the size of a page, 1 to 100. `offset` is where to
        begin: the `next` of an earlier page.
        """
        return Listing(self._driver, "engagements.recent", {"since": since, "count": count, "offset": offset})

    def modified_after(self, after: datetime | int | str, limit: int | None = None) -> Listing:
        """What was made or changed after a time, in no particular order.

        `after` is that time, or the `next` of an earlier page. `limit` is the size of a page, 1 to 1000. The service
        gives nothing to an app without the scope `crm.objects.contacts.read`.
        """
        return Listing(self._driver, "engagements.modified_after", {"after": after, "limit": limit})

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
    ) -> Sync:
        """What was made, changed and deleted since a checkpoint: everything without one, and nothing is missed.

        Walk it for `Upsert`, `Deleted` and `Checkpoint`, or its `batches()` for a page's changes at a time. Apply what
        comes, and store each checkpoint once all before it is applied, best in one transaction: the next sync goes on
        from there, after a crash, too. What was applied without its checkpoint comes again.

        `checkpoint` is what an earlier sync gave, as its text or as a dict. `overlap` (seconds or a timedelta, at least
        a minute) is how much of what was read before is read again, as the service's index of changes lags behind.
        `limit` is records a page; `on_poison="skip"` leaves out a record that the service cannot deliver.

        `source` "modified_after" has all changes, and needs the scope `crm.objects.contacts.read`. "recent" has the
        last 10,000 of 30 days, beyond which everything is read. "auto" is the first, or the second without that scope.

        `sweep` reads everything now, to find what was deleted and which associations changed. It needs `known`: what
        you hold, ids with their `SyncBatch.digests`, or ids alone, with which all that is read comes again.
        `scan_every` is after how long everything is read in any case. `max_deletes` is how many of `known` may be
        missing before a SuspiciousDeletesError; 100 or 5 % without it. `parallel` (1 to 32) is how many requests go
        side by side while everything is read, within the rate limit.
        """
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
        return Sync(self._driver, sync_parameters(checkpoint, known, more), parallel)

    def associated(
        self,
        object_type: str,
        object_id: int | str,
        limit: int | None = None,
        offset: int | str | None = None,
    ) -> Listing:
        """The engagements of one record, such as `associated("CONTACT", 24501)`.

        `object_type` is CONTACT, COMPANY, DEAL or TICKET. `limit` is the size of a page, 1 to 250. `offset` is where
        to begin: the `next` of an earlier page.
        """
        params = {"objectType": object_type, "objectId": object_id, "limit": limit, "offset": offset}
        return Listing(self._driver, "engagements.associated", params)

    def associate(self, engagement_id: int | str, object_type: str, object_id: int | str) -> None:
        """Associates an engagement with a record: `associate(id, "CONTACT", 24501)`.

        `object_type` is CONTACT, COMPANY, DEAL or TICKET. Doing it twice changes nothing.
        """
        self.call("associations.create", association((engagement_id, object_type, object_id)))

    def associate_many(self, associations: Iterable[tuple[int | str, str, int | str] | Mapping[str, Any]]) -> None:
        """Associates engagements with records in one request.

        Each is `(engagement_id, object_type, object_id)` or a mapping with these keys.
        """
        self.call("associations.create", {"associations": several(associations)})

    def dissociate(self, engagement_id: int | str, object_type: str, object_id: int | str) -> None:
        """Takes an engagement off a record: `dissociate(id, "CONTACT", 24501)`. Doing it twice changes nothing."""
        self.call("associations.delete", association((engagement_id, object_type, object_id)))

    def dissociate_many(self, associations: Iterable[tuple[int | str, str, int | str] | Mapping[str, Any]]) -> None:
        """Takes engagements off records in one request; see `associate_many`."""
        self.call("associations.delete", {"associations": several(associations)})

    def owners(self, archived: bool = False, refresh: bool = False) -> builtins.list[Owner]:
        """The account's owners; an engagement's `owner_id` is the `id` of one, as a number.

        `archived` gives those who were deactivated instead. They are asked for once and remembered; `refresh` asks
        anew.
        """
        params = {"archived": archived, "refresh": refresh}
        return cast("builtins.list[Owner]", self.call("owners.list", params))

    def owner(self, id: int | str, id_property: str = "id", archived: bool = False) -> Owner:  # noqa: A002
        """One owner by the id, or with `id_property="userId"` by the user's id, as `created_by` names it.

        `archived` looks among those who were deactivated. An owner who is known is not asked for again.

        Raises NotFoundError where there is none.
        """
        params = {"id": id, "idProperty": id_property, "archived": archived}
        return cast(Owner, self.call("owners.get", params))

    def dispositions(self) -> builtins.list[Disposition]:
        """The account's call outcomes; a call's `disposition` is the `id` of one."""
        return cast("builtins.list[Disposition]", self.call("dispositions.list"))

    def call(self, operation: str, params: Mapping[str, Any] | None = None) -> Any:
        """Carries out an operation by its name, with its parameters as the core knows them.

        A listing gives its first page, whose `next` is the `offset` or `after` of the second.

        Raises ValidationError for an unknown operation: it lists those there are.
        """
        return self._result(operation, encode(params or {}, operation))

    def _result(self, operation: str, params: str) -> Any:
        for result in self._driver.results(operation, params):
            return result
        raise RuntimeError(f"{operation} ended without a result")

    def close(self) -> None:
        """Closes its connections. Closing twice does nothing; using it afterwards raises RuntimeError."""
        self._driver.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Client(base_url={self._driver.settings.base_url!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a Client cannot be pickled: it holds an access token and connections. Make one in each process"
        )
