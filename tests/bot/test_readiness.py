"""Being ready means that the database and every system can be used just now."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

import bot.readiness
from bot.readiness import GONE, DatabaseReadiness, Readiness, Trial
from core.domain.reason import System
from core.errors import (
    ConnectionRevoked,
    RateLimited,
    RemoteError,
    RemoteUnavailable,
)
from core.standing import lose, restore
from storage.ledger import SqlLedger, open_ledger
from storage.place import stays_in_place
from tests.builders import NOW
from tests.conftest import KEY
from tests.engine.doors import CompanyClock


@dataclass
class Answering:
    """A system that answers, until it is given what goes wrong."""

    wrong: RemoteError | None = None
    asked: int = 0

    async def __call__(self) -> None:
        self.asked += 1
        # Whoever else wants to know comes in meanwhile.
        await asyncio.sleep(0)
        if self.wrong is not None:
            raise self.wrong


@dataclass
class Watched:
    """A readiness with systems that can be broken, and a clock."""

    ledger: SqlLedger
    clock: CompanyClock = field(default_factory=lambda: CompanyClock(NOW))
    systems: Mapping[System, Answering] = field(
        default_factory=lambda: {system: Answering() for system in System}
    )

    def __post_init__(self) -> None:
        trials = {s: Trial(ask, self.clock) for s, ask in self.systems.items()}
        database = DatabaseReadiness(self.ledger, self.clock)
        self.problems = Readiness(database, trials)

    def advance(self, seconds: float) -> None:
        self.clock.set(self.clock.now() + timedelta(seconds=seconds))

    async def after(self, seconds: float) -> Mapping[str, str]:
        self.advance(seconds)
        return await self.problems()


@pytest.fixture
def watched(sqlite_ledger: SqlLedger) -> Watched:
    return Watched(sqlite_ledger)


async def test_each_system_is_asked_once_a_minute_however_many_want_to_know(
    watched: Watched,
) -> None:
    for _ in range(10):
        told = await asyncio.gather(*(watched.problems() for _ in range(5)))
        assert told == [{}] * 5
        watched.advance(5)

    assert {one.asked for one in watched.systems.values()} == {1}


@pytest.mark.parametrize("system", list(System))
async def test_an_outage_shows_within_a_minute_and_ends_by_itself(
    watched: Watched, system: System
) -> None:
    assert await watched.problems() == {}

    watched.systems[system].wrong = RemoteUnavailable(system, "list", "status 503")
    assert await watched.after(60) == {system.value: "list: status 503"}

    watched.systems[system].wrong = None
    assert await watched.after(60) == {}


async def test_a_system_that_is_busy_is_no_outage(watched: Watched) -> None:
    watched.systems[System.TWIKEY].wrong = RateLimited(System.TWIKEY, "invoice", 60)
    assert await watched.problems() == {}

    watched.systems[System.TWIKEY].wrong = RateLimited(System.TWIKEY, "login", 60)
    assert "no login" in (await watched.after(60))["twikey"]


async def test_a_revoked_permission_is_a_reason(watched: Watched) -> None:
    watched.systems[System.SLACK].wrong = ConnectionRevoked(System.SLACK, "auth.test")

    assert await watched.problems() == {"slack": "the connection has ended (auth.test)"}


async def test_a_system_that_never_answers_is_not_waited_for(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.readiness, "ANSWER_SECONDS", 0.01)
    silent = Trial(asyncio.Event().wait, watched.clock)
    database = DatabaseReadiness(watched.ledger, watched.clock)

    problems = await Readiness(database, {System.TWIKEY: silent})()

    assert problems["twikey"].startswith("no answer within")


async def test_a_lost_connection_is_not_asked_and_is_tried_when_it_is_back(
    watched: Watched,
) -> None:
    teamleader = watched.systems[System.TEAMLEADER]
    teamleader.wrong = ConnectionRevoked(System.TEAMLEADER, "list")
    await watched.problems()

    await watched.ledger.write(lambda tx: lose(tx, System.TEAMLEADER))
    assert "lost since" in (await watched.problems())["teamleader"]
    assert teamleader.asked == 1

    teamleader.wrong = None
    await watched.ledger.write(lambda tx: restore(tx, System.TEAMLEADER))
    assert await watched.problems() == {}


async def test_a_deleted_database_file_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    url = f"sqlite:///{file}"
    async with open_ledger(url, [KEY]) as ledger:
        database = DatabaseReadiness(ledger, CompanyClock(NOW), stays_in_place(url))
        assert await Readiness(database, {})() == {}

        file.rename(tmp_path / "aside.db")
        assert await Readiness(database, {})() == {"database": GONE}

        file.write_bytes(b"")
        assert await Readiness(database, {})() == {"database": GONE}

        file.unlink()
        (tmp_path / "aside.db").rename(file)
        assert await Readiness(database, {})() == {}


@pytest.mark.parametrize("url", ["sqlite://", "postgresql://u:p@db.example/x"])
def test_a_database_without_a_file_is_always_in_its_place(url: str) -> None:
    assert stays_in_place(url)()
