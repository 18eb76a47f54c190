"""What the command line opens beside the running bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.bootstrap.core import ledger_of, open_core
from bot.connections import LiveConnections
from bot.consent import redirect_address
from bot.consent_watch import Progress, SharedConsent
from bot.database_trouble import database_trouble
from bot.settings import Settings
from bot.slack_api import make_client
from core.adapters.teamleader import TeamleaderClient
from core.domain.reason import System
from core.engine import Engine
from core.errors import ConfigurationError, Problem
from core.ports import Ledger, LedgerTx
from core.standing import restored
from storage.copy import TARGET, CopiedTable, TargetUnusable, copy_ledger


@asynccontextmanager
async def open_engine(settings: Settings) -> AsyncIterator[Engine]:
    """Open the engine for one command."""
    async with open_core(settings) as core:
        yield core.engine


@asynccontextmanager
async def open_connections(settings: Settings) -> AsyncIterator[LiveConnections]:
    """Open the connections one by one, to be tried."""
    async with open_core(settings) as core:
        yield LiveConnections(
            settings=settings,
            ledger=core.ledger,
            source=core.teamleader,
            target=core.twikey,
            slack_client=make_client(
                settings.slack_bot_token.get_secret_value(), settings.slack_api_url
            ),
            policy_in_force=core.systems.policy,
            foreign=core.engine.foreign_customers,
        )


@asynccontextmanager
async def open_consent(settings: Settings) -> AsyncIterator[SharedConsent]:
    """Open what is needed to connect Teamleader."""
    async with open_core(settings) as core:
        yield TeamleaderConsent(
            core.teamleader, core.ledger, redirect_address(settings)
        )


@dataclass(frozen=True)
class TeamleaderConsent:
    """The consent of a person, for one address to come back to."""

    teamleader: TeamleaderClient
    ledger: Ledger
    redirect_uri: str

    def link(self, state: str) -> str:
        """Return the address at Teamleader where a person says yes."""
        return self.teamleader.authorization_link(state, self.redirect_uri)

    async def complete(self, code: str) -> str:
        """Turn the code into a stored connection; return the account's id."""
        account = await self.teamleader.exchange(code, self.redirect_uri)
        await restored(self.ledger, System.TEAMLEADER)
        return account

    async def expect(self, digest: str, by: str, seconds: float) -> None:
        """Remember a link that was given out, for every replica to know."""
        await self.ledger.write(lambda tx: tx.consents.expect(digest, by, seconds))

    async def take(self, digest: str) -> str | None:
        """Use a link up: return who asked for it, and ``None`` at every later time."""
        return await self.ledger.write(lambda tx: tx.consents.take(digest))

    async def progress(self, digest: str) -> Progress:
        """Return how far a link has come, whoever takes its answer."""
        return await self.ledger.read(lambda tx: _progress(tx, digest))

    async def account(self) -> str:
        """Return the account that is connected."""
        return await self.teamleader.account()


def _progress(tx: LedgerTx, digest: str) -> Progress:
    kept = tx.credentials.get(System.TEAMLEADER)
    return Progress(tx.consents.is_open(digest), kept.generation if kept else 0)


async def upgrade_database(settings: Settings) -> None:
    """Bring the tables up to date, and lock every secret with the newest key."""
    async with await asyncio.to_thread(ledger_of, settings) as ledger:
        await ledger.write(lambda tx: tx.relock())


async def copy_database(settings: Settings, to: str) -> Sequence[CopiedTable]:
    """Copy the whole ledger into another database and compare.

    Raises ``ConfigurationError`` where the other one cannot be used.
    """
    url = settings.database_url.get_secret_value()
    try:
        return await asyncio.to_thread(copy_ledger, url, to)
    except TargetUnusable as error:
        trouble = database_trouble(error.__cause__ or error)
        if trouble is None:
            raise
        # The words are those for the bot's own database; no bot runs on this one yet.
        mend = trouble.mend.partition(";")[0].replace("DATABASE_URL", TARGET)
        raise ConfigurationError([Problem(TARGET, trouble.problem, mend)]) from error
