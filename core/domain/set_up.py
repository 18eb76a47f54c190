"""What has to be done before the bot can work for people, and how far that is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.domain.reason import Facts


class Step(StrEnum):
    """What is to be done, in the order in which people read it; any order works."""

    TEAMLEADER = "teamleader"
    TWIKEY = "twikey"
    STRICT = "strict"
    PROFILE = "profile"
    CHANNEL = "channel"
    TEST = "test"


class Done(StrEnum):
    """Whether a step is done; what nobody can know yet is open, never done."""

    YES = "yes"
    NO = "no"
    WAITS = "waits"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Tick:
    """One step: how far it is, and facts such as who confirmed it when."""

    step: Step
    done: Done
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True)
class Vouched:
    """What a person said or asked for, which no system tells."""

    by: str
    at: datetime

    def spelled(self) -> str:
        """Return it as it is stored."""
        return f"{self.by} {self.at.isoformat()}"


@dataclass(frozen=True)
class SetUp:
    """Every step with its tick."""

    ticks: tuple[Tick, ...]

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to do."""
        return all(tick.done is Done.YES for tick in self.ticks)

    @property
    def count_done(self) -> int:
        """How many steps are done."""
        return sum(tick.done is Done.YES for tick in self.ticks)

    def of(self, step: Step) -> Tick:
        """Return the tick of a step."""
        return next(tick for tick in self.ticks if tick.step is step)


def read_vouched(stored: str | None) -> Vouched | None:
    """Read what :meth:`Vouched.spelled` returned; ``None`` for anything else."""
    by, _, at = (stored or "").partition(" ")
    try:
        return Vouched(by, datetime.fromisoformat(at)) if by else None
    except ValueError:
        return None
