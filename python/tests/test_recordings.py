"""Real responses of the service, where they are at hand, come out exactly as they are."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from hubspot_engagements import Engagement, EngagementsError, Response
from scripted import scripted

SHARED = Path(os.environ.get("ENGAGEMENTS_SHARED") or Path(__file__).resolve().parents[3] / "shared")


def responses(folder: Path) -> list[tuple[str, dict[str, Any]]]:
    return [(path.stem, json.loads(path.read_text("utf-8"))["response"]) for path in sorted(folder.glob("*.json"))]


def bodies(response: dict[str, Any]) -> list[Any]:
    """The engagements of a response, as json has them."""
    if response["status"] != 200 or not response["body"]:
        return []
    value = json.loads(response["body"])
    return list(value["results"]) if "results" in value else [value] if "engagement" in value else []


def params(responses: list[tuple[str, dict[str, Any]]]) -> list[Any]:
    return [pytest.param(response, id=name) for name, response in responses]


GOOD = [(name, response) for name, response in responses(SHARED / "recordings") if bodies(response)]
BAD = [(name, response) for name, response in responses(SHARED / "recordings" / "errors") if response["status"] >= 300]


def test_recordings_are_at_hand() -> None:
    if not GOOD:
        # The real responses lie outside of the repository; said aloud, or their tests would vanish in silence.
        pytest.skip(f"recordings are not part of the repository; none in {SHARED} (ENGAGEMENTS_SHARED sets it)")
    assert len(GOOD) > 20
    assert len(BAD) > 5


@pytest.mark.parametrize("response", params(GOOD))
def test_recorded_engagements(response: dict[str, Any]) -> None:
    for engagement, value in zip(fetched(response), bodies(response), strict=True):
        assert engagement.to_dict() == value
        assert engagement.id == value["engagement"]["id"]
        assert engagement.timestamp_ms == value["engagement"].get("timestamp")
        assert (engagement.metadata and engagement.metadata.to_dict()) == value.get("metadata")
        assert engagement.associations.to_dict() == value.get("associations", {})
        assert Engagement.from_json(engagement.raw) == engagement


def fetched(response: dict[str, Any]) -> list[Engagement]:
    """What the client makes of the response."""
    client, _ = scripted(played(response), max_attempts=1)
    if "results" in json.loads(response["body"]):
        return list(next(client.list().pages()))
    return [client.get(1)]


@pytest.mark.parametrize("response", params(BAD))
def test_recorded_errors(response: dict[str, Any]) -> None:
    client, _ = scripted(played(response), max_attempts=1)
    with pytest.raises(EngagementsError) as caught:
        client.get(1)
    assert caught.value.status == response["status"]


def played(response: dict[str, Any]) -> Response:
    headers = [(name, value) for name, value in response["headers"].items() if isinstance(value, str)]
    return Response(response["status"], headers, (response["body"] or "").encode())
