"""What ``check`` asks of every connection, and what a line of its report is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from core.domain.custom_fields import FieldDefinition
from core.domain.policy import Policy
from core.ports.source import Department


class Level(StrEnum):
    """How a line of the report is meant: only ``wrong`` makes the check fail."""

    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True)
class CheckLine:
    """One line: which part, what was found, and how to mend it."""

    level: Level
    part: str
    text: str
    mend: str = ""


class Trouble(Exception):
    """A part cannot be used: what is wrong, and how to mend it."""

    def __init__(self, text: str, mend: str = "") -> None:
        self.text = text
        self.mend = mend
        super().__init__(text)


class TargetProfile(Protocol):
    """A profile as Twikey lists it."""

    @property
    def id(self) -> str:
        """Return its number."""
        ...

    @property
    def name(self) -> str:
        """Return its name."""
        ...


class Connections(Protocol):
    """Every connection, to be tried one by one.

    Raises ``Trouble`` or ``RemoteError`` where one cannot be used.
    """

    async def database(self) -> str:
        """Write something, read it back, and return the kind of database."""
        ...

    async def policy(self) -> Policy:
        """Return the business settings in force."""
        ...

    async def account(self) -> str:
        """Return the connected Teamleader account."""
        ...

    async def departments(self) -> Sequence[Department]:
        """Return the departments of that account."""
        ...

    async def field_definitions(self) -> Sequence[FieldDefinition]:
        """Return the custom fields of that account."""
        ...

    async def merchant(self) -> str:
        """Log in at Twikey and return the creditor's number."""
        ...

    async def profiles(self) -> Sequence[TargetProfile] | None:
        """Return Twikey's profiles; ``None`` where Twikey does not list them."""
        ...

    async def profile_exists(self, profile_id: str) -> bool:
        """Ask Twikey for one profile."""
        ...

    async def slack(self) -> str:
        """Return the name of the workspace and of the bot in it."""
        ...

    async def channel_joined(self) -> bool | None:
        """Whether the bot is in its channel; ``None`` where Slack does not tell."""
        ...

    async def foreign_customers(self) -> Sequence[tuple[str, str, str]]:
        """Return name, our number and Twikey's of customers that differ."""
        ...
