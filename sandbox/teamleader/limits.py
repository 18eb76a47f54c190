"""The rate limit: so many calls per sliding minute and client id."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

WINDOW = timedelta(seconds=60)


@dataclass(frozen=True)
class Allowance:
    """What is left after a call; reset is when the oldest call leaves the window."""

    limit: int
    remaining: int
    reset: datetime
    allowed: bool

    def headers(self, reset_format: str) -> dict[str, str]:
        """Write the three headers; the reset time has been seen in several forms."""
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": written_reset(self.reset, reset_format),
        }


def written_reset(reset: datetime, reset_format: str) -> str:
    """Write the reset time: never an epoch, and two of the forms cut fractions off."""
    if reset_format == "millis":
        return reset.isoformat(timespec="milliseconds").replace("+00:00", "+0000")
    if reset_format == "offset":
        local = reset.astimezone(timezone(timedelta(hours=1)))
        return local.strftime("%Y-%m-%dT%H:%M:%S%z")
    return reset.isoformat(timespec="seconds")


class Limits:
    """Counts every call, refused ones too."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._taken: dict[str, deque[datetime]] = {}

    def take(self, client_id: str, now: datetime) -> Allowance:
        """Count a call and say whether it is within the limit."""
        taken = self._taken.setdefault(client_id, deque())
        while taken and taken[0] + WINDOW <= now:
            taken.popleft()
        taken.append(now)
        left = self.limit - len(taken)
        return Allowance(self.limit, max(0, left), taken[0] + WINDOW, left >= 0)
