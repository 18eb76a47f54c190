"""Short patience with an outside system; long patience is the ledger's business."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from random import SystemRandom
from typing import TypeVar

from core.errors import RemoteUnavailable
from core.ports import Clock

T = TypeVar("T")

WAITS = (0.5, 2.0)
_RANDOM = SystemRandom()


def jittered(seconds: float, share: float = 0.5) -> float:
    """Lengthen a wait at random by up to a share, so that replicas do not march."""
    return seconds * _RANDOM.uniform(1.0, 1.0 + share)


async def persistently(clock: Clock, attempt: Callable[[], Awaitable[T]]) -> T:
    """Try up to three times while the system is unavailable; for reading only."""
    for wait in WAITS:
        try:
            return await attempt()
        except RemoteUnavailable:
            await clock.sleep(jittered(wait))
    return await attempt()
