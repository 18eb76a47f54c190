"""A clock for telling the past: it stands where the story is, then runs on."""

from __future__ import annotations

from datetime import datetime

from sandbox.wire import Clock


class StoryClock:
    """Shows the moment being told, and the real one once the story has caught up."""

    def __init__(self, real: Clock) -> None:
        self._real = real
        self._told: datetime | None = None

    def now(self) -> datetime:
        """Return the moment of the story, in UTC."""
        return self._told or self._real.now()

    def tell(self, moment: datetime | None) -> None:
        """Move to a moment of the story; ``None`` returns to the present."""
        self._told = moment

    async def sleep(self, seconds: float) -> None:
        """Wait on the real clock."""
        await self._real.sleep(seconds)
