"""Whether the bot can work: its database, and each system it needs.

Reading the database does not tell whether it takes what it is given, and what was
known of a system yesterday does not tell whether it answers now: both are tried.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Final

from bot.check_ports import Trouble
from bot.database_trouble import database_trouble
from core.domain.reason import System
from core.errors import ConnectionRevoked, RateLimited, RemoteError
from core.ports import Clock, Ledger
from core.standing import lost_since

log = logging.getLogger(__name__)

TRIED: Final = "ready"
"""The mark that is moved to see whether the database can be written to."""

EVERY_SECONDS: Final = 5.0
"""How often it is moved at the most, however often somebody asks."""

REMEMBERED_SECONDS: Final = 55.0
"""How long the answer of a system stands for all who ask.

With the time an answer may take, an outage shows within about a minute.
"""

ANSWER_SECONDS: Final = 8.0
"""How long a system may take; whoever asks us gives up a little later."""

LOGIN: Final = "login"
"""Without it nothing can be asked at all."""

GONE: Final = (
    "the file of the database was deleted or replaced; stop the bot, put the last "
    "backup in its place, and start it"
)


class DatabaseReadiness:
    """Writes a little now and then, and remembers that it went well.

    ``in_place`` tells whether the file that is written to is the one at the address
    still: into a deleted one SQLite writes on, and all of it is lost with the process.
    """

    def __init__(
        self, ledger: Ledger, clock: Clock, in_place: Callable[[], bool] = lambda: True
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._in_place = in_place
        self._wrote_at: float | None = None
        self._told_gone = False

    async def lost(self) -> Mapping[System, datetime]:
        """Return the lost connections.

        Raises ``Trouble`` if the file is gone, and what the driver raises.
        """
        if not await asyncio.to_thread(self._in_place):
            raise self._gone()
        self._told_gone = False
        now = self._clock.monotonic()
        if self._wrote_at is None or now - self._wrote_at > EVERY_SECONDS:
            self._wrote_at = None
            await self._ledger.write(lambda tx: tx.marks.put(TRIED, tx.now))
            self._wrote_at = now
        return await self._ledger.read(lost_since)

    def _gone(self) -> Trouble:
        if not self._told_gone:
            log.error("database-file-gone")
        self._told_gone = True
        return Trouble(GONE)


class Trial:
    """One cheap question to one system, at most once a minute for all who want to know.

    Whoever comes while it is being asked waits for the same answer.
    """

    def __init__(self, ask: Callable[[], Awaitable[object]], clock: Clock) -> None:
        self._ask = ask
        self._clock = clock
        self._line = asyncio.Lock()
        self._asked_at: float | None = None
        self._problem: str | None = None

    async def problem(self) -> str | None:
        """Return why the system cannot be used; ``None`` if it can."""
        async with self._line:
            now = self._clock.monotonic()
            if self._asked_at is None or now - self._asked_at >= REMEMBERED_SECONDS:
                self._problem = await self._found_out()
                self._asked_at = now
            return self._problem

    def forget(self) -> None:
        """Have the next one who comes ask anew."""
        self._asked_at = None

    async def _found_out(self) -> str | None:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._ask()
        except TimeoutError:
            return f"no answer within {ANSWER_SECONDS:.0f} seconds"
        except Exception as error:  # noqa: BLE001 (whatever it is, it cannot be used)
            return _reason(error)
        return None


class Readiness:
    """What cannot be used, part by part: the database first, then every system."""

    def __init__(
        self, database: DatabaseReadiness, trials: Mapping[System, Trial]
    ) -> None:
        self._database = database
        self._trials = trials

    async def __call__(self) -> Mapping[str, str]:
        """Return the problem of each part that cannot be used."""
        try:
            lost = await self._database.lost()
        except Exception as error:  # noqa: BLE001 (whatever a driver raises means the same)
            return {"database": problem_of(error)}
        told = await asyncio.gather(
            *(self._problem(system, lost.get(system)) for system in self._trials)
        )
        pairs = zip(self._trials, told, strict=True)
        return {system.value: problem for system, problem in pairs if problem}

    async def _problem(self, system: System, since: datetime | None) -> str | None:
        trial = self._trials[system]
        if since is None:
            return await trial.problem()
        # Another one asks whether it is back; the answer of before says nothing then.
        trial.forget()
        return f"connection lost since {since.isoformat()}"


def problem_of(error: BaseException) -> str:
    """Return what is wrong with the database in a few words."""
    if isinstance(error, Trouble):
        return error.text
    trouble = database_trouble(error)
    return trouble.problem if trouble else type(error).__name__


def _reason(error: Exception) -> str | None:
    match error:
        case Trouble():
            return error.text
        case RateLimited(operation=operation) if operation != LOGIN:
            # It answers; being busy is no outage, and the work waits its turn.
            return None
        case RateLimited():
            return f"no login allowed now: {error.detail}"
        case ConnectionRevoked():
            return f"the connection has ended ({error.operation})"
        case RemoteError():
            return f"{error.operation}: {error.detail or type(error).__name__}"
    return type(error).__name__
