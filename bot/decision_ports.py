"""What deciding in Slack needs: settings, single invoices, and where it is told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import time
from typing import Protocol

from bot.views import Message
from core.choices import ChosenRoles
from core.choosing_profiles import ProfileOffer
from core.deciding import Excluded, Excluding, Redirected, TakenBack, Undone
from core.domain.consequences import Consequences
from core.domain.diagnosis import Ambiguous
from core.domain.invoice import SourceId
from core.domain.policy import Policy
from core.domain.profile import Profile
from core.domain.reason import Alert, Reason


class Choices(Protocol):
    """What admins decide about how the bot works; ``by`` is who decided."""

    async def present(self) -> Policy:
        """Return the settings in force."""
        ...

    async def alert_level(self, reason: Reason, level: Alert, by: str) -> None:
        """Let a cause alert, go to the digest, or stay silent."""
        ...

    async def digest_at(self, at: time, by: str) -> None:
        """Tell the overview at another time of business days."""
        ...

    async def automatic_import(self, by: str, *, on: bool) -> None:
        """Switch the automatic import on or off."""
        ...

    async def change(self, changes: Mapping[str, str], by: str) -> tuple[str, ...]:
        """Change several settings at once; return the names of those that differ."""
        ...

    async def confirm_profile(self, profile: Profile, by: str) -> None:
        """Vouch for the two switches of a profile at Twikey."""
        ...

    async def roles(self) -> ChosenRoles:
        """Return whom people chose as operators and admins."""
        ...

    async def choose_roles(self, chosen: ChosenRoles, by: str) -> None:
        """Choose operators and admins."""
        ...


class Directory(Protocol):
    """Who there is in the workspace."""

    async def groups(self) -> Mapping[str, str]:
        """Return the user groups, names by id; empty where Slack tells none.

        Raises ``RemoteError``.
        """
        ...


class Posting(Protocol):
    """Writing to a channel because somebody chose it."""

    async def post(self, channel: str, message: Message) -> object:
        """Post a message. Raises ``RemoteError``, also where we may not write."""
        ...


class Decisions(Protocol):
    """What people decide about one invoice; ``by`` is who decided."""

    async def leave_out(
        self, typed: str, by: str, wanted: Excluding
    ) -> Excluded | Undone | Ambiguous:
        """Keep an invoice out of Twikey; ``typed`` is a number or an id."""
        ...

    async def take_back(self, typed: str, by: str) -> TakenBack | Undone | Ambiguous:
        """Let a left out invoice in again, and judge it at once."""
        ...

    async def choose_profile(
        self, source_id: SourceId, profile_id: str, by: str
    ) -> Redirected | Undone:
        """Let one invoice go to a payment profile. Raises ``RemoteError``."""
        ...

    async def withdraw_profile(self, source_id: SourceId, by: str) -> bool:
        """Let the profile of an invoice be chosen as if nobody had."""
        ...


class Profiles(Protocol):
    """What there is to choose from, and what a choice would change."""

    async def offer(self) -> ProfileOffer:
        """Return the custom fields and profiles there are."""
        ...

    async def would_change(self, wanted: Policy) -> Consequences:
        """Tell what other settings would change for the open invoices."""
        ...

    async def recheck(self, reasons: Collection[Reason], by: str) -> int:
        """Judge again what is out for these reasons; return how many that are."""
        ...
