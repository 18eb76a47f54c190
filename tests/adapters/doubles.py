"""What the adapters lean on, in memory: a clock that jumps and a small ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar, cast

from core.domain.reason import System
from core.ports import LedgerTx
from core.ports.ledger import Credential
from sandbox.wire import ManualClock

T = TypeVar("T")

START = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


class JumpingClock(ManualClock):
    """A clock on which waiting takes no time; it remembers every wait."""

    def __init__(self, at: datetime = START) -> None:
        super().__init__(at)
        self.waits: list[float] = []

    def monotonic(self) -> float:
        return self.now().timestamp()

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        await super().sleep(seconds)

    def advance(self, seconds: float) -> None:
        self.set(self.now() + timedelta(seconds=seconds))


@dataclass
class MemoryCredentials:
    clock: JumpingClock
    stored: dict[str, Credential] = field(default_factory=dict)
    leases: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def get(self, name: str) -> Credential | None:
        return self.stored.get(name)

    def put(self, name: str, secret: str, expires_at: datetime | None) -> Credential:
        before = self.stored.get(name)
        generation = before.generation + 1 if before else 1
        self.stored[name] = Credential(secret, generation, expires_at)
        return self.stored[name]

    def lease(self, name: str, owner: str, seconds: float) -> bool:
        holder, until = self.leases.get(name, (owner, self.clock.now()))
        if holder != owner and until > self.clock.now():
            return False
        self.leases[name] = (owner, self.clock.now() + timedelta(seconds=seconds))
        return True

    def unlease(self, name: str, owner: str) -> None:
        if self.leases.get(name, ("", None))[0] == owner:
            del self.leases[name]


@dataclass
class MemorySlots:
    clock: JumpingClock
    taken: dict[System, list[datetime]] = field(default_factory=dict)
    parked: dict[System, datetime] = field(default_factory=dict)

    def take(self, system: System, limit: int, window: float) -> float:
        now, span = self.clock.now(), timedelta(seconds=window)
        until = self.parked.get(system, now)
        if until > now:
            return (until - now).total_seconds()
        recent = [at for at in self.taken.get(system, []) if at + span > now]
        self.taken[system] = recent
        if len(recent) >= limit:
            return (recent[len(recent) - limit] + span - now).total_seconds()
        recent.append(now)
        return 0.0

    def park(self, system: System, seconds: float) -> None:
        self.parked[system] = self.clock.now() + timedelta(seconds=seconds)


@dataclass
class MemoryTx:
    credentials: MemoryCredentials
    slots: MemorySlots


class DatabaseDown(Exception):
    """The database does not answer."""


class MemoryLedger:
    """As much of a ledger as the adapters use; ``fail_next`` writes can be lost."""

    def __init__(self, clock: JumpingClock) -> None:
        self.credentials = MemoryCredentials(clock)
        self.slots = MemorySlots(clock)
        self.fail_next = 0

    async def write(self, unit: Callable[[LedgerTx], T]) -> T:
        await asyncio.sleep(0)
        if self.fail_next:
            self.fail_next -= 1
            raise DatabaseDown
        return self._run(unit)

    jot = write

    async def read(self, query: Callable[[LedgerTx], T]) -> T:
        await asyncio.sleep(0)
        return self._run(query)

    def _run(self, unit: Callable[[LedgerTx], T]) -> T:
        # The books that adapters do not use are not there, on purpose.
        return unit(cast("LedgerTx", MemoryTx(self.credentials, self.slots)))
