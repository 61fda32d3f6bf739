"""The main job, end to end: three languages work on one portal and agree on what they see.

Python logs a call and a meeting, adds a note and completes a task; Node reads the contact's timeline and sets the
call's outcome; a page in a headless browser lists what was modified last. Then the timeline and a summary by owner
are printed, and what the three languages saw is compared. Exit code 0 if they agree, 1 if not.

`--live` reads from the real service with HUBSPOT_ACCESS_TOKEN, and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from hubspot_engagements import Call, Client, Engagement, Meeting, Task

HERE = Path(__file__).resolve().parent


class Disagreement(Exception):
    """Two languages did not see the same."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--live", action="store_true", help="read from the real service; writes nothing")
    if parser.parse_args().live:
        return live()
    emulator = start_emulator()
    try:
        return work(json.loads(emulator.stdout.readline()))
    except Disagreement as problem:
        print(f"\nFAILED: {problem}", file=sys.stderr)
        return 1
    finally:
        emulator.send_signal(signal.SIGTERM)
        emulator.wait(timeout=10)


def start_emulator() -> subprocess.Popen[str]:
    command = [os.environ["HUBSPOT_EMULATOR_BIN"], "--engagements", "400", "--allow-origin", "*"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def work(portal: dict[str, Any]) -> int:
    step(f"Emulated portal {portal['portal_id']} at {portal['base_url']}, {portal['engagements']} engagements")
    contact = portal["contact_id"]
    with Client(access_token=portal["token"], base_url=portal["base_url"]) as hubspot:
        made = write(hubspot, contact, portal["owner_ids"][0])
        node = run_javascript("timeline.mjs", portal, {"contactId": contact, "callId": str(made["call"])})
        step(f"Node      read {len(node['timeline'])} engagements of the contact, set the call to {node['outcome']!r}")
        page = run_javascript("browser.mjs", portal, {})
        step(f"Browser   listed the {len(page['recent'])} engagements modified last ({page['browser']})")
        timeline = newest_first(hubspot.associated("CONTACT", contact, limit=250))
        labels = {outcome.id: outcome.label for outcome in hubspot.dispositions()}
        owners = summarize(hubspot.list(limit=250))
        recent = hubspot.recent(count=len(page["recent"])).first(len(page["recent"]))
        names = owner_names(hubspot)
    print_timeline(contact, timeline, labels, names)
    print_owners(owners, names)
    compare(timeline, recent, node, page, made)
    return 0


def write(hubspot: Client, contact: int, owner: int) -> dict[str, int]:
    """Logs a call and a meeting, adds a note and completes a task. Gives their ids."""
    now = datetime.now(timezone.utc).replace(microsecond=0)

    def create(kind: str, metadata: dict[str, Any], timestamp: datetime = now) -> int:
        engagement = hubspot.create(
            {
                "engagement": {"type": kind, "ownerId": owner, "timestamp": timestamp},
                "associations": {"contactIds": [contact]},
                "metadata": metadata,
            }
        )
        return engagement.id

    begin = now + timedelta(days=1)
    made = {
        "call": create(
            "CALL",
            {
                "status": "COMPLETED",
                "durationMilliseconds": timedelta(minutes=7, seconds=30),
                "body": "<p>Asked for a quote &amp; a date 📞</p>",
            },
        ),
        "meeting": create(
            "MEETING",
            {
                "title": "Walk through the quote",
                "startTime": begin,
                "endTime": begin + timedelta(minutes=45),
                "meetingOutcome": "SCHEDULED",
            },
        ),
        "note": create("NOTE", {"body": "Prefers mornings. Grüße an Zoë!"}),
        "task": create("TASK", {"subject": "Send the quote", "body": "", "status": "NOT_STARTED"}),
    }
    hubspot.update(made["task"], {"metadata": {"status": "COMPLETED"}})
    step("Python    logged a call and a meeting, added a note, completed a task")
    return made


def run_javascript(script: str, portal: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Runs a script of this folder with the portal on its standard input; it answers one JSON object."""
    done = subprocess.run(
        ["node", str(HERE / script)], input=json.dumps({**portal, **more}), capture_output=True, text=True, timeout=120
    )
    if done.returncode != 0:
        raise Disagreement(f"{script} failed:\n{done.stderr}")
    return json.loads(done.stdout)


def newest_first(engagements: Iterable[Engagement]) -> list[Engagement]:
    return sorted(engagements, key=lambda engagement: engagement.timestamp_ms or 0, reverse=True)


@dataclass
class Work:
    """What one owner did."""

    calls: int = 0
    talked: timedelta = field(default_factory=timedelta)
    meetings: int = 0
    tasks_done: int = 0


def summarize(engagements: Iterable[Engagement]) -> dict[int | None, Work]:
    owners: dict[int | None, Work] = defaultdict(Work)
    for engagement in engagements:
        work = owners[engagement.owner_id]
        match engagement.metadata:
            case Call(duration=duration):
                work.calls += 1
                work.talked += duration or timedelta()
            case Meeting():
                work.meetings += 1
            case Task(status="COMPLETED"):
                work.tasks_done += 1
    return owners


def describe(engagement: Engagement, labels: dict[str, str]) -> str:
    metadata = engagement.metadata
    match metadata:
        case Call():
            minutes = (metadata.duration or timedelta()).total_seconds() / 60
            return f"{labels.get(metadata.disposition, metadata.status or '')}, {minutes:.1f} min"
        case Meeting():
            return f"{metadata.title} ({metadata.meeting_outcome})"
        case Task():
            return f"{metadata.subject} ({metadata.status})"
    return engagement.body_preview or ""


def owner_names(hubspot: Client) -> dict[int | None, str]:
    """Everybody's name by their id; an engagement may be nobody's."""
    everybody = [*hubspot.owners(), *hubspot.owners(archived=True)]
    names: dict[int | None, str] = {int(owner.id): f"{owner.first_name} {owner.last_name}" for owner in everybody}
    return names | {None: "nobody"}


def print_timeline(
    contact: int, timeline: list[Engagement], labels: dict[str, str], names: dict[int | None, str]
) -> None:
    print(f"\nTimeline of contact {contact}")
    rows = [
        [str(entry.timestamp)[:16], entry.type, names.get(entry.owner_id, entry.owner_id), describe(entry, labels)[:52]]
        for entry in timeline[:15]
    ]
    print_table(["when (UTC)", "type", "owner", "what"], rows)
    if len(timeline) > len(rows):
        print(f"  … and {len(timeline) - len(rows)} older")


def print_owners(owners: dict[int | None, Work], names: dict[int | None, str]) -> None:
    print("\nBy owner")
    rows = [
        [names.get(owner, owner), work.calls, round(work.talked.total_seconds() / 60), work.meetings, work.tasks_done]
        for owner, work in sorted(owners.items(), key=lambda item: item[0] or 0)
    ]
    print_table(["owner", "calls", "minutes talked", "meetings", "tasks done"], rows)


def print_table(head: list[str], rows: list[list[Any]]) -> None:
    cells = [head, *[[str(cell) for cell in row] for row in rows]]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    for index, row in enumerate(cells):
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        if index == 0:
            print("  " + "  ".join("─" * width for width in widths))


def compare(
    timeline: list[Engagement],
    recent: list[Engagement],
    node: dict[str, Any],
    page: dict[str, Any],
    made: dict[str, int],
) -> None:
    """Holds what the three languages saw against one another."""
    same("the timeline, Python and Node", by_id(map(identity, timeline)), by_id(node["timeline"]))
    same("the recent list, Python and browser", [identity(engagement) for engagement in recent], page["recent"])
    by_number = {engagement.id: engagement for engagement in timeline}
    same("what was made is on the timeline", set(made.values()) - set(by_number), set())
    same("the call's outcome", by_number[made["call"]].metadata.disposition, node["disposition"])
    same("the task's status", by_number[made["task"]].metadata.status, "COMPLETED")
    latest = {entry["id"] for entry in page["recent"][: len(made)]}
    same("what was made was modified last", latest, {str(number) for number in made.values()})
    print(f"\nPython, Node and the browser agree: {len(timeline)} on the timeline, {len(recent)} modified last.")


def identity(engagement: Engagement) -> dict[str, Any]:
    """What the scripts say of an engagement as well."""
    return {
        "id": str(engagement.id),
        "type": engagement.type,
        "timestamp": engagement.timestamp_ms,
        "lastUpdated": engagement.last_updated_ms,
    }


def by_id(entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(entries, key=lambda entry: int(entry["id"]))


def same(what: str, one: Any, other: Any) -> None:
    if one != other:
        raise Disagreement(f"{what}: {one!r} is not {other!r}")


def step(text: str) -> None:
    print(text, flush=True)


def live() -> int:
    """Reads a little of the portal that HUBSPOT_ACCESS_TOKEN opens. A browser page cannot: there is no CORS."""
    token = os.environ.get("HUBSPOT_ACCESS_TOKEN")
    if not token:
        print("--live needs HUBSPOT_ACCESS_TOKEN", file=sys.stderr)
        return 1
    with Client(access_token=token) as hubspot:
        labels = {outcome.id: outcome.label for outcome in hubspot.dispositions()}
        recent = hubspot.recent(count=50).first(50)
        step(f"Python    read {len(labels)} dispositions and {len(recent)} engagements modified last")
        contacts = [number for entry in recent for number in (entry.associations.contact_ids or [])]
        if not contacts:
            step("None of them belongs to a contact: there is no timeline to show")
            return 0
        timeline = newest_first(hubspot.associated("CONTACT", contacts[0], limit=100))
        names = owner_names(hubspot)
    portal = {"base_url": "https://api.hubapi.com", "token": token}
    node = run_javascript("timeline.mjs", portal, {"contactId": contacts[0]})
    print_timeline(contacts[0], timeline, labels, names)
    print_owners(summarize(recent), names)
    same("the timeline, Python and Node", by_id(map(identity, timeline)), by_id(node["timeline"]))
    print(f"\nPython and Node agree on {len(timeline)} engagements. Nothing was written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
