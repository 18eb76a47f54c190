"""What goes into a subcommand or a button and what comes out; nothing is sent here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.decision_ports import (
    Choices,
    Decisions,
    Directory,
    Posting,
    Profiles,
)
from bot.ports import (
    Aftercare,
    Alarms,
    ConsentLinks,
    Engine,
    MarkPaid,
    Overviews,
    Reports,
    SetUps,
    Supports,
)
from bot.views import Block, Message, speaker
from bot.views.blocks import Button
from bot.views.dialogs import View
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
    decisions: Decisions
    profiles: Profiles
    consent: ConsentLinks | None = None


@dataclass(frozen=True)
class Records:
    """What is shown of what is remembered."""

    overviews: Overviews
    set_ups: SetUps
    supports: Supports


@dataclass(frozen=True)
class Desk:
    """What every subcommand works with."""

    engine: Engine
    aftercare: Aftercare
    oversight: Oversight
    records: Records
    clock: Clock
    zone: ZoneInfo
    channel: str
    confirm_above: int
    people: Directory
    posting: Posting
    admins: tuple[str, ...] = ()
    channel_language: str = "en"

    @property
    def channel_voice(self) -> Voice:
        """Return the voice for what everybody in a channel reads."""
        return self.voice(self.channel_language)

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
    MODAL = "modal"
    HOME = "home"


Entered = Mapping[str, str | tuple[str, ...] | None]
"""What stands in fields, by action id: one value, several, or nothing."""


@dataclass(frozen=True)
class Click:
    """A pressed button; ``entered`` is what stood in the fields around it.

    ``language`` is the person's, ``board`` that of the message if it is another one.
    """

    user: str
    channel: str
    value: Value
    language: str
    surface: Surface
    entered: Entered = field(default_factory=dict)
    board: str | None = None

    @property
    def board_language(self) -> str:
        """The language of what takes the place of the button."""
        return self.board or self.language


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
class Dialog:
    """A modal to open: its ``title`` at once, and then the view that ``fill`` makes.

    Slack lets a modal be opened for three seconds after a click or a command, so
    whatever takes time belongs into ``fill``, which may raise ``RemoteError``.
    ``again`` is the button that is offered where those seconds were over.
    """

    title: Safe
    fill: Callable[[], Awaitable[View]]
    again: Button | None = None


@dataclass(frozen=True)
class Reply:
    """The dialog to open, the private first answer and the work that goes on after."""

    first: Message | None = None
    job: Job | None = None
    dialog: Dialog | None = None


def press_of(click: Click, desk: Desk) -> Press:
    """Return who pressed a button, when, and what it carried."""
    return Press(click.user, desk.clock.now(), click.value)
