"""What runs by itself, and how often: one row per job, periods in seconds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.jobs import Job
from bot.replays import forget_requests
from bot.settings import Settings
from core.alerting import Alerting
from core.customer_catch_up import CustomerCatchUp
from core.digesting import Digesting
from core.documents import Documents
from core.domain.reason import System
from core.hinting import Hints
from core.inviting import Inviting
from core.mandates import follow_mandates
from core.ports import Ledger, LedgerTx
from core.ports.retention import Keep
from core.readings import follow_feed
from core.standing import probe
from core.systems import Systems
from core.watching import Watch

FEED_SECONDS = 300
HINT_SECONDS = 5
"""A hint wakes its job at once; this is for those whose waiting time is over."""

DOCUMENT_SECONDS = 15
JUDGE_SECONDS = 30
ALERT_SECONDS = 60
PROBE_SECONDS = 60
CHECK_SECONDS = 6 * 3600
CUSTOMER_SECONDS = 3600
DAY_SECONDS = 24 * 3600
REPLAY_SECONDS = 600

MORNING_SECONDS = 60

TEAMLEADER = frozenset({System.TEAMLEADER})
TWIKEY = frozenset({System.TWIKEY})
BOTH = TEAMLEADER | TWIKEY


def document_jobs(
    settings: Settings, documents: Documents, inviting: Inviting
) -> tuple[Job, ...]:
    """Return the jobs that care for imported invoices."""
    every = min(DOCUMENT_SECONDS, settings.document_retry_seconds)
    return (
        Job("documents", every, documents.retrieve_due, BOTH),
        Job("invitations", every, inviting.send_due, BOTH),
    )


def watch_jobs(
    settings: Settings, systems: Systems, watch: Watch, hints: Hints, alerting: Alerting
) -> tuple[Job, ...]:
    """Return the jobs that find, import and alert."""
    return (
        Job("feed", FEED_SECONDS, lambda: follow_feed(systems), TWIKEY),
        Job("mandates", FEED_SECONDS, lambda: follow_mandates(systems), TWIKEY),
        Job("sweep", settings.sweep_seconds, watch.sweep, BOTH),
        Job("hints", HINT_SECONDS, hints.follow, BOTH),
        Job("judge-again", JUDGE_SECONDS, watch.judge_again, BOTH),
        Job("check-open", CHECK_SECONDS, watch.check_open, BOTH),
        Job("alerts", min(ALERT_SECONDS, settings.alert_after_seconds), alerting.look),
        Job("connections", PROBE_SECONDS, lambda: probe(systems)),
    )


def hook_jobs(keep: Callable[[], Awaitable[object]]) -> tuple[Job, ...]:
    """Return the job that keeps our webhooks registered, exactly once each."""
    return (Job("hooks", DAY_SECONDS, keep, TEAMLEADER),)


def customers_job(settings: Settings, catching_up: CustomerCatchUp) -> Job:
    """Return the job that finds the customer changes no hint told of.

    Without a public address no hint ever comes, so it looks as often as the sweep.
    """
    seconds = CUSTOMER_SECONDS if settings.public_url else settings.sweep_seconds
    return Job("customers", seconds, catching_up.catch_up, BOTH)


def digest_job(digesting: Digesting) -> Job:
    """Return the job that tells the morning's overview, once a business day."""
    return Job("mornings", MORNING_SECONDS, digesting.tell_if_due)


def housekeeping_jobs(settings: Settings, ledger: Ledger) -> tuple[Job, ...]:
    """Return the jobs that forget what is done, and lock secrets with the newest key.

    How long what is kept is the settings' to say.
    """

    def keep_house(tx: LedgerTx) -> None:
        tx.forget(kept(settings, tx.now))
        tx.relock()

    return (
        Job("retention", DAY_SECONDS, lambda: ledger.write(keep_house)),
        Job("replays", REPLAY_SECONDS, lambda: forget_requests(ledger)),
    )


def kept(settings: Settings, now: datetime) -> Keep:
    """Return the moments before which things are forgotten."""
    return Keep(
        inbox=_days_before(now, settings.keep_inbox_days),
        history=_days_before(now, settings.keep_history_days),
        audit=_days_before(now, settings.keep_audit_days),
    )


def _days_before(now: datetime, days: int | None) -> datetime | None:
    return None if days is None else now - timedelta(days=days)
