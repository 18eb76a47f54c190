"""Check ``manifest.yml`` against Slack's own schema.

Used as ``python -m tests.manifest_schema PATH_TO_SCHEMA``; prints every problem and
ends with 1 if there is one.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import jsonschema
import yaml

MANIFEST = Path(__file__).parent.parent / "manifest.yml"


def manifest() -> dict[str, Any]:
    """Return the manifest as Slack would read it."""
    read: dict[str, Any] = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    return read


def problems(schema: dict[str, Any]) -> list[str]:
    """Return what the schema objects to."""
    checker = jsonschema.Draft7Validator(schema)
    return [
        f"{'/'.join(str(part) for part in error.absolute_path)}: {error.message}"
        for error in checker.iter_errors(manifest())
    ]


def main(arguments: list[str]) -> int:
    """Print the problems and return the exit status."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m tests.manifest_schema PATH_TO_SCHEMA\n")
        return 2
    schema = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    found = problems(schema)
    for problem in found:
        sys.stderr.write(f"{problem}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
