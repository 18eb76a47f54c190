"""Where keys come from."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

import storage.keys
from core.errors import ConfigurationError
from storage.keys import keys_for, load_or_make_keys


def test_a_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "bot.db.keys"
    made = load_or_make_keys(path)

    assert load_or_make_keys(path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["bot.db.keys"]
    Fernet(made[0])


def test_a_file_may_hold_several_keys_newest_first(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_text("newer\nolder\n")

    assert load_or_make_keys(path) == ("newer", "older")


def test_the_first_of_two_that_start_together_makes_the_key(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    made = load_or_make_keys(path)
    storage.keys._make(path)

    assert load_or_make_keys(path) == made
    assert [file.name for file in tmp_path.iterdir()] == ["keys"]


def test_given_keys_are_used_as_they_are(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/bot.db"

    assert keys_for(url, ["given"]) == ("given",)
    assert list(tmp_path.iterdir()) == []


def test_keys_are_kept_beside_the_sqlite_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/bot.db"
    made = keys_for(url, [])

    assert load_or_make_keys(tmp_path / "bot.db.keys") == made


def test_in_memory_a_key_lives_as_long_as_the_data() -> None:
    assert keys_for("sqlite://", []) != keys_for("sqlite://", [])


def test_on_postgresql_keys_have_to_be_given() -> None:
    with pytest.raises(ConfigurationError, match="ENCRYPTION_KEYS"):
        keys_for("postgresql://host/db", [])
