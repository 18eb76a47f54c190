"""The running bot: Slack, the web server, the schedule."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from bot.app import SlackApp, SlackSettings
from bot.bootstrap.core import Core, open_core
from bot.bootstrap.tools import TeamleaderConsent
from bot.commands.call import Desk, Oversight
from bot.consent import ConsentDesk, redirect_address
from bot.delivery import Places
from bot.hooks import TeamleaderHints, hooks_address, twikey_door, webhook_secret
from bot.jobs import Job, running
from bot.memory import spare_what_stays
from bot.metrics import Metrics
from bot.outbox import Outbox
from bot.schedule import (
    BOTH,
    TWIKEY,
    digest_job,
    document_jobs,
    hook_jobs,
    retention_job,
    watch_jobs,
)
from bot.settings import Settings
from bot.slack_api import SlackApi, make_client
from bot.telling import Teller
from bot.views import speaker
from bot.waking import Waker
from bot.web import Doors, serve_web, slack_door, web_application
from core.alerting import Alerting
from core.choices import Choices
from core.digesting import Digesting
from core.domain.reason import System
from core.errors import RemoteError
from core.hinting import Hints
from core.marking import mark_paid
from core.readings import follow_feed
from core.registering import Registering
from core.reporting import Reporting
from core.standing import lost_since, resting
from core.watching import Watch

log = logging.getLogger(__name__)


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
        watching = await _watching(settings, core, stack)
        jobs = _jobs(settings, core, watching)
        consent = _consent_desk(settings, core)
        app = _slack_app(settings, core, _oversight(core, jobs, consent))
        stack.push_async_callback(app.aclose)
        doors = _doors(settings, app, watching, consent)
        application = web_application(doors, watching.metrics, lambda: _unready(core))
        url = await stack.enter_async_context(
            serve_web(application, settings.host, settings.port)
        )
        if settings.slack_app_token:
            token = settings.slack_app_token.get_secret_value()
            await stack.enter_async_context(app.connected(token))
        await stack.enter_async_context(_outbox(settings, core).running())
        await stack.enter_async_context(running(jobs, core.ledger, core.systems.clock))
        log.info("serving", extra={"url": url})
        yield Bot(core, app, url)


@dataclass(frozen=True)
class _Watching:
    """What watches Teamleader and Twikey without anybody asking."""

    watch: Watch
    hints: Hints
    hints_waker: Waker
    feed_waker: Waker
    inbox: TeamleaderHints
    secret: str
    metrics: Metrics


async def _watching(settings: Settings, core: Core, stack: AsyncExitStack) -> _Watching:
    watch = Watch(core.systems, hints_expected=settings.public_url is not None)
    hints = Hints(core.systems, watch)
    hints_waker = Waker("hints", resting(core.ledger, BOTH, hints.follow))
    feed_waker = Waker(
        "feed", resting(core.ledger, TWIKEY, lambda: follow_feed(core.systems))
    )
    for waker in (hints_waker, feed_waker):
        await stack.enter_async_context(waker.awake())
    given = settings.teamleader_webhook_secret
    secret = await webhook_secret(
        core.ledger, given.get_secret_value() if given else None
    )
    metrics = Metrics()
    inbox = TeamleaderHints(core.ledger, secret, metrics, hints_waker.wake)
    stack.push_async_callback(inbox.aclose)
    return _Watching(watch, hints, hints_waker, feed_waker, inbox, secret, metrics)


async def serve(settings: Settings) -> None:
    """Run the bot until it is cancelled."""
    async with open_bot(settings):
        spare_what_stays()
        await asyncio.Event().wait()


def _slack_app(settings: Settings, core: Core, oversight: Oversight) -> SlackApp:
    secret = settings.slack_signing_secret
    desk = Desk(
        engine=core.engine,
        aftercare=core.aftercare,
        oversight=oversight,
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


def _oversight(
    core: Core, jobs: Sequence[Job], consent: ConsentDesk | None
) -> Oversight:
    return Oversight(
        alarms=Alerting(core.systems),
        reports=Reporting(core.systems, {job.name: job.every for job in jobs}),
        mark_paid=partial(mark_paid, core.systems),
        choices=Choices(core.systems),
        consent=(lambda: consent.request().link) if consent else None,
    )


def _outbox(settings: Settings, core: Core) -> Outbox:
    # A limit of Slack's puts the message off in the ledger instead of waiting here.
    client = make_client(
        settings.slack_bot_token.get_secret_value(),
        settings.slack_api_url,
        waits_out_limits=False,
    )
    teller = Teller(speaker("en", settings.time_zone), settings.slack_admins)
    fallbacks = (settings.slack_channel, *settings.slack_admins)
    places = Places(settings.slack_channel, fallbacks)
    return Outbox(SlackApi(client), core.systems, teller, places)


def _jobs(settings: Settings, core: Core, watching: _Watching) -> tuple[Job, ...]:
    jobs = (
        *document_jobs(settings, core.documents, core.inviting),
        *watch_jobs(
            settings,
            core.systems,
            watching.watch,
            watching.hints,
            Alerting(core.systems),
        ),
        digest_job(Digesting(core.systems)),
        retention_job(core.systems),
    )
    if settings.public_url is None:
        return jobs
    address = hooks_address(settings.public_url, watching.secret)
    registering = Registering(core.systems, core.teamleader)
    return (*jobs, *hook_jobs(lambda: registering.keep(address)))


def _doors(
    settings: Settings,
    app: SlackApp,
    watching: _Watching,
    consent: ConsentDesk | None,
) -> Doors:
    api_key = settings.twikey_api_key.get_secret_value()
    return Doors(
        slack=None if settings.slack_app_token else slack_door(app.bolt),
        teamleader_hint=watching.inbox.door,
        teamleader_answer=consent.door if consent else None,
        twikey_hint=twikey_door(api_key, watching.metrics, watching.feed_waker.wake),
    )


def _consent_desk(settings: Settings, core: Core) -> ConsentDesk | None:
    if settings.port == 0 and not settings.public_url:
        # Nobody could tell Teamleader where to send the browser back to.
        return None
    consent = TeamleaderConsent(
        core.teamleader, core.ledger, redirect_address(settings)
    )
    return ConsentDesk(consent, core.systems.clock)


async def _unready(core: Core) -> Mapping[str, str]:
    """Tell what cannot be used: the database first, then both connections."""
    problems: dict[str, str] = {}
    try:
        lost = await core.ledger.read(lost_since)
    except Exception as error:  # noqa: BLE001 (whatever a driver raises means the same)
        return {"database": type(error).__name__}
    for system, ask in (
        (System.TEAMLEADER, core.teamleader.account),
        (System.TWIKEY, core.twikey.merchant),
    ):
        if system in lost:
            problems[system.value] = f"lost since {lost[system].isoformat()}"
            continue
        try:
            await ask()
        except RemoteError as error:
            problems[system.value] = f"{error.operation}: {type(error).__name__}"
    return problems
