"""Listings that become tables: columns, files and frames."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulated import running
from hubspot_engagements import AsyncClient, Client, Engagement, Listing, Page, Response, ResponseError, Table
from invented import engagements
from readers import READERS, rows
from recorded import SHARED, recorded
from scripted import page, reply, scripted
from unblocked import unblocked

TICKS = 636418459634654854
"""A time of .NET's, as the service really has."""
CALL = {
    "engagement": {"id": 2**63 - 1, "type": "CALL", "timestamp": 1_790_000_000_000, "ownerId": 7},
    "associations": {"contactIds": [1, 2], "ownerIds": [8], "dealIds": []},
    "attachments": [{"id": 5}],
    "metadata": {"status": "COMPLETED", "durationMilliseconds": 90_000, "body": "ü\n"},
}
EMAIL = {
    "engagement": {"id": 2, "type": "INCOMING_EMAIL", "timestamp": TICKS},
    "metadata": {"from": {"email": "a@b.example"}, "to": [{"email": "c@d.example", "firstName": "C"}], "threadId": 7},
}
TASK = {"engagement": {"id": 3, "type": "TASK"}, "metadata": {"reminders": [0], "taskType": "TODO", "status": None}}
NEW = {"engagement": {"id": 4, "type": "SOMETHING_NEW", "new": 2**70}, "metadata": {"half": "\ud83d"}}
NOTHING: dict[str, Any] = {"engagement": {}, "metadata": None}
ALL = [CALL, EMAIL, TASK, NEW, NOTHING]
HALF_AN_EMOJI = {"engagement": {"id": 9, "type": "NOTE", "lastUpdated": 5}, "metadata": {"body": "\ud83d"}}


def table(*records: Any) -> Table:
    client, _ = scripted(page(*records))
    return client.list().to_arrow()


def not_null(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


def test_values() -> None:
    call, email, task, new, nothing = map(not_null, rows(table(*ALL)))
    assert call == {
        "id": 2**63 - 1,
        "type": "CALL",
        "timestamp": 1_790_000_000_000,
        "owner_id": 7,
        "contact_ids": [1, 2],
        "mentioned_owner_ids": [8],
        "deal_ids": [],
        "attachment_ids": [5],
        "call_status": "COMPLETED",
        "call_duration_ms": 90_000,
        "call_body": "ü\n",
    }
    extra = json.loads(email.pop("extra"))
    assert extra == {"metadata": {"to": EMAIL["metadata"]["to"], "threadId": 7}}
    assert email == {
        "id": 2,
        "type": "INCOMING_EMAIL",
        "timestamp_raw": TICKS,
        "email_from": "a@b.example",
        "email_to": ["c@d.example"],
    }
    assert task == {"id": 3, "type": "TASK", "task_reminders": [0], "task_type": "TODO"}
    assert json.loads(new.pop("extra")) == {"engagement": {"new": 2**70}, "metadata": NEW["metadata"]}
    assert new == {"id": 4, "type": "SOMETHING_NEW"}
    assert nothing == {}


def test_a_table_says_what_it_is() -> None:
    made = table(*ALL)
    assert (len(made), len(table())) == (5, 0)
    assert repr(made) == f"Table(5 engagements, {len(made.column_names)} columns)"
    assert made.nbytes > 0
    assert pa.schema(made) == pa.table(made).schema
    assert pa.table(made).equals(pa.table(made))  # it can be read more than once
    assert made.column_names == pa.schema(made).names
    assert {"id", "type", "timestamp", "contact_ids", "call_duration_ms", "extra"} <= set(made.column_names)


def test_columns_are_of_the_documented_types() -> None:
    schema = pa.schema(table())
    word, moment = pa.dictionary(pa.int16(), pa.string()), pa.timestamp("ms", "UTC")
    expected = {
        "id": pa.int64(),
        "type": word,
        "active": pa.bool_(),
        "created_at": moment,
        "timestamp": moment,
        "timestamp_raw": pa.int64(),
        "body_preview": pa.string(),
        "contact_ids": pa.list_(pa.int64()),
        "attachment_ids": pa.list_(pa.int64()),
        "note_body": pa.string(),
        "email_from": pa.string(),
        "email_to": pa.list_(pa.string()),
        "email_status": word,
        "task_reminders": pa.list_(moment),
        "task_completion_date": moment,
        "meeting_start_time": moment,
        "meeting_outcome": word,
        "call_duration_ms": pa.int64(),
        "call_disposition": pa.string(),
        "extra": pa.string(),
    }
    assert {name: schema.field(name).type for name in expected} == expected


def test_columns_do_not_depend_on_the_data(hubspot: Client) -> None:
    empty = pa.schema(table())
    assert pa.schema(hubspot.list().to_arrow()) == empty
    assert pa.schema(hubspot.recent().to_arrow()) == empty
    for record in ALL:
        assert pa.schema(table(record)) == empty
    many = Response(200, [], b'{"results":[' + b",".join([json.dumps(CALL).encode()] * 25_000) + b'],"hasMore":false}')
    client, _ = scripted(many)
    large = pa.table(client.list().to_arrow())
    assert large.schema == empty
    assert [len(batch) for batch in large.to_batches()] == [10_000, 10_000, 5_000]
    words = [chunk.dictionary for chunk in large["type"].chunks]
    assert words == [pa.table(table(TASK))["type"].chunk(0).dictionary] * 3


def test_recorded_engagements() -> None:
    records = recorded()
    if not records:
        # Made-up pages cover the same columns; the real ones lie outside of the repository and may be absent.
        pytest.skip(f"recordings are not part of the repository; none in {SHARED} (ENGAGEMENTS_SHARED sets it)")
    made = table(*records)
    assert pa.schema(made) == pa.schema(table())
    for row, record in zip(rows(made), records, strict=True):
        agrees(row, Engagement.from_json(json.dumps(record)))


def agrees(row: dict[str, Any], engagement: Engagement) -> None:
    """The row holds what the engagement's attributes do."""
    assert row["id"] == engagement.id
    assert row["type"] == engagement.type
    assert row["owner_id"] == engagement.owner_id
    assert engagement.timestamp_ms in (row["timestamp"], row["timestamp_raw"])
    assert row["contact_ids"] == engagement.associations.contact_ids
    assert row["mentioned_owner_ids"] == engagement.associations.owner_ids
    metadata = engagement.metadata
    prefix = type(metadata).__name__.lower()
    for name in ("body", "subject", "status", "title", "disposition", "html", "to_number"):
        if f"{prefix}_{name}" in row:
            assert row[f"{prefix}_{name}"] == getattr(metadata, name), name
    assert (row["extra"] is None) or isinstance(json.loads(row["extra"]), dict)


@pytest.mark.parametrize("reader", READERS)
def test_values_survive(reader: str, tmp_path: Path) -> None:
    made = table(*ALL, CALL)
    assert rows(READERS[reader](made, tmp_path)) == rows(made)
    assert rows(READERS[reader](table(), tmp_path)) == []


@settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.lists(engagements(), max_size=2))
def test_values_of_any_page_survive(
    tmp_path_factory: pytest.TempPathFactory, pages: list[list[dict[str, Any]]]
) -> None:
    made = table(*[record for records in pages for record in records])
    assert pa.schema(made) == pa.schema(table())
    wanted = rows(made)
    for record, row in zip([record for records in pages for record in records], wanted, strict=True):
        agrees(row, Engagement.from_json(json.dumps(record)))
    folder = tmp_path_factory.mktemp("tables")
    for name, reader in READERS.items():
        assert rows(reader(made, folder)) == wanted, name


def test_a_page_is_a_table_too() -> None:
    client, _ = scripted(page(CALL, TASK))
    one = next(client.list().pages())
    assert isinstance(one, Page)
    assert rows(one) == rows(table(CALL, TASK))
    assert polars.DataFrame(one).shape == (2, len(table().column_names))


def test_frames(hubspot: Client) -> None:
    wanted = [engagement.id for engagement in hubspot.list()]
    frame = hubspot.list().to_pandas()
    assert list(frame["id"]) == wanted
    assert (str(frame["id"].dtype), str(frame["type"].dtype)) == ("int64[pyarrow]", "category")
    assert (frame[frame["type"] == "CALL"]["call_status"].notna()).all()
    other = hubspot.list().to_polars()
    assert other["id"].to_list() == wanted
    assert other.filter(polars.col("type") == "CALL")["call_status"].null_count() == 0
    assert hubspot.list().count() == len(wanted)
    assert hubspot.list().to_dicts() == [engagement.to_dict() for engagement in hubspot.list()]


def test_parquet(hubspot: Client, tmp_path: Path) -> None:
    path = tmp_path / "all.parquet"
    assert hubspot.list(limit=50).to_parquet(path) == 300
    assert rows(pq.read_table(path)) == rows(hubspot.list().to_arrow())
    assert polars.read_parquet(path)["id"].to_list() == [engagement.id for engagement in hubspot.list()]
    assert list(tmp_path.iterdir()) == [path]


def test_a_listing_that_breaks_off_leaves_the_older_file(tmp_path: Path) -> None:
    path = tmp_path / "all.parquet"
    client, _ = scripted(page(CALL))
    client.list().to_parquet(str(path))
    before = path.read_bytes()
    client, _ = scripted(page(CALL, next=2), reply({}, status=400))
    with pytest.raises(Exception, match="400"):
        client.list().to_parquet(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    client, transport = scripted(page(CALL))
    with pytest.raises(FileNotFoundError) as caught:
        client.list().to_parquet(tmp_path / "missing" / "all.parquet")
    assert caught.value.filename == str(tmp_path / "missing" / "all.parquet")
    assert transport.requests == []
    with pytest.raises(IsADirectoryError):
        client.list().to_parquet(tmp_path)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
def test_a_full_disk(tmp_path: Path) -> None:
    (tmp_path / "all.parquet.partial").symlink_to("/dev/full")
    client, _ = scripted(page(CALL))
    with pytest.raises(OSError, match="No space left"):
        client.list().to_parquet(tmp_path / "all.parquet")


def test_a_record_that_cannot_be_decoded(tmp_path: Path) -> None:
    takes: list[Callable[[Listing], Any]] = [
        lambda listing: listing.to_arrow(),
        lambda listing: listing.to_parquet(tmp_path / "all.parquet"),
        lambda listing: pa.table(next(listing.pages())),
    ]
    for take in takes:
        client, _ = scripted(page(CALL, HALF_AN_EMOJI))
        with pytest.raises(ResponseError, match=r"engagements\.list.*the record 9 cannot be read") as caught:
            take(client.list())
        assert caught.value.path == "/metadata/body"
    client, _ = scripted(page(CALL, HALF_AN_EMOJI))
    kept = not_null(rows(client.list().to_arrow(on_undecodable="keep"))[1])
    assert json.loads(kept.pop("extra")) == HALF_AN_EMOJI
    assert kept == {"id": 9, "type": "NOTE", "last_updated": 5}
    with pytest.raises(ValueError, match='must be "fail" or "keep"'):
        client.list().to_arrow(on_undecodable="skip")  # type: ignore[arg-type]


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_the_same_without_blocking(anyio_backend: str, tmp_path: Path) -> None:
    client, _ = unblocked(page(CALL, next=2), page(TASK))
    assert rows(await client.list().to_arrow()) == rows(table(CALL, TASK))
    with running("--engagements", "60") as portal:
        async with AsyncClient(portal["token"], base_url=portal["base_url"]) as waiting:
            listing = waiting.list(limit=25)
            ids = [engagement.id async for engagement in listing]
            assert await listing.count() == len(ids) == 60
            assert [one["engagement"]["id"] for one in await listing.to_dicts()] == ids
            assert list((await listing.to_pandas())["id"]) == ids
            assert (await listing.to_polars(progress=True))["id"].to_list() == ids
            assert await listing.to_parquet(tmp_path / "all.parquet", progress=True) == 60
            assert pq.read_table(tmp_path / "all.parquet")["id"].to_pylist() == ids
    client, _ = unblocked(page(CALL, next=2), reply({}, status=400))
    with pytest.raises(Exception, match="400"):
        await client.list().to_parquet(tmp_path / "all.parquet")
    assert pq.read_table(tmp_path / "all.parquet")["id"].to_pylist() == ids
    assert list(tmp_path.iterdir()) == [tmp_path / "all.parquet"]


PROGRAM = """
import sys
sys.path.insert(0, {support!r})
from scripted import page, scripted
client, _ = scripted(*[page({{"engagement": {{"id": n}}}}, next=n) for n in (1, 2)], page())
print(client.list().count(progress=True))
"""


def program() -> list[str]:
    return [sys.executable, "-c", PROGRAM.format(support=str(Path(__file__).parent / "support"))]


def test_progress_is_silent_where_nobody_watches() -> None:
    done = subprocess.run(program(), capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("2\n", "")


def test_progress_is_shown_on_a_terminal() -> None:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("4H", 24, 80, 0, 0))
    subprocess.run(program(), stdout=subprocess.PIPE, stderr=theirs, check=True)
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "2 engagements" in shown


@pytest.mark.parametrize(
    ("missing", "take", "extra"),
    [
        ("pandas", "to_pandas()", "pandas"),
        ("pyarrow", "to_pandas()", "pandas"),
        ("polars", "to_polars()", "polars"),
        ("tqdm", "count(progress=True)", "pandas"),
    ],
)
def test_what_is_not_installed_is_named(missing: str, take: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == missing]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, missing, None)
    client, transport = scripted()
    with pytest.raises(ImportError, match=rf"{missing}, which is not installed: .*hubspot-engagements\[{extra}\]"):
        eval(f"client.list().{take}", {"client": client})
    assert transport.requests == []
