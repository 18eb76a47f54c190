"""The table of what people expect of the app names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
TABLE = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")


def test_every_test_that_is_named_is_there() -> None:
    sources = [path.read_text(encoding="utf-8") for path in ROOT.glob("tests/**/*.py")]
    known = set(re.findall(r"def (test_\w+)", "\n".join(sources)))
    named = set(re.findall(r"`(test_\w+)`", TABLE))

    assert named - known == set()


def test_every_file_that_is_named_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)`", TABLE)

    assert [name for name in named if not (ROOT / name).exists()] == []
