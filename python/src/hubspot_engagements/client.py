"""The client: one method for each thing that can be done with engagements."""

from __future__ import annotations

import builtins
import os
import warnings
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, NoReturn, cast

from ._compose import association, body_to_create, body_to_update, found_in, listed
from ._core import Call, Disposition, Email, Engagement, Meeting, Note, Owner, Settings, Task, __version__
from ._drive import Driver
from ._encode import Clear, encode, invalid
from ._httpx import HttpxTransport
from .errors import EngagementsWarning, Issue
from .listing import Listing
from .timing import Timing
from .transport import Transport

__all__ = ["Client"]


class Client:
    """A connection to one HubSpot account. Use it in a `with` statement, or close it.

    It can be used from several threads at once. It cannot be pickled: make one in each process.

    Ids are ints, or strings of digits. Wherever a time goes, give an aware datetime or milliseconds since 1970.
    Every method raises a subclass of `EngagementsError`; `ValidationError` means that nothing was sent.

    Parameters
    ----------
        access_token: A private app's token, a service key or an OAuth access token. Without it and without a
            base_url, the environment's HUBSPOT_ACCESS_TOKEN; it never goes to another address unasked.
        base_url: Where requests go, if not to the service itself: a proxy of your own or the emulator. A proxy that
            adds the token itself works without one.
        allow_http: Whether plain http is fine for hosts other than this machine.
        timeout: How many seconds one exchange may take.
        max_attempts: How many times a request is sent at most, 1 to 20; 4 without it. A create is never sent again
            once it can have arrived.
        user_agent: Value of the User-Agent header.
        transport: What sends the requests, if not httpx as it comes. The client closes it.
        timing: Clocks, sleep and seed, for tests.

    Raises
    ------
        ValidationError: An option cannot be used, or there is no token.

    """

    def __init__(
        self,
        access_token: str | None = None,
        *,
        base_url: str | None = None,
        allow_http: bool = False,
        timeout: float = 30.0,
        max_attempts: int | None = None,
        user_agent: str | None = None,
        transport: Transport | None = None,
        timing: Timing | None = None,
    ) -> None:
        if access_token is None and base_url is None:
            access_token = os.environ.get("HUBSPOT_ACCESS_TOKEN") or None
        options = {
            "accessToken": access_token,
            "baseUrl": base_url,
            "allowHttp": allow_http,
            "timeoutMs": _milliseconds(timeout),
            "maxAttempts": max_attempts,
            "userAgent": user_agent or f"hubspot-engagements-python/{__version__}",
        }
        settings = Settings(encode(options))
        if transport is None:
            transport = HttpxTransport()
        self._driver = Driver(settings, transport, timing or Timing())

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

        Raises AmbiguousCreateError where the answer got lost: the record may exist, and is not sent again.
        """
        records = {
            "contact_ids": listed(contact_ids),
            "company_ids": listed(company_ids),
            "deal_ids": listed(deal_ids),
            "ticket_ids": listed(ticket_ids),
        }
        fields = {"owner_id": owner_id, "timestamp": timestamp, "uid": uid}
        body = body_to_create(engagement, engagement=fields, associations=records)
        if attachments is not None and isinstance(body, Mapping):
            if "attachments" in body:
                raise TypeError("attachments are given twice: as a keyword and in the engagement")
            body = {**body, "attachments": [{"id": id} for id in attachments]}  # noqa: A001
        return cast(Engagement, self._write("engagements.create", body, strict))

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
        return cast("Engagement | None", self._write("engagements.update", body, strict, id=id))

    def _write(self, operation: str, body: Any, strict: bool, **params: Any) -> Any:
        text = encode({**params, "body": body, "strict": strict}, operation)
        if not strict:
            issues = found_in(body, for_update=operation == "engagements.update")
            # What cannot be sent is an error, which says it all.
            if all(issue.severity == "warning" for issue in issues):
                for issue in issues:
                    warnings.warn(EngagementsWarning(issue), stacklevel=3)
        return self._result(operation, text)

    def delete(self, id: int | str) -> None:  # noqa: A002
        """Deletes an engagement.

        Raises NotFoundError where it was deleted before or never existed.
        """
        self.call("engagements.delete", {"id": id})

    def list(self, limit: int | None = None, offset: int | str | None = None) -> Listing:
        """All engagements, in the order of their ids.

        `limit` is the size of a page, 1 to 250. `offset` is where to begin: the `next` of an earlier page.
        """
        return Listing(self._driver, "engagements.list", {"limit": limit, "offset": offset})

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
        self.call("associations.create", {"associations": _associations(associations)})

    def dissociate(self, engagement_id: int | str, object_type: str, object_id: int | str) -> None:
        """Takes an engagement off a record: `dissociate(id, "CONTACT", 24501)`. Doing it twice changes nothing."""
        self.call("associations.delete", association((engagement_id, object_type, object_id)))

    def dissociate_many(self, associations: Iterable[tuple[int | str, str, int | str] | Mapping[str, Any]]) -> None:
        """Takes engagements off records in one request; see `associate_many`."""
        self.call("associations.delete", {"associations": _associations(associations)})

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


def _associations(given: Any) -> Any:
    associations = listed(given)
    return [association(one) for one in associations] if isinstance(associations, builtins.list) else associations


def _milliseconds(seconds: float) -> int:
    try:
        return round(seconds * 1000)
    except (TypeError, ValueError, OverflowError):
        issue = Issue("/timeoutMs", "out_of_range", f"must be a number of seconds; given {seconds!r}")
        raise invalid([issue]) from None
