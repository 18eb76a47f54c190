"""Moving a ledger to PostgreSQL, killed in the middle and started again."""

from __future__ import annotations

import multiprocessing
import signal
from pathlib import Path

import pytest

from core.ports.ledger import LedgerTx
from core.ports.watch import Hint
from storage.copy import CopiedTable, copy_ledger
from storage.ledger import open_ledger
from tests.chaos.killing import arm
from tests.chaos.points import Place, Point, When
from tests.chaos.server import Server
from tests.conftest import KEY
from tests.storage.test_copy import fill, rows_of

HINTS = 3000

MOMENTS = (
    Point("in-the-migration", When.AFTER, Place.STATEMENT, "CREATE TABLE", 20),
    Point("after-a-table", When.AFTER, Place.STATEMENT, "INSERT INTO invoice"),
    Point("in-a-large-table", When.AFTER, Place.STATEMENT, "INSERT INTO hint", 2),
    Point("before-the-commit", When.BEFORE, Place.COMMIT, "INSERT INTO hint"),
    Point("after-the-commit", When.AFTER, Place.COMMIT, "INSERT INTO hint"),
)


def much(tx: LedgerTx) -> None:
    fill(tx)
    tx.hints.add([Hint("invoice", str(one), "invoice.booked") for one in range(HINTS)])


def copy_and_die(point: Point, source: str, target: str) -> None:
    """Runs in a process of its own."""
    arm(point)
    copy_ledger(source, target)


@pytest.mark.parametrize("point", MOMENTS, ids=lambda point: point.name)
async def test_a_copy_that_is_killed_can_simply_be_started_again(
    point: Point, server: Server, tmp_path: Path
) -> None:
    source, target = f"sqlite:///{tmp_path}/from.db", server.empty()
    async with open_ledger(source, [KEY]) as ledger:
        await ledger.write(much)
    before = rows_of(source)
    forks = multiprocessing.get_context("forkserver")
    copying = forks.Process(target=copy_and_die, args=(point, source, target))
    copying.start()
    copying.join(60)
    assert copying.exitcode == -signal.SIGKILL

    copied = copy_ledger(source, target)

    assert CopiedTable("hint", HINTS + 1) in copied
    assert rows_of(target) == rows_of(source) == before
    server.drop(target)
