"""What goes into a subcommand or a button and what comes out; nothing is sent here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.ports import (
    Aftercare,
    Alarms,
    Choices,
    ConsentLinks,
    Engine,
    MarkPaid,
    Reports,
)
from bot.views import Block, Message, speaker
from bot.views.outcome import Press
from bot.views.values import Value
from bot.words import Safe, Voice
from core.ports.clock import Clock, Report


@dataclass(frozen=True)
class Oversight:
    """What keeps an eye on things; without ``consent`` Slack offers no link."""

    alarms: Alarms
    reports: Reports
    mark_paid: MarkPaid
    choices: Choices
    consent: ConsentLinks | None = None


@dataclass(frozen=True)
class Desk:
    """What every subcommand works with."""

    engine: Engine
    aftercare: Aftercare
    oversight: Oversight
    clock: Clock
    zone: ZoneInfo
    channel: str
    confirm_above: int

    def voice(self, language: str) -> Voice:
        """Return the voice for a language."""
        return speaker(language, self.zone)


@dataclass(frozen=True)
class Call:
    """A subcommand as somebody typed it; ``text`` is what follows its name."""

    user: str
    channel: str
    text: str
    language: str
    team: str


class Surface(StrEnum):
    """Where a button was: in front of everybody, or of one person only."""

    CHANNEL = "channel"
    PRIVATE = "private"


@dataclass(frozen=True)
class Click:
    """A pressed button."""

    user: str
    channel: str
    value: Value
    language: str
    surface: Surface


@dataclass(frozen=True)
class Ending:
    """What finished work has to say, and where.

    ``private`` is for the person, ``public`` for the channel of summaries and ``here``
    for everybody in the channel where the person is. ``settled`` takes the place of
    the button that was pressed.
    """

    private: Message | None = None
    public: Message | None = None
    here: Message | None = None
    settled: tuple[Block, ...] = ()


Work = Callable[[Report], Awaitable[Ending]]


@dataclass(frozen=True)
class Job:
    """Work that takes a while; ``what`` says what it is about for its progress."""

    run: Work
    what: Safe | None = None


@dataclass(frozen=True)
class Reply:
    """The private first answer, and the work that goes on after it, if any."""

    first: Message | None = None
    job: Job | None = None


def press_of(click: Click, desk: Desk) -> Press:
    """Return who pressed a button, when, and what it carried."""
    return Press(click.user, desk.clock.now(), click.value)
