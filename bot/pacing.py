"""Not more than one message per second and channel: more is what Slack refuses."""

from __future__ import annotations

from core.ports.clock import Clock

SECONDS_APART = 1.0
_KEPT = 100


class Pace:
    """Lets whoever writes to a channel wait for their turn."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._free_at: dict[str, float] = {}

    async def turn(self, channel: str) -> None:
        """Return when the channel may be written to again."""
        now = self._clock.monotonic()
        at = max(now, self._free_at.get(channel, now))
        if len(self._free_at) >= _KEPT:
            self._free_at.clear()
        self._free_at[channel] = at + SECONDS_APART
        if at > now:
            await self._clock.sleep(at - now)
