"""The real connections, as ``check`` tries them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from slack_sdk.web.async_client import AsyncWebClient

from bot import slack_trial
from bot.check_ports import TargetProfile
from bot.settings import Settings
from bot.settings.addresses import is_postgresql
from core.domain.custom_fields import FieldDefinition
from core.domain.policy import Policy
from core.ports.ledger import Ledger
from core.ports.source import Department, InvoiceSource

_ROLE = "check"
_SECONDS = 5.0

ForeignCustomers = Callable[[], Awaitable[Sequence[tuple[str, str, str]]]]


class TriedTarget(Protocol):
    """What is asked of Twikey to try it."""

    async def merchant(self) -> str:
        """Log in and return the creditor's number."""
        ...

    async def profiles(self) -> Sequence[TargetProfile] | None:
        """Return the profiles; ``None`` where they are not listed."""
        ...

    async def profile_exists(self, profile_id: str) -> bool:
        """Ask for one profile."""
        ...


@dataclass(frozen=True)
class LiveConnections:
    """Every connection of one bot; ``foreign`` compares the customers of both sides."""

    settings: Settings
    ledger: Ledger
    source: InvoiceSource
    target: TriedTarget
    slack_client: AsyncWebClient
    policy_in_force: Callable[[], Awaitable[Policy]]
    foreign: ForeignCustomers

    async def database(self) -> str:
        """Take a role and give it back: a write that leaves nothing behind."""
        await self.ledger.write(lambda tx: tx.leaders.lead(_ROLE, _ROLE, _SECONDS))
        await self.ledger.write(lambda tx: tx.leaders.resign(_ROLE, _ROLE))
        url = self.settings.database_url.get_secret_value()
        return "PostgreSQL" if is_postgresql(url) else "SQLite"

    async def policy(self) -> Policy:
        """Return the business settings in force."""
        return await self.policy_in_force()

    async def account(self) -> str:
        """Return the connected Teamleader account."""
        return await self.source.account()

    async def departments(self) -> Sequence[Department]:
        """Return the departments of that account."""
        return await self.source.departments()

    async def field_definitions(self) -> Sequence[FieldDefinition]:
        """Return the custom fields of that account."""
        return await self.source.field_definitions()

    async def merchant(self) -> str:
        """Log in at Twikey and return the creditor's number."""
        return await self.target.merchant()

    async def profiles(self) -> Sequence[TargetProfile] | None:
        """Return Twikey's profiles; ``None`` where they are not listed."""
        return await self.target.profiles()

    async def profile_exists(self, profile_id: str) -> bool:
        """Ask Twikey for one profile."""
        return await self.target.profile_exists(profile_id)

    async def slack(self) -> str:
        """Return the name of the workspace and of the bot in it."""
        return await slack_trial.who_we_are(self.slack_client)

    async def channel_joined(self) -> bool | None:
        """Whether the bot is in its channel; ``None`` where Slack does not tell."""
        return await slack_trial.is_member(
            self.slack_client, self.settings.slack_channel
        )

    async def foreign_customers(self) -> Sequence[tuple[str, str, str]]:
        """Return the customers that Twikey has under another number."""
        return await self.foreign()
