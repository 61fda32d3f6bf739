"""The command line, against a served emulator: in this process by Typer's runner, and as a program."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import keyring
import keyring.backend
import keyring.errors
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import typer
from typer.testing import CliRunner, Result

from hubspot_engagements import Call, Client, Email, Note, Task, errors
from hubspot_engagements.cli import _failures, _values
from hubspot_engagements.cli._app import app
from hubspot_engagements.cli._invocation import Invocation
from hubspot_engagements.emulator import Emulator

TOKEN = "canary-token"
COMMAND = [sys.executable, "-m", "hubspot_engagements"]


class Keyring(keyring.backend.KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError


@pytest.fixture(autouse=True)
def kept() -> Iterator[Keyring]:
    before, mine = keyring.get_keyring(), Keyring()
    keyring.set_keyring(mine)
    yield mine
    keyring.set_keyring(before)


@pytest.fixture
def emulator() -> Emulator:
    return Emulator(300, seed=7, token=TOKEN)


@pytest.fixture
def url(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with emulator.serve() as url:
        monkeypatch.setenv("HUBSPOT_BASE_URL", url)
        monkeypatch.setenv("HUBSPOT_ACCESS_TOKEN", TOKEN)
        monkeypatch.setenv("TZ", "America/New_York")
        time.tzset()
        yield url
    monkeypatch.delenv("TZ")
    time.tzset()


def run(*arguments: object, given: str | None = None, code: int = 0) -> Result:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=given)
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    assert result.exit_code == code, result.output
    assert TOKEN not in result.output
    return result


def words(shown: str) -> str:
    """The text without the frames and line breaks with which it is shown."""
    return " ".join(re.sub("[│╭╮╰╯─]", " ", shown).split())


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.usefixtures("url")
class TestReading:
    def test_list(self, emulator: Emulator) -> None:
        rows = [line.split("\t") for line in run("list").stdout.splitlines()]
        assert len(rows) == 20
        assert {len(row) for row in rows} == {6}
        with emulator.client() as hubspot:
            first = hubspot.list().first(1)[0]
            owner = next((o for o in hubspot.owners() if o.id == str(first.owner_id)), None)
        assert rows[0][0] == str(first.id)
        assert rows[0][2] == first.type
        if owner:
            assert rows[0][3] == f"{owner.first_name} {owner.last_name}"

    def test_json_is_the_services_own_text(self, emulator: Emulator) -> None:
        with emulator.client() as hubspot:
            raw = [engagement.raw for engagement in hubspot.list()]
        assert run("list", "--all", "--json").stdout.splitlines() == raw

    def test_ids_beyond_all_floats_stay_exact(self, emulator: Emulator) -> None:
        with emulator.client() as hubspot:
            made = hubspot.create(Note(body="x"), contact_ids=[2**63 - 1])
        assert lines(run("get", made.id, "--json"))[0]["associations"]["contactIds"] == [2**63 - 1]
        assert str(2**63 - 1) in run("get", made.id).stdout

    def test_what_is_listed_can_be_chosen(self, emulator: Emulator) -> None:
        of_contact = lines(run("list", "--contact", emulator.contact_id, "--all", "--json"))
        assert of_contact
        assert all(emulator.contact_id in one["associations"]["contactIds"] for one in of_contact)
        calls = lines(run("list", "--type", "call", "--limit", 5, "--json"))
        assert [one["engagement"]["type"] for one in calls] == ["CALL"] * 5
        owner = emulator.owner_ids[0]
        assert {one["engagement"]["ownerId"] for one in lines(run("list", "--owner", owner, "--json"))} == {owner}
        assert "not several" in words(run("list", "--contact", 1, "--deal", 2, code=2).output)

    def test_recent(self, emulator: Emulator) -> None:
        with emulator.client() as hubspot:
            made = hubspot.create(Note(body="just now"))
        assert lines(run("recent", "--since", "1h", "--json"))[0]["engagement"]["id"] == made.id
        assert "just now" in run("recent", "-n", 1).stdout
        assert run("recent", "--since", "2999-01-01").stdout == ""

    def test_times_are_local_or_in_utc(self, emulator: Emulator) -> None:
        at = datetime(2026, 9, 21, 2, 30, tzinfo=timezone.utc)
        with emulator.client() as hubspot:
            made = hubspot.create(Note(body="x"), timestamp=at)
        assert "2026-09-20 22:30" in run("get", made.id).stdout
        assert "2026-09-21 02:30" in run("--utc", "get", made.id).stdout

    def test_owners_and_dispositions(self, emulator: Emulator) -> None:
        assert len(run("owners").stdout.splitlines()) == 5
        assert [int(one["id"]) for one in lines(run("owners", "--json"))] == emulator.owner_ids
        assert len(lines(run("owners", "--archived", "--json"))) == 1
        assert "Connected\t" in run("dispositions").stdout
        assert {"id", "label"} <= lines(run("dispositions", "--json"))[0].keys()

    def test_names_that_may_not_be_read_stay_ids(self, emulator: Emulator) -> None:
        emulator.faults = [{"path": "/crm/v3/owners", "times": "forever", "effect": {"status": 403}}]
        owners = {row.split("\t")[3] for row in run("list").stdout.splitlines()}
        assert owners <= {"", *map(str, emulator.owner_ids)} | owners
        assert any(owner.isdigit() for owner in owners)

    def test_hostile_texts_steer_no_terminal(self, emulator: Emulator) -> None:
        evil = "<p>Hello\x1b]0;owned\x07 <script>alert(1)</script><b>you</b>\r\x9b2J\u202e[red]</p>\ttab"
        with emulator.client() as hubspot:
            made = hubspot.create(Note(body=evil))
        for shown in (run("get", made.id).stdout, run("recent", "-n", 1).stdout):
            assert "Hello ]0;owned you 2J [red] tab" in words(shown)
            assert not {"\x1b", "\x07", "\x9b", "\u202e", "\r"} & set(shown)
            assert "alert" not in shown

    def test_a_record_that_cannot_be_read_harms_no_other(self, emulator: Emulator) -> None:
        with emulator.client() as hubspot:
            ids = [engagement.id for engagement in hubspot.list().first(3)]
        emulator.faults = [
            {"path": "/engagements/v1/engagements/paged", "effect": {"replace_text": ['"active":true', '"active":7']}}
        ]
        rows = [line.split("\t") for line in run("list", "-n", 3).stdout.splitlines()]
        assert [row[0] for row in rows] == [str(id) for id in ids]
        assert rows[0][-1] == "cannot be read: /engagement/active"


@pytest.mark.usefixtures("url")
class TestWriting:
    def test_note(self, emulator: Emulator) -> None:
        said = run("note", "Met at the fair.", "--contact", 24501, "-c", 24502, "--owner", emulator.owner_ids[0]).stdout
        made = emulator.get(int(said.split()[-1].rstrip(".")))
        assert made is not None
        assert said.startswith("Created NOTE ")
        assert made.metadata == Note(body="Met at the fair.")
        assert (made.associations.contact_ids, made.owner_id) == ([24501, 24502], emulator.owner_ids[0])
        assert made.timestamp
        assert abs(made.timestamp - emulator.now) < timedelta(minutes=1)

    def test_texts_come_from_standard_input_too(self) -> None:
        made = lines(run("note", "-", "--json", given="two\nlines\n"))[0]
        assert made["metadata"]["body"] == "two\nlines"

    def test_log_call(self, emulator: Emulator) -> None:
        options = ("--duration", "3m20s", "--outcome", "connected", "--at", "2026-09-21T14:30", "--to", "+49 30 1234")
        made = lines(run("log-call", *options, "--body", "Talked.", "--uid", "call-7", "--json"))[0]
        call = emulator.get(made["engagement"]["id"])
        assert call is not None
        assert isinstance(call.metadata, Call)
        assert call.metadata.duration == timedelta(minutes=3, seconds=20)
        assert call.metadata.status == "COMPLETED"
        assert call.timestamp == datetime(2026, 9, 21, 18, 30, tzinfo=timezone.utc)
        assert call.uid == "call-7"
        assert "Connected · 0:03:20 · Talked." in run("recent", "-n", 1).stdout

    def test_an_unknown_outcome_is_named_with_those_there_are(self) -> None:
        said = run("log-call", "--outcome", "Talked", code=2).stderr
        assert "nothing was sent" in said
        assert "Connected" in said

    def test_task(self, emulator: Emulator) -> None:
        made = lines(run("task", "Send the offer", "--due", "3d", "--priority", "HIGH", "--json"))[0]
        task = emulator.get(made["engagement"]["id"])
        assert task is not None
        assert task.metadata == Task(subject="Send the offer", priority="HIGH", status="NOT_STARTED")
        assert task.timestamp
        assert abs(task.timestamp - emulator.now - timedelta(days=3)) < timedelta(minutes=1)
        assert run("update", task.id, "--status", "COMPLETED", "--clear", "priority").stdout == f"Changed {task.id}.\n"
        changed = emulator.get(task.id)
        assert changed is not None
        assert isinstance(changed.metadata, Task)
        assert (changed.metadata.status, changed.metadata.subject) == ("COMPLETED", "Send the offer")
        assert not changed.metadata.priority

    def test_a_doubt_is_a_warning_or_with_strict_an_error(self) -> None:
        assert "warning: /body/metadata/priority" in run("task", "x", "--priority", "URGENT").stderr
        assert "/body/metadata/priority" in run("task", "x", "--priority", "URGENT", "--strict", code=2).stderr

    def test_delete_asks(self, emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
        with emulator.client() as hubspot:
            ids = [engagement.id for engagement in hubspot.list().first(3)]
        assert "--yes deletes" in words(run("delete", ids[0], given="y\n", code=2).output)
        monkeypatch.setattr("hubspot_engagements.cli.delete._can_ask", lambda: True)
        said = run("delete", ids[0], given="n\n", code=1)
        assert str(ids[0]) in said.output
        assert emulator.get(ids[0]) is not None
        assert f"Deleted {ids[0]}." in run("delete", ids[0], given="y\n").stdout
        assert emulator.get(ids[0]) is None
        assert lines(run("delete", *ids[1:], "--yes", "--json")) == [{"deleted": id} for id in ids[1:]]


@pytest.mark.usefixtures("url")
class TestExport:
    def test_ndjson(self, emulator: Emulator, tmp_path: Path) -> None:
        with emulator.client() as hubspot:
            raw = [engagement.raw for engagement in hubspot.list()]
        assert run("export").stdout.splitlines() == raw
        run("export", "-o", tmp_path / "all.ndjson")
        assert (tmp_path / "all.ndjson").read_text().splitlines() == raw
        assert [path.name for path in tmp_path.iterdir()] == ["all.ndjson"]

    def test_csv(self, emulator: Emulator) -> None:
        with emulator.client() as hubspot:
            all_ = list(hubspot.list())
        rows = list(csv.DictReader(io.StringIO(run("export", "--format", "csv").stdout)))
        assert [int(row["id"]) for row in rows] == [engagement.id for engagement in all_]
        for row, engagement in zip(rows, all_, strict=True):
            assert engagement.timestamp
            assert row["timestamp"] == engagement.timestamp.isoformat(timespec="milliseconds").replace("+00:00", "Z")
            assert json.loads(row["contact_ids"] or "[]") == (engagement.associations.contact_ids or [])
            assert row["portal_id"] == str(engagement.portal_id)
            if isinstance(engagement.metadata, Task):
                assert row["task_type"] == (engagement.metadata.task_type or "")
            if isinstance(engagement.metadata, Email) and engagement.metadata.from_:
                assert row["email_from"] == engagement.metadata.from_.email
                assert json.loads(row["email_to"]) == [to.email for to in engagement.metadata.to or []]
            if isinstance(engagement.metadata, Call):
                assert row["call_duration_ms"] == str(engagement.metadata.duration_ms)
                assert row["call_body"] == (engagement.metadata.body or "")
            else:
                assert row["call_body"] == ""

    def test_csv_has_the_columns_of_tables(self, emulator: Emulator, tmp_path: Path) -> None:
        with emulator.client() as hubspot:
            table = hubspot.list().to_arrow()
        head = next(csv.reader(io.StringIO(run("export", "--format", "csv").stdout)))
        assert [*head, "extra"] == table.column_names

    def test_a_time_beyond_the_calendar_and_a_record_that_cannot_be_read(self, emulator: Emulator) -> None:
        with emulator.client() as hubspot:
            odd = hubspot.create(Note(body="x"), timestamp=1_790_000_000_123).id
            bad = hubspot.create(Note(body="y"), uid="bad").id
        with emulator.client() as hubspot:
            page = next(hubspot.list(limit=250, offset=odd - 1).pages()).raw
        page = page.replace("1790000000123", "637000000000000000").replace('"uid":"bad"', '"uid":["bad"]')
        emulator.faults = [{"skip": 1, "effect": {"status": 200, "json": json.loads(page)}}]
        result = run("export", "--format", "csv")
        rows = {int(row["id"]): row for row in csv.DictReader(io.StringIO(result.stdout))}
        assert (rows[odd]["timestamp"], rows[odd]["timestamp_raw"]) == ("", "637000000000000000")
        assert (rows[bad]["type"], rows[bad]["note_body"]) == ("NOTE", "")
        assert result.stderr == f"warning: engagement {bad} cannot be read at /engagement/uid\n"

    def test_parquet(self, emulator: Emulator, tmp_path: Path) -> None:
        run("export", "--format", "parquet", "-o", tmp_path / "all.parquet")
        with emulator.client() as hubspot:
            table = pa.table(hubspot.list().to_arrow())
        assert pq.read_table(tmp_path / "all.parquet").to_pylist() == table.to_pylist()
        assert "needs a file" in words(run("export", "--format", "parquet", code=2).output)

    def test_some(self, emulator: Emulator) -> None:
        some = lines(run("export", "--contact", emulator.contact_id))
        assert {one["engagement"]["id"] for one in some} == {
            one["engagement"]["id"] for one in lines(run("list", "--contact", emulator.contact_id, "--all", "--json"))
        }
        with emulator.client() as hubspot:
            made = hubspot.create(Note(body="x"))
            # What the portal began with may have been changed within the hour, too: it depends on the time of day.
            all_of_them = list(hubspot.list())
        hour_ago = datetime.now(timezone.utc) - timedelta(hours=1)
        recent = {one.id for one in all_of_them if (one.last_updated or hour_ago) > hour_ago}
        assert made.id in recent
        assert len(recent) < len(all_of_them)
        assert {one["engagement"]["id"] for one in lines(run("export", "--modified-after", "1h"))} == recent

    def test_a_file_is_whole_or_not_there(self, emulator: Emulator, tmp_path: Path) -> None:
        emulator.faults = [{"skip": 1, "times": "forever", "effect": {"status": 401}}]
        (tmp_path / "all.csv").write_text("the one of yesterday")
        run("export", "-f", "csv", "-o", tmp_path / "all.csv", code=3)
        assert (tmp_path / "all.csv").read_text() == "the one of yesterday"


@pytest.mark.usefixtures("url")
class TestFailures:
    @pytest.fixture(autouse=True)
    def impatience(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("hubspot_engagements.cli._invocation.Client", impatient)

    @pytest.mark.parametrize(
        ("effect", "code"),
        [
            ({"status": 400}, 2),
            ({"status": 401}, 3),
            ({"status": 403}, 3),
            ({"rate_limit": "DAILY"}, 5),
            ({"status": 423}, 7),
            ({"status": 501}, 7),
            ({"status": 410}, 7),
            ({"status": 409}, 1),
            ({"status": 200, "body": "no JSON"}, 1),
        ],
    )
    def test_each_class_has_its_code(self, emulator: Emulator, effect: dict[str, Any], code: int) -> None:
        emulator.faults = [{"times": "forever", "effect": effect}]
        said = run("owners", code=code).stderr
        assert said.startswith("error: ")
        assert "Traceback" not in said
        told = json.loads(run("owners", "--json", code=code).stderr)
        assert told["error"]["code"] in {error.code for error in vars(errors).values() if hasattr(error, "code")}

    def test_what_is_not_there(self) -> None:
        assert "error: engagements.get" in run("get", 1, code=4).stderr

    def test_what_the_shell_got_wrong(self) -> None:
        for arguments in (["get"], ["get", "x"], ["list", "--limit", "0"], ["nothing"], ["recent", "--since", "soon"]):
            assert run(*arguments, code=2).stdout == ""

    def test_a_lost_create_says_how_it_is_found(self, emulator: Emulator) -> None:
        emulator.faults = [{"method": "POST", "commit": True, "effect": {"reset": True}}]
        said = run("note", "It's lost.", "--uid", "note-7", code=6).stderr
        *_, advice = said.splitlines()
        program, command, ticket = shlex.split(advice)
        assert (program, command) == ("hubspot-engagements", "reconcile")
        found = run(command, ticket, "--wait", "0s")
        assert found.stdout.startswith("It was created once.\n")
        assert json.loads(run(command, "-", "--wait", "0s", "--json", given=ticket).stdout)["outcome"] == "created"
        emulator.faults = [{"method": "POST", "effect": {"reset": True}}]
        told = json.loads(run("note", "x", "--json", code=6).stderr)["error"]
        assert told["code"] == "ambiguous_create"
        absent = json.loads(run("reconcile", json.dumps(told["ticket"]), "--wait", "0s", "--json").stdout)
        assert absent["ids"] == []
        for wrong in ("[]", "{", '"x"'):
            assert "a ticket is a JSON object" in words(run("reconcile", wrong, code=2).output)

    def test_the_codes_are_documented(self) -> None:
        page = (Path(__file__).resolve().parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
        documented = {int(code) for code in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)}
        of_sync = {8, 9, 10}
        assert documented == {0, 1, *(code for _, code in _failures.EXIT_CODES), 130, _failures.BROKEN_PIPE} | of_sync

    def test_no_connection(self) -> None:
        assert "error: " in run("--base-url", "http://127.0.0.1:9", "owners", code=7).stderr


def impatient(*arguments: Any, **options: Any) -> Client:
    return Client(*arguments, **options, max_attempts=1)


class TestTokens:
    def test_of_the_environment(self, url: str, emulator: Emulator, kept: Keyring) -> None:
        kept.kept["hubspot-engagements", url] = "another"
        run("owners")
        assert emulator.requests[-1].status == 200

    def test_login_keeps_it_and_logout_forgets_it(
        self, url: str, kept: Keyring, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("HUBSPOT_ACCESS_TOKEN")
        run("owners", code=3)
        run("login", given="wrong\n", code=3)
        assert kept.kept == {}
        assert "kept" in run("login", given=f"{TOKEN}\n").stderr
        assert kept.kept == {("hubspot-engagements", url): TOKEN}
        run("owners")
        assert "forgotten" in run("logout").stderr
        assert kept.kept == {}
        assert "No token" in run("logout").stderr
        assert "no token was given" in words(run("login", given="\n", code=2).output)

    def test_a_machine_without_a_keyring(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        from keyring.backends import fail

        keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
        run("owners")
        assert "HUBSPOT_ACCESS_TOKEN" in run("login", given=f"{TOKEN}\n", code=1).stderr
        run("logout")
        monkeypatch.delenv("HUBSPOT_ACCESS_TOKEN")
        run("owners", code=3)

    def test_without_any(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("HUBSPOT_BASE_URL", raising=False)
        said = run("owners", code=3).stderr
        assert "HUBSPOT_ACCESS_TOKEN" in said
        assert "login" in said


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("3m20s", 200), ("1h", 3600), ("1.5h", 5400), ("2d", 172800), ("90s", 90), ("3:20", 200), ("1:02:03", 3723)],
)
def test_spans(text: str, seconds: float) -> None:
    assert _values.span(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "200", "3 minutes", "m", "1:2", "-5m", "5m5m"])
def test_what_is_no_span(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="3m20s"):
        _values.span(text)


def test_moments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    local, utc = Invocation(None, utc=False), Invocation(None, utc=True)
    noon = datetime(2026, 7, 1, 12, tzinfo=timezone.utc)
    for text, invocation in (
        ("2026-07-01T12:00Z", local),
        ("2026-07-01T14:00", local),
        ("2026-07-01 14:00:00", local),
        ("2026-07-01T12:00", utc),
        ("2026-07-01T17:30+05:30", utc),
    ):
        assert _values.past(text, invocation, "--at") == noon
    assert _values.past("2026-07-01", utc, "--at") == noon - timedelta(hours=12)
    now = datetime.now(timezone.utc)
    for moment, shift in ((_values.past("2h", utc, "--at"), -2), (_values.ahead("2h", utc, "--due"), 2)):
        assert moment is not None
        assert abs(moment - now - timedelta(hours=shift)) < timedelta(minutes=1)
    assert _values.past(None, utc, "--at") is None
    with pytest.raises(typer.BadParameter, match="2026-09-21"):
        _values.past("yesterday", utc, "--at")
    monkeypatch.delenv("TZ")
    time.tzset()


class TestAsAProgram:
    @pytest.fixture
    def environment(self, url: str) -> dict[str, str]:
        return {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring", "COLUMNS": "100"}

    def test_it_starts(self, environment: dict[str, str]) -> None:
        done = subprocess.run([*COMMAND, "owners"], env=environment, capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stderr) == (0, "")
        assert len(done.stdout.splitlines()) == 5

    def test_nobody_reads_on(self, environment: dict[str, str]) -> None:
        for command in (["export"], ["list", "--all", "--json"], ["list", "--all"]):
            with subprocess.Popen(
                [*COMMAND, *command], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            ) as process:
                assert process.stdout is not None
                assert process.stderr is not None
                assert process.stdout.readline()
                process.stdout.close()
                assert process.wait(60) in (0, 141)
                assert process.stderr.read() == ""

    def test_interrupted(self, environment: dict[str, str], emulator: Emulator) -> None:
        emulator.faults = [{"times": "forever", "effect": {"silence": True}}]
        with subprocess.Popen([*COMMAND, "owners"], env=environment, stderr=subprocess.PIPE, text=True) as process:
            wait_for(lambda: bool(emulator.requests))
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 130
            assert process.stderr is not None
            assert "Traceback" not in process.stderr.read()

    def test_the_token_shows_nowhere(self, environment: dict[str, str], emulator: Emulator) -> None:
        emulator.faults = [{"times": "forever", "effect": {"silence": True}}]
        with subprocess.Popen(
            [*COMMAND, "note", "x"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            wait_for(lambda: bool(emulator.requests))
            shown = subprocess.run(["ps", "-ww", "-o", "args=", "-p", str(process.pid)], capture_output=True, text=True)
            process.send_signal(signal.SIGINT)
            out, error = process.communicate(timeout=30)
        assert "hubspot_engagements note" in shown.stdout
        assert TOKEN not in shown.stdout + out + error

    def test_a_person_sees_a_table(self, environment: dict[str, str]) -> None:
        screen = on_a_terminal([*COMMAND, "list", "-n", "5"], environment)
        head, *rows = re.sub(r"\x1b\[[0-9;]*m", "", screen).splitlines()
        assert head.split() == ["ID", "When", "Type", "Owner", "Contacts", "What"]
        assert len(rows) == 5
        assert max(map(len, rows)) <= 100

    def test_emulator(self, environment: dict[str, str]) -> None:
        command = [*COMMAND, "emulator", "--engagements", "5"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            ready = json.loads(process.stdout.readline())
            with Client(ready["token"], base_url=ready["base_url"]) as hubspot:
                assert len(list(hubspot.list())) == 5
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0

    def test_without_its_extra_it_says_what_to_install(self) -> None:
        code = "import sys; sys.modules['typer'] = None; import hubspot_engagements.cli as c; c.main()"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
        assert done.returncode == 1
        assert done.stderr == 'The command line needs more than the library: pip install "hubspot-engagements[cli]"\n'

    def test_shells_complete_it(self) -> None:
        environment = {**os.environ, "_HUBSPOT_ENGAGEMENTS_COMPLETE": "complete_bash", "COMP_CWORD": "1"}
        environment |= {"COMP_WORDS": "hubspot-engagements l"}
        script = Path(sys.executable).with_name("hubspot-engagements")
        done = subprocess.run([str(script)], env=environment, capture_output=True, text=True, timeout=60)
        assert {"list", "log-call", "login", "logout"} <= set(done.stdout.split())


def wait_for(holds: Any) -> None:
    until = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


def on_a_terminal(command: list[str], environment: dict[str, str]) -> str:
    """What the command shows where standard output is a terminal, without colours."""
    ours, theirs = pty.openpty()
    plain = {**environment, "TERM": "xterm", "NO_COLOR": "1"}
    with subprocess.Popen(command, env=plain, stdout=theirs, stderr=subprocess.DEVNULL):
        os.close(theirs)
        seen = b""
        while True:
            try:
                seen += (piece := os.read(ours, 65536))
            except OSError:  # the other end is closed
                break
            if not piece:
                break
    os.close(ours)
    return seen.decode()
