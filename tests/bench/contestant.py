"""One way to get all engagements, in a process of its own; run by columns.py.

    python tests/bench/contestant.py WAY ADDRESS    # prints {"engagements", "wall", "cpu", "memory", "whole"}

Seconds, and the peak of resident memory in MB: above what it was once all was imported, and as a whole. Imports and the
making of a client are left out of all of it, connecting is not.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TOKEN = "pat-na1-bench"
Way = Callable[[], int]


def client(address: str) -> Any:
    """This library's client, which waits for no rate limit."""
    from hubspot_engagements import Client

    return Client(TOKEN, base_url=address, rate_limit=0)


def objects(address: str) -> Way:
    """This library's typed objects, of which five fields are read."""
    hubspot = client(address)

    def run() -> int:
        found = 0
        with hubspot:
            for one in hubspot.list(limit=250):
                used(one.id, one.type, one.timestamp, one.owner_id, getattr(one.metadata, "body", None))
                found += 1
        return found

    return run


def arrow(address: str) -> Way:
    """This library's Arrow table."""
    hubspot = client(address)

    def run() -> int:
        with hubspot:
            return len(hubspot.list(limit=250).to_arrow())

    return run


def parquet(address: str) -> Way:
    """This library's Parquet file."""
    hubspot = client(address)

    def run() -> int:
        with hubspot, tempfile.TemporaryDirectory() as folder:
            return hubspot.list(limit=250).to_parquet(Path(folder) / "all.parquet")

    return run


def hubspot3(address: str) -> Way:
    """hubspot3: dictionaries."""
    from hubspot3 import Hubspot3

    hubspot = Hubspot3(access_token=TOKEN, api_base=address).engagements

    def run() -> int:
        everything = hubspot.get_all()
        for one in everything:
            about = one["engagement"]
            used(about["id"], about["type"], about["timestamp"], about.get("ownerId"), one["metadata"].get("body"))
        return len(everything)

    return run


def normalized(address: str) -> Way:
    """requests and pandas.json_normalize: a table, as notebooks make it."""
    import pandas
    import requests

    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {TOKEN}"

    def run() -> int:
        results: list[Any] = []
        offset, more = 0, True
        with session:
            while more:
                query = {"limit": 250, "offset": offset}
                page = session.get(f"{address}/engagements/v1/engagements/paged", params=query, timeout=30).json()
                results += page["results"]
                offset, more = page["offset"], page["hasMore"]
        return len(pandas.json_normalize(results))

    return run


KINDS = ("notes", "emails", "tasks", "meetings", "calls")


def official(address: str) -> Way:
    """hubspot-api-client, the official client: typed objects of the CRM objects' API."""
    from hubspot import HubSpot

    hubspot = HubSpot(access_token=TOKEN)
    apis = [getattr(hubspot.crm.objects, kind).basic_api for kind in KINDS]

    def run() -> int:
        found = 0
        for api in apis:
            api.api_client.configuration.host = address
            after = None
            while True:
                page = api.get_page(limit=100, after=after) if after else api.get_page(limit=100)
                for one in page.results:
                    values = one.properties
                    used(one.id, one.created_at, values["hs_timestamp"], values.get("hubspot_owner_id"), values)
                found += len(page.results)
                if page.paging is None:
                    break
                after = page.paging.next.after
        return found

    return run


def sdk(address: str) -> Way:
    """hubspot-sdk, the official generated client: typed objects of the CRM objects' API."""
    from hubspot_sdk import HubSpot

    hubspot = HubSpot(access_token=TOKEN, base_url=address)
    kinds = [getattr(hubspot.crm.objects, kind) for kind in KINDS]

    def run() -> int:
        found = 0
        for kind in kinds:
            for one in kind.list(limit=100):
                values = one.properties
                used(one.id, one.created_at, values["hs_timestamp"], values.get("hubspot_owner_id"), values)
                found += 1
        return found

    return run


WAYS = {way.__name__: way for way in (objects, arrow, parquet, hubspot3, official, sdk, normalized)}


def used(*values: Any) -> None:
    """The values were read."""


def peak() -> float:
    """The peak of resident memory in MB. Unlike getrusage's, it knows nothing of the process that began this one."""
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def main(way: str, address: str) -> None:
    """Measures one way."""
    run = WAYS[way](address)
    imported, busy = peak(), time.process_time()
    start = time.perf_counter()
    engagements = run()
    wall, cpu, whole = time.perf_counter() - start, time.process_time() - busy, peak()
    memory = whole - imported
    print(json.dumps({"engagements": engagements, "wall": wall, "cpu": cpu, "memory": memory, "whole": whole}))


if __name__ == "__main__":
    logging.disable()
    os.environ.pop("HTTP_PROXY", None)
    main(*sys.argv[1:])
