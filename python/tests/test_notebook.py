"""The example notebook, as a reader runs it: in a fresh environment with the wheel and what its README installs.

What this proves: the wheel as it was built, its extra `report` and scikit-learn are all that the notebook needs. The
versions are those of requirements-dev.txt; that pip can download them is not part of it.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from fresh import ROOT, environment

FILE = ROOT / "examples" / "notebook" / "engagements.ipynb"
PICTURES = ROOT / "python" / "pictures"
"""Where the figures go, for people to look at."""

FACTS = """
import json, sys, hubspot_engagements
print(json.dumps({
    "home": hubspot_engagements.__file__,
    "modules": [name for name in ("pandas", "pyarrow") if name in sys.modules],
    "scores": scores.to_dicts(),
    "base_rate": base_rate,
    "calls": [past.height, future.height],
    "in order": past["timestamp"].max() < future["timestamp"].min(),
    "gain": [mean, error],
    "weeks": weeks.select("calls", "connected", "meetings_held", "tasks_done").sum().to_dicts()[0],
    "contacts": gaps.height,
    "best": hours.filter(contact_id=emulator.contact_id).group_by(before_eleven=pl.col("hour") < 11)
        .agg(pl.col("connected").sum() / pl.col("attempts").sum()).sort("before_eleven")["connected"].to_list(),
}))
"""


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The notebook with its outputs, and a last cell that tells what its variables hold."""
    folder = tmp_path_factory.mktemp("notebook")
    python = environment(folder / "environment", "scikit-learn", "ipykernel", "ipywidgets", extra="report")
    kernel = {"argv": [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"], "display_name": "fresh"}
    spec = folder / "kernels" / "fresh" / "kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text(json.dumps({**kernel, "language": "python"}))
    notebook = nbformat.read(FILE, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(FACTS))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(folder))
        # What matplotlib and others leave behind belongs to this run.
        patch.setenv("MPLCONFIGDIR", str(folder))
        patch.setenv("PYTHONWARNINGS", "error::DeprecationWarning:__main__")
        NotebookClient(notebook, timeout=600, kernel_name="fresh", resources={"metadata": {"path": folder}}).execute()
    return notebook


@pytest.fixture(scope="module")
def facts(executed: Any) -> dict[str, Any]:
    """What the last cell tells."""
    told: dict[str, Any] = json.loads(executed.cells[-1].outputs[0].text)
    return told


def test_it_is_kept_without_outputs() -> None:
    cells = [cell for cell in nbformat.read(FILE, as_version=4).cells if cell.cell_type == "code"]
    assert cells
    assert all(cell.outputs == [] and cell.execution_count is None for cell in cells)


def test_it_runs_on_the_wheel_of_its_own_environment(facts: dict[str, Any]) -> None:
    assert "environment" in Path(facts["home"]).parts
    assert facts["modules"] == []


def test_nothing_is_written_to_standard_error(executed: Any) -> None:
    streams = [
        output for cell in executed.cells for output in cell.get("outputs", []) if output.output_type == "stream"
    ]
    assert [stream.text for stream in streams if stream.name != "stdout"] == []


def test_a_bar_shows_while_it_fetches(executed: Any) -> None:
    kinds = [kind for cell in executed.cells for output in cell.get("outputs", []) for kind in output.get("data", {})]
    assert kinds.count("application/vnd.jupyter.widget-view+json") == 1
    states = executed.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"].values()
    assert [state["state"]["value"] for state in states if state["model_name"] == "FloatProgressModel"] == [1.0]
    texts = [state["state"].get("value") for state in states if state["model_name"] == "HTMLModel"]
    assert any("20000/?" in str(text) and "engagements/s" in str(text) for text in texts), texts


def test_it_has_its_pictures(executed: Any) -> None:
    pictures = [
        base64.b64decode(output.data["image/png"])
        for cell in executed.cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    assert len(pictures) == 5
    PICTURES.mkdir(exist_ok=True)
    for number, picture in enumerate(pictures, 1):
        assert picture.startswith(b"\x89PNG")
        # A picture with nothing in it is a few kilobytes.
        assert len(picture) > 15_000
        (PICTURES / f"notebook-{number}.png").write_bytes(picture)


def test_its_reports_are_plausible(facts: dict[str, Any]) -> None:
    weeks = facts["weeks"]
    assert 5_000 < weeks["calls"] < 6_000
    assert 0.25 < weeks["connected"] / weeks["calls"] < 0.45
    assert weeks["meetings_held"] > 500
    assert weeks["tasks_done"] > 1_500
    assert facts["contacts"] == 40
    later, before_eleven = facts["best"]
    assert before_eleven > later + 0.2


def test_the_model_is_judged_by_what_came_later_and_beside_baselines(facts: dict[str, Any]) -> None:
    assert facts["in order"] is True
    learnt, judged = facts["calls"]
    assert judged == pytest.approx(learnt / 3, rel=0.02)
    base, hour, near, model = facts["scores"]
    assert [score["forecast"] for score in facts["scores"]] == [
        "base rate",
        "share of the hour",
        "contact's share near the hour",
        "model",
    ]
    assert base["auc"] == pytest.approx(0.5)
    assert base["brier"] == pytest.approx(facts["base_rate"] * (1 - facts["base_rate"]), abs=0.02)
    # What is in the data is found: by the hour a little, by contact and hour much.
    assert base["log_loss"] > hour["log_loss"] > near["log_loss"]
    assert model["log_loss"] < hour["log_loss"] - 0.03
    assert 0.65 < near["auc"] < 0.85
    assert 0.65 < model["auc"] < 0.85
    # That the model is hardly better than the rule is what the text says.
    gain, error = facts["gain"]
    assert gain == pytest.approx(near["log_loss"] - model["log_loss"], abs=1e-9)
    assert abs(gain) < 0.02
    assert 0 < error < 0.02
