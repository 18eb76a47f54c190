"""Whether the file of an open SQLite database is the one at its address still."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from storage.database import sqlite_path


def stays_in_place(url: str) -> Callable[[], bool]:
    """Remember the file as it is now, and return what tells whether it is there still.

    Ask for it right after opening. A database without a file never leaves its place.
    """
    path = sqlite_path(url)
    if path is None:
        return lambda: True
    where = Path(path).absolute()
    opened = _identity(where)
    return lambda: _identity(where) == opened


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
