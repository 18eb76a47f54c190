"""How bad a seed is: the odds of every trouble, drawn once per seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

MINUTE = 60.0
HOUR = 60 * MINUTE

CALL_ODDS = 0.006
CRITICAL_CALLS = {
    "POST /creditor/invoice": 0.06,
    "/oauth2/access_token": 0.06,
    "/api/chat.": 0.04,
    "/cdn/": 0.05,
}
"""How likely a worker is struck at a call: likelier where a death hurts most."""

UNIT_ODDS = 0.001
CRITICAL_UNITS = {
    "Alerting.look": 0.2,
    "Documents.": 0.03,
    "Gatherer.first": 0.02,
    "Inviting.": 0.15,
    "Renewal._save": 0.05,
    "TeamleaderHints._store": 0.12,
    "Watch._mark": 0.05,
    "_Made.write": 0.05,
    "create_once": 0.05,
}
"""The same at a unit of work that changes something."""

BEFORE = ("429", "500", "502", "503")
SPOILED = ("html", "cut", "lost-answer", "after-502")
LOST = ("no-connection", "lost-request")


@dataclass(frozen=True)
class Fate:
    """What becomes of one call: seconds there, seconds back, and what goes wrong."""

    there: float
    back: float
    trouble: str = ""


@dataclass
class Weather:
    """The odds of one seed; ``calm`` ends every trouble."""

    chance: Random
    workers: int
    rate_limit: int
    access_seconds: float
    skewed: bool
    pace: float
    trouble: float
    spikes: float
    kills: int
    freezes: int
    slow: float
    calm: bool = False

    @classmethod
    def drawn(cls, chance: Random) -> Weather:
        """Draw the weather of a seed."""
        return cls(
            chance=chance,
            workers=chance.choice((2, 2, 3)),
            rate_limit=chance.choice((20, 40, 200)),
            access_seconds=chance.choice((400.0, 400.0, 900.0)),
            skewed=chance.random() < 0.5,
            pace=chance.choice((1.0, 1.0, 6.0, 6.0)),
            trouble=chance.choice((0.0, 0.03, 0.08, 0.15)),
            spikes=chance.choice((0.0, 0.01, 0.03)),
            kills=chance.choice((0, 1, 2, 3)),
            freezes=chance.choice((0, 1, 1)),
            slow=chance.choice((0.0, 0.0, 0.02)),
        )

    def clears_up(self) -> None:
        """Let everything go well from now on."""
        self.calm = True

    def skew(self) -> float:
        """Draw how many seconds a machine's clock is ahead, up to ten minutes."""
        return self.chance.uniform(-600, 600) if self.skewed else 0.0

    def fate(self, operation: str) -> Fate:
        """Draw what becomes of a call."""
        there, back = (self.chance.uniform(0.02, 0.2) for _ in range(2))
        if self.calm:
            return Fate(there, back)
        if self.chance.random() < self.spikes:
            there += self.chance.uniform(2, 70)
        if self.chance.random() < self.spikes:
            back += self.chance.uniform(2, 70)
        worse = 2 if odds_of(operation, CRITICAL_CALLS, 0) else 1
        if self.chance.random() < self.trouble * worse:
            kind = self.chance.choice((*BEFORE, *SPOILED, *LOST))
            return Fate(there, back, kind)
        return Fate(there, back)

    def unit_seconds(self) -> float:
        """Draw how long the database takes for one unit of work."""
        if not self.calm and self.chance.random() < self.slow:
            return self.chance.uniform(1, 12)
        return self.chance.uniform(0.0005, 0.003)

    def strikes(self, odds: float) -> str:
        """Draw whether a worker dies or freezes at this point, while any is left."""
        if self.calm or not (self.kills or self.freezes):
            return ""
        if self.chance.random() >= odds:
            return ""
        if self.chance.randrange(self.kills + self.freezes) < self.kills:
            self.kills -= 1
            return "kill"
        self.freezes -= 1
        return "freeze"

    def frozen_seconds(self) -> float:
        """Draw for how long a frozen worker stands still: often past its leases."""
        if self.pace == 1.0:
            return self.chance.uniform(20, 120)
        return self.chance.uniform(500, 1500)


def odds_of(what: str, critical: Mapping[str, float], else_: float) -> float:
    """Return how likely a process is struck at a call or a unit of work."""
    return next((odds for name, odds in critical.items() if name in what), else_)
