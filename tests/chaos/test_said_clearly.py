"""What a person reads at the command line when the database cannot be used."""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.bot.test_settings import ENOUGH
from tests.conftest import KEY

SMALLEST = 50_000
"""Bytes a file may grow to where the disk has no room for more."""


def read_only(path: Path) -> str:
    return f"sqlite:///file:{path}?mode=ro&uri=true"


def damaged(path: Path) -> str:
    path.write_bytes(b"no ledger at all" * 1000)
    return f"sqlite:///{path}"


def without_folder(path: Path) -> str:
    return f"sqlite:///{path}/there/is/none.db"


def away(path: Path) -> str:
    return f"postgresql://bot@/ledger?host={path.parent}"


@pytest.mark.parametrize("command", ["check", "serve"])
@pytest.mark.parametrize(
    ("address", "words"),
    [
        (read_only, "can be read, but not written to"),
        (damaged, "damaged or holds something else"),
        (away, "cannot be reached"),
    ],
)
async def test_a_sentence_and_a_way_out_but_no_traceback(
    command: str, address: object, words: str, migrated_file: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(migrated_file, tmp_path / "ledger.db"))
    url = address(path)  # type: ignore[operator]

    assert_clear(*await run(command, {"DATABASE_URL": url}), words)


NO_KEYS = {"ENCRYPTION_KEYS": ""}


def a_folder(path: Path) -> str:
    return f"sqlite:///{path.parent}"


def without_a_port(_: Path) -> str:
    return "postgresql://bot:s3cr3t@127.0.0.1:abc/x"


@pytest.mark.parametrize(
    ("address", "more", "words"),
    [
        (without_folder, {}, "a folder that is not there"),
        (without_folder, NO_KEYS, "a folder that is not there"),
        (a_folder, {}, "names a folder"),
        (a_folder, NO_KEYS, "names a folder"),
        (without_a_port, {}, "not a number"),
    ],
)
@pytest.mark.parametrize(("command", "code"), [("serve", 2), ("check", 1)])
async def test_an_address_that_cannot_be_right_is_a_wrong_setting(
    address: Callable[[Path], str],
    more: Mapping[str, str],
    words: str,
    command: str,
    code: int,
    tmp_path: Path,
) -> None:
    url = address(tmp_path / "ledger.db")

    status, told = await run(command, {"DATABASE_URL": url, **more})

    assert status == code
    assert "DATABASE_URL" in told
    assert words in told
    assert "s3cr3t" not in told
    assert "Traceback" not in told


async def test_a_disk_without_room_is_told(tmp_path: Path) -> None:
    env = {"DATABASE_URL": f"sqlite:///{tmp_path}/new.db"}

    assert_clear(*await run("check", env, SMALLEST), "disk of the database")


async def run(
    command: str, env: Mapping[str, str], largest: int | None = None
) -> tuple[int | None, str]:
    """Run the bot's command; returns its exit status and all it wrote."""

    def limited() -> None:
        if largest is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    path = {"PATH": os.defpath}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", command),
        env={**path, **ENOUGH, "ENCRYPTION_KEYS": KEY, "PORT": "0", **env},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        preexec_fn=limited,
    )
    async with asyncio.timeout(60):
        told, _ = await process.communicate()
    return process.returncode, told.decode()


def assert_clear(status: int | None, told: str, words: str) -> None:
    assert status == 1
    assert words in told
    assert "Traceback" not in told
    assert len(told.strip().splitlines()) <= 3
