"""The client: one method for each thing that can be done with engagements."""

from __future__ import annotations

import builtins
import os
from collections.abc import Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, NoReturn, cast

from ._core import Disposition, Engagement, Page, Settings, __version__
from ._drive import Driver
from ._encode import encode, invalid
from ._httpx import HttpxTransport
from .errors import Issue
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

    def create(self, engagement: Mapping[str, Any]) -> Engagement:
        """Makes an engagement and gives it as the service has it.

        `engagement` has the service's shape: `{"engagement": {"type": "CALL", "timestamp": …, "ownerId": …},
        "associations": {"contactIds": [1]}, "metadata": {"body": "…", "durationMilliseconds": …}}`. Types are NOTE,
        EMAIL, TASK, MEETING and CALL. Values may be datetimes and timedeltas.

        Raises AmbiguousCreateError where the answer got lost: the record may exist, and is not sent again.
        """
        return cast(Engagement, self.call("engagements.create", {"body": engagement}))

    def update(self, id: int | str, changes: Mapping[str, Any]) -> Engagement | None:  # noqa: A002
        """Changes an engagement's time, owner or metadata: `{"metadata": {"status": "COMPLETED"}}`.

        What is not named stays; None clears. Gives the engagement where the service answers with it, else None.

        Raises NotFoundError where it was deleted or never existed.
        """
        return cast("Engagement | None", self.call("engagements.update", {"id": id, "body": changes}))

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

    def dispositions(self) -> builtins.list[Disposition]:
        """The account's call outcomes; a call's `disposition` is the `id` of one."""
        return cast("builtins.list[Disposition]", self.call("dispositions.list"))

    def call(
        self, operation: str, params: Mapping[str, Any] | None = None
    ) -> Engagement | Page | builtins.list[Disposition] | None:
        """Carries out an operation by its name, with its parameters as the core knows them.

        A listing gives its first page, whose `next` is the `offset` or `after` of the second.

        Raises ValidationError for an unknown operation: it lists those there are.
        """
        for result in self._driver.results(operation, encode(params or {}, operation)):
            return cast("Engagement | Page | builtins.list[Disposition] | None", result)
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


def _milliseconds(seconds: float) -> int:
    try:
        return round(seconds * 1000)
    except (TypeError, ValueError, OverflowError):
        issue = Issue("/timeoutMs", "out_of_range", f"must be a number of seconds; given {seconds!r}")
        raise invalid([issue]) from None
