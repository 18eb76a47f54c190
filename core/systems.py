"""What every use case works with, put together once at the start."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from core.domain.policy import Policy
from core.ports import Clock, InvoiceSource, InvoiceTarget, Ledger


@dataclass(frozen=True)
class Systems:
    """The two systems, the ledger, the clock and the policy in force.

    ``owner`` names this worker in claims and leases; it is unique per process.
    Within it, ``feed_turn`` lets one read Twikey's feed at a time.
    """

    source: InvoiceSource
    target: InvoiceTarget
    ledger: Ledger
    clock: Clock
    policy: Callable[[], Awaitable[Policy]]
    owner: str
    feed_turn: asyncio.Lock = field(default_factory=asyncio.Lock, compare=False)
