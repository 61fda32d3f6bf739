"""What others wrote, as plain text: bodies are HTML that anyone may have sent."""

from __future__ import annotations

import re
from html.parser import HTMLParser

__all__ = ["one_line", "plain", "shortened"]

_SILENT = {"script", "style", "head", "title"}
_BREAKS = {
    "address",
    "blockquote",
    "br",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "p",
    "table",
    "td",
    "tr",
}


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._silent += tag in _SILENT
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and self._silent:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def plain(html: str) -> str:
    """The words of a text that may be HTML, its paragraphs on lines of their own, without what a terminal obeys."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    lines = (one_line(line) for line in "".join(reader.parts).splitlines())
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """The text on one line, without characters that do not print, such as those that steer a terminal."""
    seen = "".join(char if char.isprintable() else " " for char in text)
    return re.sub(r"\s+", " ", seen).strip()


def shortened(text: str, length: int) -> str:
    """At most so many characters of it."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
