"""Disks that fail at any write, and copies taken at any moment."""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from core.ports.ledger import LedgerTx
from core.ports.watch import Hint, OutboxMessage
from storage.ledger import SqlLedger, open_ledger
from tests.chaos.disk import FULL, IO_ERROR, OK, asked
from tests.conftest import KEY

WRITES = 200
COPIES = 50
UNITS = 40
STILL_BROKEN = 2
"""How many more units are tried after the first that failed."""


@dataclass
class Diary:
    """What was asked of a ledger, and what it said that it kept."""

    tried: int = 0
    kept: list[int] = field(default_factory=list)


def unit(number: int, tx: LedgerTx) -> None:
    """Write a hint and the message that goes with it: both or none."""
    tx.hints.add([Hint("invoice", str(number), "invoice.booked")])
    tx.outbox.put(OutboxMessage("stock", str(number), {"count": number}))


async def write_on(ledger: SqlLedger, diary: Diary) -> None:
    """Write units until one has failed, and a few more."""
    left = UNITS
    for number in range(UNITS):
        diary.tried += 1
        try:
            await ledger.write(partial(unit, number))
        except DBAPIError:
            left = min(left, STILL_BROKEN)
        else:
            diary.kept.append(number)
        left -= 1
        if left < 0:
            return


def found_in(path: Path) -> set[int]:
    """Return the units a file holds whole; fails if it is damaged or holds halves."""
    connection = sqlite3.connect(path)
    try:
        sound = connection.execute("PRAGMA integrity_check").fetchall()
        hints = set(connection.execute("SELECT subject_id FROM hint"))
        messages = set(connection.execute("SELECT key FROM outbox"))
    finally:
        connection.close()
    assert sound == [("ok",)]
    assert hints == messages
    return {int(number) for (number,) in hints}


@dataclass
class Failing:
    """A disk that fails at one write, or from one write on."""

    at: int
    code: int
    for_good: bool
    asked: int = 0

    def __call__(self) -> int:
        self.asked += 1
        now = self.asked >= self.at if self.for_good else self.asked == self.at
        return self.code if now else OK


@pytest.mark.parametrize(
    ("code", "for_good", "every"),
    [
        pytest.param(IO_ERROR, False, 1, id="one-error"),
        pytest.param(IO_ERROR, True, 10, id="errors-from-then-on"),
        pytest.param(FULL, True, 10, id="full-from-then-on"),
    ],
)
async def test_a_write_that_fails_leaves_all_or_nothing(
    code: int, for_good: bool, every: int, migrated_file: Path, tmp_path: Path
) -> None:
    """At each (or every so many) of the first writes; what was promised is there."""
    wrong: list[int] = []
    for at in range(1, WRITES + 1, every):
        path = Path(shutil.copy(migrated_file, tmp_path / f"{at}.db"))
        diary, disk = Diary(), Failing(at, code, for_good)
        with asked(disk):
            async with open_ledger(f"sqlite:///{path}", [KEY]) as ledger:
                await write_on(ledger, diary)
        assert disk.asked >= at
        if not set(diary.kept) <= found_in(path) <= set(range(diary.tried)):
            wrong.append(at)

    assert wrong == []


@dataclass
class Copying:
    """Copies the files of a ledger just before every so many writes."""

    path: Path
    folder: Path
    diary: Diary
    every: int
    asked: int = 0
    taken: dict[Path, tuple[int, ...]] = field(default_factory=dict)

    def __call__(self) -> int:
        self.asked += 1
        if self.asked % self.every == 0 and len(self.taken) < COPIES:
            copy = self.folder / f"copy-{self.asked}.db"
            for end in ("", "-wal"):
                if Path(f"{self.path}{end}").exists():
                    shutil.copy(f"{self.path}{end}", f"{copy}{end}")
            self.taken[copy] = tuple(self.diary.kept)
        return OK


async def test_a_copy_of_any_moment_holds_all_that_was_promised(
    migrated_file: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(migrated_file, tmp_path / "ledger.db"))
    diary = Diary()
    disk = Copying(path, tmp_path, diary, every=5)
    with asked(disk):
        async with open_ledger(f"sqlite:///{path}", [KEY]) as ledger:
            await write_on(ledger, diary)

    assert len(disk.taken) == COPIES
    for copy, kept in disk.taken.items():
        assert set(kept) <= found_in(copy)
