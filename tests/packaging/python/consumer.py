"""A program as a user would write it: strictly typed, run with nothing but the installed wheel."""

import os
from datetime import datetime, timedelta, timezone
from pathlib import Path

from hubspot_engagements import (
    CLEAR,
    Call,
    Client,
    Email,
    Engagement,
    Issue,
    Note,
    Table,
    Task,
    ValidationError,
    validate,
)
from hubspot_engagements.emulator import Emulator


def main() -> None:
    contact = int(os.environ["CONTACT_ID"])
    with Client(os.environ["TOKEN"], base_url=os.environ["BASE_URL"]) as client:
        call = Call(body="Talked & agreed", duration=timedelta(minutes=3), disposition="Connected", status="COMPLETED")
        now = datetime.now(timezone.utc)
        made: Engagement = client.create(call, contact_ids=[contact], timestamp=now, strict=True)
        read = client.get(made.id)
        assert read.associations.contact_ids == [contact]
        match read.metadata:
            case Call(duration=duration, disposition=str(outcome)):
                assert duration == timedelta(minutes=3)
                assert outcome in [disposition.id for disposition in client.dispositions()]
            case other:
                raise AssertionError(other)
        client.update(made.id, Call(body=CLEAR), owner_id=CLEAR)
        client.update(made.id, metadata={"status": "BUSY"})
        changed = client.get(made.id).metadata
        assert isinstance(changed, Call)
        assert (changed.status, changed.body or None) == ("BUSY", None)
        ids: list[int] = [engagement.id for engagement in client.associated("CONTACT", contact)]
        assert made.id in ids
        client.delete(made.id)

    emulator = Emulator(5, faults=[{"effect": {"status": 503}}])
    with emulator.client(max_attempts=2) as client, emulator.serve() as url:
        with Client(emulator.token, base_url=url) as served:
            assert [one.id for one in client.list()] == [one.id for one in served.list()]
        assert [request.status for request in emulator.requests][:2] == [503, 200]

        table: Table = client.list().to_arrow()
        assert (len(table), "call_duration_ms" in table.column_names) == (5, True)
        path = Path(os.environ["FOLDER"]) / "all.parquet"
        assert client.list().to_parquet(path) == 5
        assert path.read_bytes().startswith(b"PAR1")
        try:
            client.list().to_pandas()  # pyright: ignore[reportUnknownMemberType] - its type is in the extra, too
        except ImportError as error:
            assert 'pip install "hubspot-engagements[pandas]"' in str(error)
        else:
            raise AssertionError("pandas is not here")

    issues: list[Issue] = validate(Note(body="x" * 70_000))
    assert [issue.code for issue in issues] == ["too_long"]
    email = Email(from_="a@example.com", to=["b@example.com", {"email": "c@example.com"}], subject="Hello")
    assert [to.email for to in email.to or []] == ["b@example.com", "c@example.com"]
    try:
        Task(reminders=[datetime(2026, 1, 1)])
    except ValidationError as error:
        assert error.issues[0].pointer == "/reminders/0"
    else:
        raise AssertionError("a time without a zone was taken")
    print("fine")


if __name__ == "__main__":
    main()
