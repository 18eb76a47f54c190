"""One death and what comes after it: from the booking to the verdict."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from tests.chaos.judging import comes_to_rest, headlines, judge
from tests.chaos.points import Point
from tests.chaos.server import Server
from tests.chaos.town import Town, open_town, until

ENGINES: Final = ("sqlite", "postgresql")
INVOICES: Final = 3
AT_ONCE: Final = 6
"""Most of a death is waiting for leases to run out."""

Verdicts = dict[tuple[str, str], Exception | None]
"""What was wrong, by the name of a trial and of an engine."""

Trial = Callable[[Path, str], Awaitable[object]]
"""Gets a folder of its own and the address of an empty ledger; raises if it failed."""

MAY_SPEND_A_TOKEN: Final = frozenset(
    {"after-token-call", "after-second-token-call", "after-feed-commit"}
    | {"before-login-call", "after-login-call", "after-login-commit"}
)
"""Dying here spends, or may spend, a refresh token that works once.

At the first two its answer is lost; at the others the two systems are asked for tokens
side by side. A person has to connect again.
"""


async def every_death(
    deaths: Iterable[tuple[Point, str]], folder: Path, server: Server
) -> Verdicts:
    """Die at each point on its engine, several at a time."""
    trials = {
        (point.name, engine): partial(die_and_go_on, point) for point, engine in deaths
    }
    return await several(trials, folder, server)


async def several(
    trials: Mapping[tuple[str, str], Trial], folder: Path, server: Server
) -> Verdicts:
    """Carry out trials by name and engine, each on a ledger of its own."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(name: str, engine: str, trial: Trial) -> Exception | None:
        async with turns:
            place = folder / f"{name}-{engine}"
            place.mkdir()
            with an_empty_ledger(engine, place, server) as url:
                return await _wrong_with(trial(place, url))

    wrong = await asyncio.gather(*(one(*key, trial) for key, trial in trials.items()))
    return dict(zip(trials, wrong, strict=True))


async def die_and_go_on(point: Point, folder: Path, ledger_url: str) -> None:
    """Kill a worker at a moment, let another one go on, and judge what came of it."""
    async with open_town(folder, ledger_url) as town:
        if "second-token" in point.name:
            town.stand_ins.teamleader.switches.access_seconds = 2
        for _ in range(INVOICES):
            town.books()
        town.books_in_dollars()
        await _dies(town, point)
        await _goes_on(town)
        await comes_to_rest(town, unless=lambda: town.refused_refreshes > 0)
        if town.refused_refreshes:
            assert point.name in MAY_SPEND_A_TOKEN
            await _connects_again(town)
            await comes_to_rest(town)
        judge(town)


async def _dies(town: Town, point: Point) -> None:
    worker = town.start(point)
    if await town.is_up(worker) and await town.has_taken_stock(worker):
        # One alone, then the others together: they are stored as one group.
        await town.hints(worker, only=1)
        await town.hints(worker)
    await town.has_died(worker)


async def _goes_on(town: Town) -> None:
    worker = town.start(env=town.sweeps_if_nothing_is_stored())
    # Whoever was not told "stored" tells again; nobody else does.
    if await town.is_up(worker):
        await town.hints(worker)
    assert worker.is_alive, worker.told()


async def _connects_again(town: Town) -> None:
    """Wait until the bot asks for it, and give it a new token, as a person does."""

    async def asked() -> bool:
        return any("Teamleader" in headline for headline in headlines(town))

    await until(asked, "the bot asks to be connected again", *town.workers)
    town.workers[-1].kill()
    town.start(env=town.another_seed() | {"SWEEP_SECONDS": "1"})


@contextmanager
def an_empty_ledger(engine: str, place: Path, server: Server) -> Iterator[str]:
    """Give the address of a database without any table, and take it back after."""
    if engine == "sqlite":
        yield f"sqlite:///{place}/ledger.db"
        return
    url = server.empty()
    yield url
    server.drop(url)


async def _wrong_with(trial: Awaitable[object]) -> Exception | None:
    try:
        await trial
    except Exception as wrong:  # noqa: BLE001 (told by the test of this trial)
        return wrong
    return None
