"""What notebooks show of engagements, pages and listings."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubspot_engagements import AsyncClient, Engagement
from scripted import NOTE, page, scripted

EVIL = '<img src=x onerror="alert(1)"><script>alert(2)</script>&lt;b&gt;'
TAGS = {"table", "thead", "tbody", "tr", "th", "td", "p", "br", "code"}


class Tags(HTMLParser):
    """Notes what is markup."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert attrs == []
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def text_of(html: str) -> str:
    reader = Tags()
    reader.feed(html)
    reader.close()
    assert reader.tags <= TAGS
    return reader.text


def html_of(shown: Any) -> str:
    html: str = shown._repr_html_()
    return html


def test_an_engagement() -> None:
    call = Engagement.from_json(
        '{"engagement":{"id":29090716,"type":"CALL","timestamp":1790000000000,"ownerId":7},'
        '"associations":{"contactIds":[247,9007199254740993]},'
        '"metadata":{"durationMilliseconds":200000,"body":"<p>Talked &amp; <b>laughed</b>.</p>"}}'
    )
    text = text_of(html_of(call))
    for word in ("29090716", "CALL", "2026-09-21", "UTC", "247, 9007199254740993", "duration_ms=200000"):
        assert word in text
    assert "Talked & laughed." in text


def test_a_page_is_short() -> None:
    records = [{"engagement": {"id": id, "type": "NOTE"}, "metadata": {"body": f"note {id}"}} for id in range(1, 51)]
    client, _ = scripted(page(*records))
    html = html_of(next(client.list().pages()))
    assert html.count("<tr>") == 21
    assert "note 20" in html
    assert "note 21" not in html
    assert "… and 30 more" in text_of(html)


def test_a_listing_is_not_fetched_for_it() -> None:
    client, transport = scripted()
    text = text_of(html_of(client.associated("CONTACT", 24501)))
    assert "engagements.associated" in text
    assert "24501" in text
    assert "first(10)" in text
    assert transport.requests == []
    assert "engagements.list" in text_of(html_of(AsyncClient("t").list()))


def test_what_cannot_be_decoded_says_so() -> None:
    bad = {"engagement": {"id": 7, "type": "CALL", "timestamp": "soon"}}
    client, _ = scripted(page(bad, NOTE))
    of_page = next(client.list().pages())
    for html in (html_of(of_page), html_of(of_page[0])):
        assert "/engagement/timestamp" in text_of(html)


@pytest.mark.parametrize("kind", ["NOTE", "EMAIL", "TASK", "MEETING", "CALL", EVIL])
def test_what_was_sent_is_no_markup(kind: str) -> None:
    metadata = dict.fromkeys(("body", "text", "html", "subject", "title", "status", "disposition"), EVIL)
    evil = {"engagement": {"id": 1, "type": kind, "bodyPreview": EVIL}, "metadata": metadata}
    client, _ = scripted(page(evil))
    of_page = next(client.list().pages())
    for html in (html_of(of_page), html_of(of_page[0])):
        text_of(html)
        assert "<img" not in html
        assert "<script" not in html


@given(st.text(), st.text())
def test_no_text_is_markup(body: str, kind: str) -> None:
    record = {"engagement": {"id": 1, "type": kind}, "metadata": {"body": body, "subject": body}}
    shown = Engagement.from_json(json.dumps(record))
    text_of(html_of(shown))
