"""The demo is the main job: it must work, and it must be able to fail."""

import subprocess
import sys
from pathlib import Path


def test_three_languages_agree(root: Path) -> None:
    done = subprocess.run([sys.executable, "tests/demo/demo.py"], cwd=root, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr
    assert "Walk through the quote" in done.stdout
    assert "Connected, 7.5 min" in done.stdout
    assert "minutes talked" in done.stdout
    assert "Python, Node and the browser agree" in done.stdout
