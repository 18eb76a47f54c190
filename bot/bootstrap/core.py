"""The engine and what it stands on, put together from the settings."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import uuid4

from bot.metrics import Metrics
from bot.settings import Settings, policy
from core.adapters.clock import SystemClock
from core.adapters.limiter import somebody_waits
from core.adapters.teamleader import Access as TeamleaderAccess
from core.adapters.teamleader import TeamleaderClient, open_teamleader
from core.adapters.teamleader.documents import open_documents
from core.adapters.twikey import Access as TwikeyAccess
from core.adapters.twikey import TwikeyClient, open_twikey
from core.aftercare import Aftercare
from core.documents import Documents
from core.domain.diagnosis import Ambiguous, Diagnosis
from core.domain.outcome import Run, RunTrigger
from core.domain.policy import Policy
from core.engine import Engine, unheard
from core.inviting import Inviting
from core.ports import Report
from core.scope import ImportOrder, NumbersScope
from core.standing import lost
from core.systems import Systems
from storage.keys import keys_for
from storage.ledger import SqlLedger, open_ledger

_FEW = 3
"""Invoices that somebody waits for, rather than leaves to be done."""


class PromptEngine(Engine):
    """The engine for people who wait: their questions use the slots kept for them."""

    async def run(self, order: ImportOrder, report: Report = unheard) -> Run:
        """Import; a person who asked for a few invoices does not wait behind others."""
        if not awaited(order):
            return await super().run(order, report)
        with somebody_waits():
            return await super().run(order, report)

    async def diagnose(self, typed: str) -> Diagnosis | Ambiguous:
        """Explain one invoice without waiting behind a backlog."""
        with somebody_waits():
            return await super().diagnose(typed)


def awaited(order: ImportOrder) -> bool:
    """Whether a person waits for the answer: who asks for many goes on meanwhile."""
    numbers = order.scope.numbers if isinstance(order.scope, NumbersScope) else ()
    return order.trigger is RunTrigger.MANUAL and 0 < len(numbers) <= _FEW


@dataclass(frozen=True)
class Core:
    """The engine and what it stands on, open."""

    engine: Engine
    systems: Systems
    metrics: Metrics
    ledger: SqlLedger
    teamleader: TeamleaderClient
    twikey: TwikeyClient
    documents: Documents
    inviting: Inviting

    @property
    def aftercare(self) -> Aftercare:
        """What people do for imported invoices."""
        return Aftercare(self.systems, self.documents, self.inviting)


@asynccontextmanager
async def open_core(settings: Settings) -> AsyncIterator[Core]:
    """Open the ledger and both connections; closes them in reverse.

    Nothing is called outside before somebody asks for something.
    """
    clock, metrics = SystemClock(), Metrics()
    async with AsyncExitStack() as stack:
        ledger = await stack.enter_async_context(ledger_of(settings))
        teamleader = await stack.enter_async_context(
            open_teamleader(
                _teamleader_access(settings),
                ledger,
                clock,
                rate_limit=settings.teamleader_rate_limit,
            )
        )
        twikey = await stack.enter_async_context(
            open_twikey(_twikey_access(settings), ledger, clock)
        )
        teamleader.tell_revoked(partial(lost, ledger))
        twikey.tell_revoked(partial(lost, ledger))
        systems = Systems(
            source=teamleader,
            target=twikey,
            ledger=ledger,
            clock=clock,
            policy=lambda: policy_in_force(settings, ledger),
            owner=owner_name(),
            run_ended=metrics.count_run,
        )
        pdfs = await stack.enter_async_context(
            open_documents(
                teamleader, settings.teamleader_api_url, settings.document_hosts
            )
        )
        first_wait = timedelta(seconds=settings.document_retry_seconds)
        yield Core(
            engine=PromptEngine(systems),
            systems=systems,
            metrics=metrics,
            ledger=ledger,
            teamleader=teamleader,
            twikey=twikey,
            documents=Documents(systems, pdfs, first_wait),
            inviting=Inviting(systems),
        )


async def policy_in_force(settings: Settings, ledger: SqlLedger) -> Policy:
    """Return the business settings: the environment's, less what people changed."""
    overrides, confirmed, decided = await ledger.read(
        lambda tx: (
            tx.settings.all(),
            tx.settings.confirmed_profiles(),
            tx.settings.decided(),
        )
    )
    return policy(settings, overrides, confirmed, decided)


def owner_name() -> str:
    """Name this worker: unique, and telling a person where it runs."""
    return f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}"


def ledger_of(settings: Settings) -> SqlLedger:
    """Open the ledger, its tables up to date."""
    url = settings.database_url.get_secret_value()
    given = [key.get_secret_value() for key in settings.encryption_keys]
    return open_ledger(url, keys_for(url, given))


def _teamleader_access(settings: Settings) -> TeamleaderAccess:
    seed = settings.teamleader_refresh_token
    return TeamleaderAccess(
        api_url=settings.teamleader_api_url,
        auth_url=settings.teamleader_auth_url,
        client_id=settings.teamleader_client_id.get_secret_value(),
        client_secret=settings.teamleader_client_secret.get_secret_value(),
        refresh_token=seed.get_secret_value() if seed else None,
    )


def _twikey_access(settings: Settings) -> TwikeyAccess:
    private_key = settings.twikey_private_key
    return TwikeyAccess(
        api_url=settings.twikey_api_url,
        api_key=settings.twikey_api_key.get_secret_value(),
        private_key=private_key.get_secret_value() if private_key else None,
    )
