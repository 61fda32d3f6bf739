"""The fixtures that pytest finds where the package is installed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from hubspot_engagements import Client, Note
from hubspot_engagements.emulator import Emulator

pytest_plugins = ["pytester"]


def test_each_test_has_its_own(hubspot_emulator: Emulator, hubspot_client: Client) -> None:
    assert len(hubspot_emulator) == 250
    made = hubspot_client.create(Note(body="foo"))
    assert hubspot_emulator.get(made.id) is not None


@pytest.mark.hubspot_emulator(engagements=3, seed=5)
class TestMarkers:
    def test_of_a_class(self, hubspot_emulator: Emulator) -> None:
        assert len(hubspot_emulator) == 3

    @pytest.mark.hubspot_emulator(engagements=4)
    def test_the_nearest_counts(self, hubspot_emulator: Emulator) -> None:
        assert len(hubspot_emulator) == 4


def test_in_a_project_of_its_own(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest
        from hubspot_engagements import RateLimitError

        @pytest.mark.hubspot_emulator(faults=[{"times": "forever", "effect": {"rate_limit": "DAILY"}}])
        def test_it_fails_as_told(hubspot_client, hubspot_emulator):
            with pytest.raises(RateLimitError):
                hubspot_client.dispositions()
            assert hubspot_emulator.requests[-1].status == 429

        def test_it_is_closed_by_the_fixture(hubspot_client):
            pytest.kept = hubspot_client

        def test_afterwards():
            with pytest.raises(RuntimeError, match="closed"):
                pytest.kept.dispositions()
        """
    )
    result = pytester.runpytest_subprocess("--strict-markers", "-W", "error")
    result.assert_outcomes(passed=3)
    result = pytester.runpytest_subprocess("--fixtures")
    result.stdout.fnmatch_lines_random(["hubspot_client -- *", "hubspot_emulator -- *"])


def test_it_imports_nothing_until_it_is_used() -> None:
    code = "import sys, hubspot_engagements_pytest; print({'httpx', 'anyio', 'hubspot_engagements'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
