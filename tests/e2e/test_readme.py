"""The readme's examples run as they stand there, but for the address and the token. Rust's is a doctest."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any


def block(root: Path, language: str) -> str:
    found = re.findall(rf"```{language}\n(.*?)```", (root / "README.md").read_text(), re.DOTALL)
    assert len(found) == 1, f"{len(found)} blocks of {language}"
    return str(found[0])


def replaced(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


def test_python(root: Path, portal: dict[str, Any], tmp_path: Path) -> None:
    given = f'access_token="{portal["token"]}", base_url="{portal["base_url"]}"'
    code = replaced(block(root, "python"), 'access_token="pat-na1-…"', given)
    code = replaced(code, "24501", str(portal["contact_id"]))
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "0:03:00" in done.stdout


def test_javascript(root: Path, portal: dict[str, Any]) -> None:
    given = f'accessToken: "{portal["token"]}", baseUrl: "{portal["base_url"]}"'
    code = replaced(block(root, "js"), 'accessToken: "pat-na1-…"', given)
    code = replaced(code, "24501", str(portal["contact_id"]))
    code = replaced(code, '"hubspot-engagements"', json.dumps((root / "js/dist/index.js").as_uri()))
    command = ["node", "--input-type=module", "--eval", code]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert re.search(r"^\d{4}-\d\d-\d\dT", done.stdout, re.MULTILINE), done.stdout
