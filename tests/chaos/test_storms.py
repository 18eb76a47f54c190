"""Workers that keep dying lose nothing and double nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.deaths import ENGINES, an_empty_ledger
from tests.chaos.server import Server
from tests.chaos.storms import Storm, blow

A_SHORT_ONE = Storm(kills=7, workers=2)


@pytest.mark.parametrize("engine", ENGINES)
async def test_a_storm_of_deaths_loses_and_doubles_nothing(
    engine: str, tmp_path: Path, server: Server
) -> None:
    with an_empty_ledger(engine, tmp_path, server) as url:
        town = await blow(A_SHORT_ONE, tmp_path, url)

    assert sum(worker.was_killed for worker in town.workers) >= A_SHORT_ONE.kills
