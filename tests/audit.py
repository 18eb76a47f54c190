"""``python -m tests.audit``: ask PyPI which pinned packages have known weaknesses.

It needs PyPI's JSON interface. Where only a mirror of the packages can be reached,
nothing can be said, and that is what it says: *not audited* is not *nothing found*.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

LOCKS = ("requirements.lock", "tests/requirements.lock")
ROOT = Path(__file__).parents[1]
REQUIRED = "--required"
"""Given on the command line: not to be able to ask is a failure, too."""


@dataclass(frozen=True)
class Audit:
    """What came of asking: weak packages with their advisories, and who is unknown."""

    asked: int
    weak: Sequence[str]
    unknown: Sequence[str]

    def told(self) -> str:
        """Tell the result, the weak packages first."""
        lines = [f"weak: {each}" for each in self.weak]
        answered = self.asked - len(self.unknown)
        lines.append(f"{answered} of {self.asked} packages audited")
        if self.unknown:
            lines.append(f"NOT AUDITED: {len(self.unknown)}, PyPI gave no answer")
        return "\n".join(lines)

    def is_good_enough(self, wanted: Sequence[str] = ()) -> bool:
        """Whether a build may go on; with ``--required`` only if all were audited."""
        return not self.weak and not (REQUIRED in wanted and self.unknown)


def read_report(report: str, pinned: Sequence[str]) -> Audit:
    """Understand pip-audit's JSON; without a report nothing is known of anything."""
    try:
        listed: list[dict[str, Any]] = json.loads(report)["dependencies"]
    except (ValueError, KeyError):
        return Audit(len(pinned), (), pinned)
    weak = [
        f"{one['name']} {one['version']}: {each['id']}, mended in "
        f"{', '.join(each['fix_versions']) or 'no version yet'}"
        for one in listed
        for each in one.get("vulns", ())
    ]
    answered = {one["name"] for one in listed if "vulns" in one}
    unknown = [name for name in pinned if name not in answered]
    return Audit(len(pinned), weak, unknown)


def pinned_in(*locks: str) -> list[str]:
    """Return the names of the packages pinned for this machine, sorted."""
    pins = (
        Requirement(line.rstrip(" \\"))
        for lock in locks
        for line in lock.splitlines()
        if "==" in line and not line.startswith((" ", "#"))
    )
    here = (pin for pin in pins if pin.marker is None or pin.marker.evaluate())
    return sorted({pin.name for pin in here})


def ask() -> Audit:
    """Run pip-audit over the lock files."""
    files = [part for lock in LOCKS for part in ("-r", lock)]
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes"]
    asking = subprocess.run(  # noqa: S603 (nothing of it comes from outside)
        [*command, "--format=json", "--progress-spinner=off", *files],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    locks = [(ROOT / lock).read_text() for lock in LOCKS]
    return read_report(asking.stdout, pinned_in(*locks))


if __name__ == "__main__":
    audit = ask()
    sys.stdout.write(f"{audit.told()}\n")
    sys.exit(not audit.is_good_enough(sys.argv[1:]))
