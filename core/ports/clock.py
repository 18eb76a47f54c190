"""Time and progress."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Time: UTC for people and records, monotonic seconds for waiting."""

    def now(self) -> datetime:
        """Return the present moment, timezone-aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that only ever grow."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait that many seconds."""
        ...


@dataclass(frozen=True)
class Progress:
    """How far a run is; ``of`` is ``None`` while the number is not known."""

    done: int
    of: int | None
    waiting_until: datetime | None = None


Report = Callable[[Progress], None]
