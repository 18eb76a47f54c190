"""What every use case works with, put together once at the start."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from core.domain.outcome import Run
from core.domain.policy import Policy
from core.ports import Clock, InvoiceSource, InvoiceTarget, Ledger


def _unheard(run: Run) -> None:
    """Tell nobody of a run."""


@dataclass(frozen=True)
class Systems:
    """The two systems, the ledger, the clock and the policy in force.

    ``owner`` names this worker in claims and leases; it is unique per process.
    Within it, ``feed_turn`` lets one read Twikey's feed at a time. ``run_ended`` hears
    of every import that ended, whoever began it.
    """

    source: InvoiceSource
    target: InvoiceTarget
    ledger: Ledger
    clock: Clock
    policy: Callable[[], Awaitable[Policy]]
    owner: str
    run_ended: Callable[[Run], None] = field(default=_unheard, compare=False)
    feed_turn: asyncio.Lock = field(default_factory=asyncio.Lock, compare=False)
