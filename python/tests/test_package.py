"""The package as it is installed."""

from __future__ import annotations

import inspect
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

import hubspot_engagements
from hubspot_engagements import _core

ROOT = Path(__file__).resolve().parents[2]


def test_it_is_the_installed_one() -> None:
    assert hubspot_engagements.__file__ is not None
    assert ROOT / "python" not in Path(hubspot_engagements.__file__).resolve().parents
    assert hubspot_engagements.__version__ == metadata.version("hubspot-engagements") == _core.__version__


def test_the_stub_says_what_the_module_has(tmp_path: Path) -> None:
    # The modules that it imports are checked elsewhere, and take ten times as long.
    (tmp_path / "alone.ini").write_text("[mypy]\nfollow_imports = skip\n")
    options = ["--mypy-config-file", str(tmp_path / "alone.ini")]
    check = [sys.executable, "-m", "mypy.stubtest", *options, "hubspot_engagements._core"]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", hubspot_engagements.__all__)
def test_everything_public_is_described(name: str) -> None:
    value = getattr(hubspot_engagements, name)
    if not inspect.isclass(value):
        return
    assert value.__doc__
    undescribed = [
        member
        for member, what in vars(value).items()
        if not member.startswith("_") and (callable(what) or isinstance(what, property)) and not what.__doc__
    ]
    assert undescribed == []


def test_nothing_panics_when_it_is_used_out_of_order() -> None:
    settings = _core.Settings('{"accessToken":"t"}')
    machine = _core.start("engagements.get", '{"id":1}', settings, 2**64 - 1)
    machine.on_response(0, 0, 200, [], b"{}")
    machine.on_failure(0, 0, "no", "body", "nothing was sent")
    machine.on_token(None)
    assert isinstance(machine.step(2**64 - 1, -(2**63)), _core.Step.Send)
    assert isinstance(machine.step(0, 0), _core.Step.Wait)
    machine.cancel()
    with pytest.raises(hubspot_engagements.CancelledError) as caught:
        machine.step(0, 0)
    assert caught.value.code == "cancelled"
    assert isinstance(machine.step(0, 0), _core.Step.Done)
    machine.cancel()
    for sent, kind in (("perhaps", "body"), ("no", "cancelled")):
        with pytest.raises(ValueError, match="must be"):
            machine.on_failure(0, 0, sent, kind, "")
    with pytest.raises(hubspot_engagements.ValidationError):
        machine.on_token("a b")
