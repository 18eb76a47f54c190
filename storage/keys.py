"""Where the keys of the stored secrets come from."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet

from core.errors import ConfigurationError, Problem
from storage.database import demand_place, is_sqlite, sqlite_path


def keys_for(url: str, given: Sequence[str]) -> tuple[str, ...]:
    """Return the given keys, or those kept beside the SQLite file, made if need be.

    Raises ``ConfigurationError`` on PostgreSQL without keys: replicas share them, and a
    key beside the bot would be lost with its machine.
    """
    if given:
        return tuple(given)
    if not is_sqlite(url):
        raise ConfigurationError([_NEEDED])
    path = sqlite_path(url)
    if path is None:
        return (_new_key(),)
    demand_place(path)
    return load_or_make_keys(Path(path + ".keys"))


def load_or_make_keys(path: Path) -> tuple[str, ...]:
    """Read a key file, one key per line, newest first; make it (mode 0600) if absent.

    Two processes that start together end up with the same key.
    """
    if not path.exists():
        _make(path)
    return tuple(path.read_text("ascii").split())


_NEEDED = Problem(
    "ENCRYPTION_KEYS",
    "is missing, and on PostgreSQL nothing can be made in its place",
    "make a Fernet key, give it to every replica, and keep a copy elsewhere",
)


_SHUT = Problem(
    "DATABASE_URL",
    "names a file in a folder where the bot may not make files",
    "let the user that runs the bot write there, or correct the address",
)


def _make(path: Path) -> None:
    # Written aside and then linked: nobody ever reads half a file, the first one wins.
    try:
        handle, aside = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    except OSError as error:
        raise ConfigurationError([_SHUT]) from error
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(_new_key() + "\n")
            file.flush()
            os.fsync(file.fileno())
        _link(aside, path)
    finally:
        Path(aside).unlink()


def _link(aside: str, path: Path) -> None:
    try:
        path.hardlink_to(aside)
    except FileExistsError:
        return


def _new_key() -> str:
    return Fernet.generate_key().decode("ascii")
