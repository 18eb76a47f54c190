"""How long is kept what is over and done with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Keep:
    """The moments before which things are forgotten; ``None`` keeps them for ever.

    ``inbox`` is about what was worked off: hints, requests, periods, sent messages and
    closed alerts. ``history`` is about sights and events of finished invoices and about
    runs, ``audit`` about acts of people.
    """

    inbox: datetime | None = None
    history: datetime | None = None
    audit: datetime | None = None
