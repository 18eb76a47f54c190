"""Secrets that run out and are renewed by one process for all.

The order is what matters: lease, read again, renew, save, use. A renewed secret that
was used before it was saved is lost with the process, and a single-use refresh token
with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from core.domain.reason import System
from core.errors import ConnectionRevoked, RemoteUnavailable
from core.ports import Clock, Ledger, LedgerTx
from core.ports.ledger import Credential

_LEASE_SECONDS = 90.0
_POLL_SECONDS = 0.25
_RECENT_SECONDS = 1.0
NOTHING = Credential("", 0)


@dataclass(frozen=True)
class Fresh:
    """A secret as it was just received; not yet saved, so not yet to be used."""

    secret: str = field(repr=False)
    expires_at: datetime | None = None


Renew = Callable[[Credential], Awaitable[Fresh]]

Revoked = Callable[[System], Awaitable[None]]
"""Hears of every call that failed because our permission has ended."""


async def unheard(system: System) -> None:
    """Tell nobody."""


class Renewal:
    """One named credential of the ledger and the way to renew it.

    ``renew`` gets the stored credential (``NOTHING`` before the first) and is called
    under the lease, by one task at a time.
    """

    def __init__(
        self, system: System, ledger: Ledger, clock: Clock, renew: Renew
    ) -> None:
        self._system = system
        self._ledger = ledger
        self._clock = clock
        self._renew = renew
        self._name = str(system)
        self._owner = uuid4().hex
        self._running: asyncio.Task[Credential] | None = None
        self._unsaved: tuple[Fresh, int] | None = None
        self._seen: tuple[Credential, float] = NOTHING, float("-inf")

    async def recent(self) -> Credential:
        """Return the credential as it was stored a second ago at most.

        Enough for a call that asks for the ``current`` one when it is refused.
        """
        seen, at = self._seen
        if self._clock.monotonic() - at < _RECENT_SECONDS:
            return seen
        return await self.current()

    async def current(self) -> Credential:
        """Return the stored credential, or ``NOTHING``."""
        asked_at = self._clock.monotonic()
        stored = await self._ledger.read(lambda tx: tx.credentials.get(self._name))
        return self._noted(stored or NOTHING, asked_at)

    async def newer_than(self, generation: int) -> Credential:
        """Return a credential of a later generation, renewing it if nobody has.

        The work goes on if the caller is cancelled: half a renewal loses the secret.
        """
        while True:
            if self._running is None or self._running.done():
                self._running = asyncio.create_task(self._renewed(generation))
                self._running.add_done_callback(_look_at)
            found = await asyncio.shield(self._running)
            if found.generation > generation:
                return found

    async def replace(self, fresh: Fresh) -> Credential:
        """Store a secret that a person just gave us, over whatever is there."""
        self._unsaved = None
        stored = await self._ledger.write(lambda tx: self._put(tx, fresh))
        return self._noted(stored, self._clock.monotonic())

    async def aclose(self) -> None:
        """Wait for a renewal that is under way."""
        if self._running is not None:
            await asyncio.wait([self._running])

    async def _renewed(self, generation: int) -> Credential:
        await self._save_what_was_left()
        found = await self._leased_or_newer(generation)
        if found is not None:
            return found
        try:
            return await self._renew_leased(generation)
        finally:
            await self._ledger.write(
                lambda tx: tx.credentials.unlease(self._name, self._owner)
            )

    async def _leased_or_newer(self, generation: int) -> Credential | None:
        """Wait until the lease is ours, or until somebody else has renewed."""
        started = self._clock.monotonic()
        while not await self._lease():
            stored = await self.current()
            if stored.generation > generation:
                return stored
            if self._clock.monotonic() - started > _LEASE_SECONDS:
                raise RemoteUnavailable(self._system, "connect", "renewal hangs")
            await self._clock.sleep(_POLL_SECONDS)
        return None

    async def _renew_leased(self, generation: int) -> Credential:
        stored = await self.current()
        if stored.generation > generation:
            return stored
        try:
            fresh = await self._renew(stored)
        except ConnectionRevoked:
            newer = await self.current()
            if newer.generation > stored.generation:
                return newer
            raise
        self._unsaved = (fresh, stored.generation)
        return await self._save(fresh, stored.generation)

    async def _save_what_was_left(self) -> None:
        # The database failed after the vendor had answered; nobody else has the secret.
        if self._unsaved is not None:
            await self._save(*self._unsaved)

    async def _save(self, fresh: Fresh, over: int) -> Credential:
        def unit(tx: LedgerTx) -> Credential:
            stored = tx.credentials.get(self._name)
            if stored is not None and stored.generation > over:
                return stored
            return self._put(tx, fresh)

        saved = await self._ledger.write(unit)
        self._unsaved = None
        return self._noted(saved, self._clock.monotonic())

    def _noted(self, stored: Credential, at: float) -> Credential:
        self._seen = stored, at
        return stored

    def _put(self, tx: LedgerTx, fresh: Fresh) -> Credential:
        return tx.credentials.put(self._name, fresh.secret, fresh.expires_at)

    async def _lease(self) -> bool:
        return await self._ledger.write(
            lambda tx: tx.credentials.lease(self._name, self._owner, _LEASE_SECONDS)
        )


def _look_at(task: asyncio.Task[Credential]) -> None:
    # Everybody who waited may be gone; an error nobody looks at would be logged.
    if not task.cancelled():
        task.exception()
