"""The one composition root: everything is put together here, and only here."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from bot.app import SlackApp, SlackSettings
from bot.commands.call import Desk
from bot.connections import LiveConnections
from bot.consent import Consent, ConsentDesk, redirect_address
from bot.jobs import Job, running
from bot.metrics import Metrics
from bot.schedule import document_jobs, watch_jobs
from bot.settings import Settings, policy
from bot.slack_api import make_client
from bot.web import Doors, Handler, serve_web, slack_door, web_application
from core.adapters.clock import SystemClock
from core.adapters.teamleader import Access as TeamleaderAccess
from core.adapters.teamleader import TeamleaderClient, open_teamleader
from core.adapters.teamleader.documents import open_documents
from core.adapters.twikey import Access as TwikeyAccess
from core.adapters.twikey import TwikeyClient, open_twikey
from core.aftercare import Aftercare
from core.alerting import Alerting
from core.documents import Documents
from core.domain.policy import Policy
from core.engine import Engine
from core.errors import RemoteError
from core.hinting import Hints
from core.inviting import Inviting
from core.systems import Systems
from core.watching import Watch
from storage.copy import CopiedTable, copy_ledger
from storage.keys import keys_for
from storage.ledger import SqlLedger, open_ledger

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Core:
    """The engine and what it stands on, open."""

    engine: Engine
    systems: Systems
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
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        ledger = await stack.enter_async_context(_open_ledger(settings))
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
        systems = Systems(
            source=teamleader,
            target=twikey,
            ledger=ledger,
            clock=clock,
            policy=lambda: policy_in_force(settings, ledger),
            owner=owner_name(),
        )
        pdfs = await stack.enter_async_context(
            open_documents(
                teamleader, settings.teamleader_api_url, settings.document_hosts
            )
        )
        first_wait = timedelta(seconds=settings.document_retry_seconds)
        yield Core(
            engine=Engine(systems),
            systems=systems,
            ledger=ledger,
            teamleader=teamleader,
            twikey=twikey,
            documents=Documents(systems, pdfs, first_wait),
            inviting=Inviting(systems),
        )


@asynccontextmanager
async def open_engine(settings: Settings) -> AsyncIterator[Engine]:
    """Open the engine for one command."""
    async with open_core(settings) as core:
        yield core.engine


@dataclass(frozen=True)
class Bot:
    """The running bot; ``url`` is where health and webhooks are."""

    core: Core
    app: SlackApp
    url: str


@asynccontextmanager
async def open_bot(settings: Settings) -> AsyncIterator[Bot]:
    """Start the bot: Socket Mode if there is an app token, else HTTP."""
    async with AsyncExitStack() as stack:
        core = await stack.enter_async_context(open_core(settings))
        app = _slack_app(settings, core)
        stack.push_async_callback(app.aclose)
        application = web_application(
            _doors(settings, core, app), Metrics(), lambda: _unready(core)
        )
        url = await stack.enter_async_context(
            serve_web(application, settings.host, settings.port)
        )
        if settings.slack_app_token:
            token = settings.slack_app_token.get_secret_value()
            await stack.enter_async_context(app.connected(token))
        await stack.enter_async_context(
            running(_jobs(settings, core), core.ledger, core.systems.clock)
        )
        log.info("serving", extra={"url": url})
        yield Bot(core, app, url)


async def serve(settings: Settings) -> None:
    """Run the bot until it is cancelled."""
    async with open_bot(settings):
        await asyncio.Event().wait()


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
async def open_consent(settings: Settings) -> AsyncIterator[Consent]:
    """Open what is needed to connect Teamleader."""
    async with open_core(settings) as core:
        yield TeamleaderConsent(core.teamleader, redirect_address(settings))


@dataclass(frozen=True)
class TeamleaderConsent:
    """The consent of a person, for one address to come back to."""

    teamleader: TeamleaderClient
    redirect_uri: str

    def link(self, state: str) -> str:
        """Return the address at Teamleader where a person says yes."""
        return self.teamleader.authorization_link(state, self.redirect_uri)

    async def complete(self, code: str) -> str:
        """Turn the code into a stored connection; return the account's id."""
        return await self.teamleader.exchange(code, self.redirect_uri)


async def upgrade_database(settings: Settings) -> None:
    """Bring the tables up to date."""
    ledger = await asyncio.to_thread(_open_ledger, settings)
    await ledger.aclose()


async def copy_database(settings: Settings, to: str) -> Sequence[CopiedTable]:
    """Copy the whole ledger into another database and compare."""
    url = settings.database_url.get_secret_value()
    return await asyncio.to_thread(copy_ledger, url, to)


async def policy_in_force(settings: Settings, ledger: SqlLedger) -> Policy:
    """Return the business settings: the environment's, less what people changed."""
    overrides, confirmed = await ledger.read(
        lambda tx: (tx.settings.all(), tx.settings.confirmed_profiles())
    )
    return policy(settings, overrides, confirmed)


def owner_name() -> str:
    """Name this worker: unique, and telling a person where it runs."""
    return f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}"


def _slack_app(settings: Settings, core: Core) -> SlackApp:
    secret = settings.slack_signing_secret
    desk = Desk(
        engine=core.engine,
        aftercare=core.aftercare,
        clock=core.systems.clock,
        zone=settings.time_zone,
        channel=settings.slack_channel,
        confirm_above=settings.confirm_above,
    )
    return SlackApp(
        make_client(
            settings.slack_bot_token.get_secret_value(), settings.slack_api_url
        ),
        SlackSettings(
            admins=frozenset(settings.slack_admins),
            signing_secret=secret.get_secret_value() if secret else "",
        ),
        desk,
        core.ledger,
    )


def _jobs(settings: Settings, core: Core) -> tuple[Job, ...]:
    watch = Watch(core.systems, hints_expected=settings.public_url is not None)
    return (
        *document_jobs(settings, core.documents, core.inviting),
        *watch_jobs(
            settings,
            core.systems,
            watch,
            Hints(core.systems, watch),
            Alerting(core.systems),
        ),
    )


def _doors(settings: Settings, core: Core, app: SlackApp) -> Doors:
    return Doors(
        slack=None if settings.slack_app_token else slack_door(app.bolt),
        teamleader_answer=_consent_door(settings, core),
    )


def _consent_door(settings: Settings, core: Core) -> Handler | None:
    if settings.port == 0 and not settings.public_url:
        # Nobody could tell Teamleader where to send the browser back to.
        return None
    consent = TeamleaderConsent(core.teamleader, redirect_address(settings))
    return ConsentDesk(consent, core.systems.clock).door


async def _unready(core: Core) -> Mapping[str, str]:
    """Tell what cannot be used: the database first, then both connections."""
    problems: dict[str, str] = {}
    try:
        await core.ledger.read(lambda tx: tx.settings.all())
    except Exception as error:  # noqa: BLE001 (whatever a driver raises means the same)
        return {"database": type(error).__name__}
    for name, ask in (
        ("teamleader", core.teamleader.account),
        ("twikey", core.twikey.merchant),
    ):
        try:
            await ask()
        except RemoteError as error:
            problems[name] = f"{error.operation}: {type(error).__name__}"
    return problems


def _open_ledger(settings: Settings) -> SqlLedger:
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
