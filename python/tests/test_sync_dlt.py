"""The source for dlt, loaded into DuckDB and into a PostgreSQL of the tests' own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dlt
import psycopg2
import pytest

import postgres
from emulated import admin, running
from hubspot_engagements import Client, EngagementsError
from hubspot_engagements.dlt import SyncInUseError, engagements_source, known_in, sync_to

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with postgres.running() as url:
        yield url


@pytest.fixture
def account() -> Iterator[dict[str, Any]]:
    with running("--engagements", "400", "--seed", "5", "--id-blocks", "3") as account:
        yield account


@pytest.fixture
def client(account: dict[str, Any]) -> Iterator[Client]:
    with Client(access_token=account["token"], base_url=account["base_url"], rate_limit=0) as client:
        yield client


@pytest.fixture(params=["duckdb", "postgres"])
def destination(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    if request.param == "duckdb":
        return dlt.destinations.duckdb(str(tmp_path / "engagements.duckdb"))
    return dlt.destinations.postgres(request.getfixturevalue("database"))


def rows(destination: Any, dataset: str, columns: str) -> list[Any]:
    pipeline = dlt.pipeline("hubspot_engagements", destination=destination, dataset_name=dataset)
    with pipeline.sql_client() as sql:
        table = f'"{dataset}"."engagements"'
        return list(sql.execute_sql(f"SELECT {columns} FROM {table} ORDER BY id") or [])


def portal(client: Client) -> list[tuple[int, str, str | None]]:
    return sorted((one.id, str(one.type), None if one.uid is None else one.uid) for one in client.list(limit=250))


def test_the_table_follows_the_portal(
    account: dict[str, Any], client: Client, destination: Any, request: pytest.FixtureRequest
) -> None:
    dataset = f"follows_{request.node.callspec.id}"
    done = sync_to(destination, client, dataset_name=dataset, load_rows=250)
    assert (done.upserts, done.deleted) == (400, 0)
    assert rows(destination, dataset, "id, type, uid") == portal(client)
    admin(account, "POST", "write", {"creates": 8, "updates": 10, "deletes": 5, "associations": 6})
    sync_to(destination, client, dataset_name=dataset)
    done = sync_to(destination, client, dataset_name=dataset, sweep=True)
    assert done.deleted == 400 + 8 - sum(1 for _ in client.list(limit=250))
    assert rows(destination, dataset, "id, type, uid") == portal(client)
    assert sync_to(destination, client, dataset_name=dataset).upserts == 0


def test_values_are_what_they_were(client: Client, destination: Any, request: pytest.FixtureRequest) -> None:
    dataset = f"values_{request.node.callspec.id}"
    sync_to(destination, client, dataset_name=dataset)
    expected = {one.id: one for one in client.list(limit=250)}
    kept = rows(destination, dataset, "id, last_updated, contact_ids, email_to, call_duration_ms, note_body")
    assert len(kept) == len(expected)
    for id, updated, contacts, to, duration, body in kept:
        one = expected[id].to_dict()
        assert expected[id].last_updated == updated
        assert parsed(contacts) == one["associations"]["contactIds"]
        metadata = one["metadata"]
        assert parsed(to) == ([person["email"] for person in metadata["to"]] if "to" in metadata else None)
        assert duration == metadata.get("durationMilliseconds")
        assert body == (metadata.get("body") if one["engagement"]["type"] == "NOTE" else None)


def parsed(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def test_a_source_in_a_pipeline_of_ones_own(
    account: dict[str, Any], client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCES__HUBSPOT_ENGAGEMENTS__ACCESS_TOKEN", account["token"])
    destination = dlt.destinations.duckdb(str(tmp_path / "crm.duckdb"))
    pipeline = dlt.pipeline("crm", destination=destination, dataset_name="hubspot", pipelines_dir=str(tmp_path / "dlt"))
    pipeline.run(engagements_source(base_url=account["base_url"]))
    assert len(known_in(pipeline)) == 400
    gone = admin(account, "POST", "write", {"deletes": 3})["deleted"]
    options = {"sweep": True, "known": known_in(pipeline)}
    pipeline.run(engagements_source(base_url=account["base_url"], options=options))
    assert len(known_in(pipeline)) == 397
    assert not known_in(pipeline).keys() & set(gone)


def test_what_came_before_a_failure_is_loaded(account: dict[str, Any], client: Client, tmp_path: Path) -> None:
    destination = dlt.destinations.duckdb(str(tmp_path / "engagements.duckdb"))
    plan = [{"path": "/engagements/v1/engagements/paged", "skip": 2, "times": "forever", "effect": {"status": 400}}]
    admin(account, "PUT", "faults", plan)
    with pytest.raises(EngagementsError):
        sync_to(destination, client, dataset_name="failed", limit=100)
    assert len(rows(destination, "failed", "id")) == 200
    admin(account, "PUT", "faults", [])
    sync_to(destination, client, dataset_name="failed")
    assert rows(destination, "failed", "id, type, uid") == portal(client)


def test_a_second_sync_is_refused(client: Client, destination: Any) -> None:
    def meanwhile(_: object) -> None:
        with pytest.raises(SyncInUseError, match="another sync"):
            sync_to(destination, client, dataset_name="twice")

    sync_to(destination, client, dataset_name="twice", on_batch=meanwhile)


def test_a_password_is_in_no_error(client: Client, database: str) -> None:
    wrong = database.replace(postgres.PASSWORD, "very-secret-password")
    with pytest.raises(psycopg2.OperationalError) as caught:
        sync_to(dlt.destinations.postgres(wrong), client)
    assert "very-secret-password" not in str(caught.value)
