"""Fixtures of `hubspot-engagements` for pytest, which finds them by itself where the package is installed.

A package of its own, so that a test run which uses none of them does not import the library.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from hubspot_engagements import Client
    from hubspot_engagements.emulator import Emulator

__all__ = ["hubspot_client", "hubspot_emulator"]


def pytest_configure(config: pytest.Config) -> None:
    """Tells pytest about the marker."""
    about = "hubspot_emulator(**options): how the fixture's Emulator is made, such as engagements=50 or rate_limit=100"
    config.addinivalue_line("markers", about)


@pytest.fixture
def hubspot_emulator(request: pytest.FixtureRequest) -> Emulator:
    """A HubSpot account in memory, of the test's own; `@pytest.mark.hubspot_emulator(engagements=50)` says how."""
    from hubspot_engagements.emulator import Emulator

    markers = request.node.iter_markers("hubspot_emulator")
    options = {name: value for marker in reversed(list(markers)) for name, value in marker.kwargs.items()}
    return Emulator(**options)


@pytest.fixture
def hubspot_client(hubspot_emulator: Emulator) -> Iterator[Client]:
    """A client of `hubspot_emulator`, which waits for nothing."""
    with hubspot_emulator.client() as client:
        yield client
