"""A service that only repeats what it was given: pages of engagements, of v1 and of the CRM objects that replaced it.

    python tests/bench/replay.py PAGES.json    # prints its address

It serves prepared bytes, so that what is measured is the client. Other clients of today speak the objects' API alone:
the same engagements stand there as `{"id", "properties": {"hs_call_body": …}}`, in pages of 100, which is its limit.
"""

from __future__ import annotations

import json
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

OBJECTS = {"NOTE": "notes", "EMAIL": "emails", "TASK": "tasks", "MEETING": "meetings", "CALL": "calls"}


def pages_of_v1(engagements: list[dict[str, Any]], size: int) -> dict[str, bytes]:
    """The bodies of pages, by the last word of their path, their size and their cursor."""
    pages = {}
    offset = 0
    for start in range(0, len(engagements), size):
        results = engagements[start : start + size]
        after = results[-1]["engagement"]["id"]
        body = {"results": results, "hasMore": start + size < len(engagements), "offset": after}
        pages[f"paged {size} {offset}"] = encoded(body)
        offset = after
    return pages


def pages_of_objects(engagements: list[dict[str, Any]], size: int) -> dict[str, bytes]:
    """The same of each kind of object."""
    pages = {}
    for kind, name in OBJECTS.items():
        objects = [as_object(one, kind) for one in engagements if one["engagement"]["type"].endswith(kind)]
        for start in range(0, max(len(objects), 1), size):
            results = objects[start : start + size]
            body: dict[str, Any] = {"results": results}
            if start + size < len(objects):
                body["paging"] = {"next": {"after": results[-1]["id"], "link": "x"}}
            after = objects[start - 1]["id"] if start else ""
            pages[f"{name} {size} {after}"] = encoded(body)
    return pages


def as_object(engagement: dict[str, Any], kind: str) -> dict[str, Any]:
    """The engagement as an object whose properties are all text."""
    about = engagement["engagement"]
    values = {
        "hs_object_id": about["id"],
        "hs_timestamp": about.get("timestamp"),
        "hubspot_owner_id": about.get("ownerId"),
        "hs_createdate": about.get("createdAt"),
        "hs_lastmodifieddate": about.get("lastUpdated"),
    }
    for key, value in (engagement.get("metadata") or {}).items():
        values[f"hs_{kind.lower()}_{re.sub('[A-Z]', lambda letter: '_' + letter[0].lower(), key)}"] = value
    properties = {key: str(value) for key, value in values.items() if value is not None}
    stamp = "2026-09-01T12:00:00.000Z"
    return {
        "id": str(about["id"]),
        "properties": properties,
        "createdAt": stamp,
        "updatedAt": stamp,
        "archived": False,
        "url": f"https://app.hubspot.com/{about['id']}",
    }


def encoded(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def serve(pages: dict[str, bytes]) -> None:
    """Serves until it is ended."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            split = urlsplit(self.path)
            query = parse_qs(split.query)
            # Whatever version of the objects' API a client speaks: its pages are the same.
            name = split.path.rpartition("/")[2]
            first = "0" if name == "paged" else ""
            cursor = (query.get("offset") or query.get("after") or [first])[0]
            body = pages.get(f"{name} {query['limit'][0]} {cursor}", b"")
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "application/json;charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    given = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    serve({**pages_of_v1(given, 250), **pages_of_objects(given, 100)})
