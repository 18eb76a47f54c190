"""A database that goes away under load: nothing is promised that is not kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.server import Server
from tests.chaos.trouble import Ledgers, is_away
from tests.storage.postgres import binaries


@pytest.fixture
def own_server() -> Iterator[Server]:
    found = binaries()
    assert found is not None
    server = Server(found)
    yield server
    server.stop()


async def test_postgresql_may_crash_and_come_back_under_load(
    own_server: Server, tmp_path: Path
) -> None:
    ledgers = Ledgers(own_server.go_away, own_server.come_back)
    seen = await is_away(ledgers, tmp_path, own_server.empty())

    assert seen.alive.keys() == {200}
    assert seen.reasons == {"the database cannot be reached"}


async def test_a_full_disk_may_be_full_for_a_while(tmp_path: Path) -> None:
    flag = tmp_path / "full"
    ledgers = Ledgers(flag.touch, flag.unlink, full_while=flag)
    seen = await is_away(ledgers, tmp_path, f"sqlite:///{tmp_path}/ledger.db")

    assert seen.alive.keys() == {200}
    assert seen.reasons == {"the disk of the database is full"}
