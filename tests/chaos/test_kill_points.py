"""A worker that is killed anywhere loses nothing and doubles nothing."""

from __future__ import annotations

import asyncio

import pytest

from tests.chaos.deaths import ENGINES, Verdicts, every_death
from tests.chaos.points import POINTS, Point
from tests.chaos.server import Server

DEATHS = [(point, ENGINES[at % len(ENGINES)]) for at, point in enumerate(POINTS[::2])]
"""Every other point, the engines by turns: what fits into the time of a build.

The full set has each point on each engine, five times: ``python -m tests.chaos``.
"""


@pytest.fixture(scope="module")
def verdicts(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    """Every death, several at a time: most of one is waiting for leases."""
    folder = tmp_path_factory.mktemp("deaths")
    return asyncio.run(every_death(DEATHS, folder, server))


@pytest.mark.parametrize(
    ("point", "engine"), DEATHS, ids=[f"{one.name}-{engine}" for one, engine in DEATHS]
)
def test_dying_there_loses_and_doubles_nothing(
    point: Point, engine: str, verdicts: Verdicts
) -> None:
    wrong = verdicts[point.name, engine]

    if wrong is not None:
        raise wrong
