"""Listings and their pages."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from hubspot_engagements import Engagement, PaginationError, ResponseError
from scripted import lost, page, reply, scripted


def record(id: int) -> dict[str, Any]:
    return {"engagement": {"id": id, "type": "NOTE"}}


def ids(engagements: Any) -> list[int]:
    return [engagement.id for engagement in engagements]


def test_nothing_is_fetched_before_it_is_asked_for() -> None:
    client, transport = scripted(page(record(1), record(2), next=2), page(record(3)))
    listing = client.list(limit=2)
    assert transport.requests == []
    walk = iter(listing)
    assert transport.requests == []
    assert [next(walk).id, next(walk).id] == [1, 2]
    assert len(transport.requests) == 1
    assert next(walk).id == 3
    assert len(transport.requests) == 2
    assert list(walk) == []


def test_each_walk_begins_anew() -> None:
    client, transport = scripted(page(record(1)), page(record(1), record(2)))
    listing = client.list()
    assert ids(listing) == [1]
    assert ids(listing) == [1, 2]
    assert transport.requests[0].url == transport.requests[1].url


def test_an_empty_page_is_not_the_end() -> None:
    client, _ = scripted(page(next=5), page(record(6)))
    assert [len(one) for one in client.list().pages()] == [0, 1]


def test_first_fetches_no_more_than_it_needs() -> None:
    client, transport = scripted(page(record(1), record(2), next=2))
    assert ids(client.list().first(2)) == [1, 2]
    assert len(transport.requests) == 1
    client, transport = scripted()
    assert client.list().first(0) == []
    client, _ = scripted(page(record(1)))
    assert ids(client.list().first(5)) == [1]
    with pytest.raises(ValueError, match="islice"):
        client.list().first(-1)


def test_a_page_is_a_sequence() -> None:
    client, _ = scripted(page(record(1), record(2), record(3), next=3))
    one = next(client.list().pages())
    assert (len(one), one.next, one.total) == (3, "3", None)
    assert (one[0].id, one[-1].id) == (1, 3)
    assert ids(one[1:]) == [2, 3]
    assert ids(one[::-2]) == [3, 1]
    assert one[5:] == []
    assert ids(reversed(one)) == [3, 2, 1]
    assert one[1] in one
    assert all(isinstance(engagement, Engagement) for engagement in one)
    assert repr(one) == 'Page(3 engagements, next="3")'
    for index in (3, -4, 2**70):
        with pytest.raises((IndexError, OverflowError)):
            _ = one[index]
    with pytest.raises(TypeError):
        _ = one["x"]  # type: ignore[call-overload]


def test_total() -> None:
    client, _ = scripted(reply({"results": [], "hasMore": False, "offset": 0, "total": 12}))
    assert next(client.recent().pages()).total == 12


def test_one_bad_record_does_not_harm_its_neighbours() -> None:
    client, _ = scripted(page(record(1), {"engagement": {"id": 2, "type": "NOTE"}, "metadata": {"body": 5}}, record(3)))
    good, bad, also_good = client.list()
    assert (good.timestamp, also_good.timestamp) == (None, None)
    with pytest.raises(ResponseError, match=r"engagements\.list") as caught:
        _ = bad.metadata
    assert caught.value.path == "/metadata/body"


def test_a_listing_that_would_never_end() -> None:
    client, _ = scripted(page(record(1), next=1), page(record(2), next=1))
    seen = []
    with pytest.raises(PaginationError) as caught:
        for engagement in client.list():
            seen.append(engagement.id)
    assert (seen, caught.value.cursor) == ([1, 2], "1")


def test_a_listing_goes_on_after_a_lost_answer() -> None:
    client, transport = scripted(page(record(1), next=1), lost(), page(record(2)))
    assert ids(client.list()) == [1, 2]
    assert transport.requests[1].url == transport.requests[2].url


def test_arguments_in_pythons_own_types() -> None:
    zone = timezone(timedelta(hours=2))
    client, transport = scripted(*[page()] * 4)
    list(client.recent(since=datetime(2026, 1, 1, 2, tzinfo=zone), count=100, offset="20"))
    list(client.modified_after(datetime(2026, 1, 1, tzinfo=timezone.utc)))
    list(client.modified_after("cursor=="))
    list(client.associated("CONTACT", "247", limit=250, offset=9))
    assert [
        request.url.removeprefix("https://api.hubapi.com/engagements/v1/engagements") for request in transport.requests
    ] == [
        "/recent/modified?count=100&offset=20&since=1767225600000",
        "/modified/after?after=1767225600000",
        "/modified/after?after=cursor%3D%3D",
        "/associated/CONTACT/247/paged?limit=250&offset=9",
    ]


def test_repr_shows_what_is_listed() -> None:
    client, _ = scripted()
    assert repr(client.list(limit=5)) == 'Listing(\'engagements.list\', {"limit":5,"offset":null,"onPoison":"fail"})'
