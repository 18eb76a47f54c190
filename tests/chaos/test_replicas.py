"""Replicas on PostgreSQL share the work and stay out of each other's way."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.chaos import replicas
from tests.chaos.deaths import Verdicts, several
from tests.chaos.server import Server

ROUNDS = 12


@pytest.fixture
def shared_url(server: Server) -> Iterator[str]:
    url = server.empty()
    yield url
    server.drop(url)


async def test_three_replicas_share_the_work(shared_url: str, tmp_path: Path) -> None:
    creators = await replicas.share_the_work(tmp_path, shared_url, invoices=30)

    assert len(creators) == 3
    assert sum(creators.values()) == 30


async def test_each_period_is_worked_once(shared_url: str, tmp_path: Path) -> None:
    swept = await replicas.take_turns(tmp_path, shared_url, periods=6)

    assert swept >= 6


async def test_the_window_holds_for_all_together(
    shared_url: str, tmp_path: Path
) -> None:
    assert await replicas.share_the_window(tmp_path, shared_url, 40, 30) == 0


async def test_no_refresh_token_is_used_twice(shared_url: str, tmp_path: Path) -> None:
    """With clocks ten minutes fast and ten minutes slow."""
    assert await replicas.renew_together(tmp_path, shared_url, ROUNDS) == 0


@pytest.fixture(scope="module")
def verdicts(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    """Every freeze, several at a time."""
    freezes = {
        (name, "postgresql"): partial(replicas.freeze_and_thaw, name)
        for name in replicas.FREEZES
    }
    folder = tmp_path_factory.mktemp("freezes")
    return asyncio.run(several(freezes, folder, server))


@pytest.mark.parametrize("name", replicas.FREEZES)
def test_a_replica_that_was_frozen_drops_its_result(
    name: str, verdicts: Verdicts
) -> None:
    wrong = verdicts[name, "postgresql"]

    if wrong is not None:
        raise wrong
