"""What several tests share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from emulated import running
from hubspot_engagements import Client


@pytest.fixture(autouse=True)
def no_token_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests say themselves what token they use."""
    monkeypatch.delenv("HUBSPOT_ACCESS_TOKEN", raising=False)


@pytest.fixture(scope="session")
def portal() -> Iterator[dict[str, Any]]:
    """What a running emulator says of itself."""
    with running("--engagements", "300", "--seed", "7") as portal:
        yield portal


@pytest.fixture
def hubspot(portal: dict[str, Any]) -> Iterator[Client]:
    """A client of the emulated portal."""
    with Client(access_token=portal["token"], base_url=portal["base_url"]) as client:
        yield client
