"""Which profiles Twikey has: asked in two ways, and remembered for a while."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from core.adapters.reading import Misshapen
from core.adapters.twikey import mapping, wire
from core.adapters.twikey.mapping import ListedProfile
from core.errors import UnexpectedResponse
from core.ports import Clock

KEEP = timedelta(minutes=10)
KEEP_NO = timedelta(minutes=1)
"""A profile that is not there is asked for again soon: somebody may be mending it."""

_NO_SUCH_PROFILE = frozenset({"err_no_such_ct", "err_invalid_ct", "err_not_found"})

Read = Callable[[wire.Ask], Awaitable[wire.Found | wire.No]]


REMEMBERED_MOST = 1_000
"""How many profiles that no list names are remembered at a time."""


class Profiles:
    """Asks Twikey for its profiles; every method raises ``RemoteError``s only."""

    def __init__(self, read: Read, clock: Clock) -> None:
        self._read = read
        self._clock = clock
        self._turn = asyncio.Lock()
        self._listed: tuple[ListedProfile, ...] | None = None
        self._listed_at: datetime | None = None
        self._told: dict[str, tuple[bool, datetime]] = {}

    async def active(self) -> tuple[ListedProfile, ...] | None:
        """Return the active profiles; ``None`` if this account cannot list them.

        The list is not in the API description, so a no or an odd answer is no error.
        """
        try:
            reading = await self._read(wire.list_profiles())
            if isinstance(reading, wire.No):
                return None
            return mapping.profiles(reading.content)
        except (Misshapen, UnexpectedResponse):
            return None

    async def exists(self, profile_id: str) -> bool:
        """Whether Twikey knows a profile; anything but digits is none."""
        if not (profile_id.isascii() and profile_id.isdecimal()):
            return False
        reading = await self._read(wire.payment_methods(profile_id))
        if not isinstance(reading, wire.No):
            return True
        if reading.error.code in _NO_SUCH_PROFILE:
            return False
        raise reading.error

    async def names(self) -> Mapping[str, str]:
        """Return the names of the active profiles by id; nothing if not listed."""
        async with self._turn:
            listed = await self._remembered(KEEP)
        return {profile.id: profile.name for profile in listed or ()}

    async def knows(self, profile_id: str) -> bool:
        """Whether there is such an active profile, by the list if there is one."""
        async with self._turn:
            if _is_among(profile_id, await self._remembered(KEEP)):
                return True
            # An empty list says nothing: whoever collects has at least one profile.
            if listed := await self._remembered(KEEP_NO):
                return _is_among(profile_id, listed)
            return await self._asked_about(profile_id)

    async def _remembered(self, keep: timedelta) -> tuple[ListedProfile, ...] | None:
        if not self._is_fresh(self._listed_at, keep):
            self._listed = await self.active()
            self._listed_at = self._clock.now()
        return self._listed

    async def _asked_about(self, profile_id: str) -> bool:
        known, told_at = self._told.get(profile_id, (False, None))
        if not self._is_fresh(told_at, KEEP if known else KEEP_NO):
            known = await self.exists(profile_id)
            self._remember(profile_id, known=known)
        return known

    def _remember(self, profile_id: str, *, known: bool) -> None:
        if len(self._told) >= REMEMBERED_MOST:
            self._told.clear()
        self._told[profile_id] = (known, self._clock.now())

    def _is_fresh(self, at: datetime | None, keep: timedelta) -> bool:
        return at is not None and self._clock.now() - at < keep


def _is_among(profile_id: str, listed: tuple[ListedProfile, ...] | None) -> bool:
    return any(profile.id == profile_id for profile in listed or ())
