"""The running bot: Slack, the web server, the schedule."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from slack_sdk.signature import SignatureVerifier

from bot.app import SlackApp
from bot.bootstrap.core import Core, open_core
from bot.bootstrap.ready import readiness_of
from bot.bootstrap.slack import outbox_of, oversight_of, slack_app
from bot.bootstrap.tools import TeamleaderConsent
from bot.consent import ConsentDesk, redirect_address
from bot.hooks import TeamleaderHints, hooks_address, twikey_door, webhook_secret
from bot.jobs import Job, running
from bot.memory import spare_what_stays
from bot.metrics import Metrics
from bot.schedule import (
    BOTH,
    TWIKEY,
    customers_job,
    digest_job,
    document_jobs,
    hook_jobs,
    housekeeping_jobs,
    watch_jobs,
)
from bot.settings import Settings
from bot.slack_door import slack_door
from bot.waking import Waker
from bot.web import Doors, Handler, serve_web, web_application
from core.alerting import Alerting
from core.customer_catch_up import CustomerCatchUp
from core.digesting import Digesting
from core.domain.reason import System
from core.hinting import Hints
from core.mandates import follow_feeds
from core.registering import Registering
from core.standing import resting
from core.stocktaking import remember_start
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
        await remember_start(core.systems)
        watching = await _watching(settings, core, stack)
        jobs = _jobs(settings, core, watching)
        consent = _consent_desk(settings, core)
        app = slack_app(settings, core, oversight_of(core, jobs, consent))
        stack.push_async_callback(app.aclose)
        doors = _doors(settings, app, watching, consent)
        application = web_application(
            doors, watching.metrics, readiness_of(settings, core)
        )
        url = await stack.enter_async_context(
            serve_web(application, settings.host, settings.port)
        )
        if settings.slack_app_token:
            token = settings.slack_app_token.get_secret_value()
            await stack.enter_async_context(app.connected(token))
        await stack.enter_async_context(outbox_of(settings, core).running())
        await stack.enter_async_context(running(jobs, core.ledger, core.systems.clock))
        log.info("serving", extra={"url": url})
        yield Bot(core, app, url)


Keeper = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class _Watching:
    """What watches Teamleader and Twikey without anybody asking."""

    watch: Watch
    hints: Hints
    hints_waker: Waker
    feed_waker: Waker
    inbox: TeamleaderHints
    keep_hooks: Keeper | None
    metrics: Metrics


async def _watching(settings: Settings, core: Core, stack: AsyncExitStack) -> _Watching:
    given = settings.teamleader_webhook_secret
    secret = await webhook_secret(
        core.ledger, given.get_secret_value() if given else None
    )
    keep = _keeper_of_hooks(settings, core, secret)
    watch = Watch(
        core.systems,
        hints_expected=keep is not None,
        repair=keep,
        sweep_every=timedelta(seconds=settings.sweep_seconds),
    )
    hints = Hints(core.systems, watch)
    hints_waker = Waker("hints", resting(core.ledger, BOTH, hints.follow))
    feed_waker = Waker(
        "feed", resting(core.ledger, TWIKEY, lambda: follow_feeds(core.systems))
    )
    for waker in (hints_waker, feed_waker):
        await stack.enter_async_context(waker.awake())
    metrics = core.metrics
    inbox = TeamleaderHints(core.ledger, secret, metrics, hints_waker.wake)
    stack.push_async_callback(inbox.aclose)
    return _Watching(watch, hints, hints_waker, feed_waker, inbox, keep, metrics)


def _keeper_of_hooks(settings: Settings, core: Core, secret: str) -> Keeper | None:
    """Return what keeps our webhooks registered; without an address there are none."""
    if settings.public_url is None:
        return None
    address = hooks_address(settings.public_url, secret)
    registering = Registering(core.systems, core.teamleader)
    return lambda: registering.keep(address)


async def serve(settings: Settings) -> None:
    """Run the bot until it is cancelled."""
    async with open_bot(settings):
        spare_what_stays()
        await asyncio.Event().wait()


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
        customers_job(settings, CustomerCatchUp(core.systems, watching.watch)),
        digest_job(Digesting(core.systems)),
        *housekeeping_jobs(settings, core.ledger),
    )
    if watching.keep_hooks is None:
        return jobs
    return (*jobs, *hook_jobs(watching.keep_hooks))


def _doors(
    settings: Settings,
    app: SlackApp,
    watching: _Watching,
    consent: ConsentDesk | None,
) -> Doors:
    api_key = settings.twikey_api_key.get_secret_value()
    return Doors(
        slack=_slack_door(settings, app, watching.metrics),
        teamleader_hint=watching.inbox.door,
        teamleader_answer=consent.door if consent else None,
        twikey_hint=twikey_door(api_key, watching.metrics, watching.feed_waker.wake),
    )


def _slack_door(settings: Settings, app: SlackApp, metrics: Metrics) -> Handler | None:
    secret = settings.slack_signing_secret
    if settings.slack_app_token or secret is None:
        return None
    verifier = SignatureVerifier(secret.get_secret_value())
    return slack_door(app.bolt, verifier, partial(metrics.count_hint, System.SLACK))


def _consent_desk(settings: Settings, core: Core) -> ConsentDesk | None:
    if settings.port == 0 and not settings.public_url:
        # Nobody could tell Teamleader where to send the browser back to.
        return None
    consent = TeamleaderConsent(
        core.teamleader, core.ledger, redirect_address(settings)
    )
    return ConsentDesk(consent)
