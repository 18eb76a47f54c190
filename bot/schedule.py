"""What runs by itself, and how often: one row per job, periods in seconds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.jobs import Job
from bot.settings import Settings
from core.alerting import Alerting
from core.digesting import Digesting
from core.documents import Documents
from core.domain.reason import System
from core.hinting import Hints
from core.inviting import Inviting
from core.ports import LedgerTx
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
DAY_SECONDS = 24 * 3600
RETENTION = timedelta(days=90)
"""How long processed periods, hints and messages are kept."""

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


def digest_job(digesting: Digesting) -> Job:
    """Return the job that tells the morning's overview, once a business day."""
    return Job("mornings", MORNING_SECONDS, digesting.tell_if_due)


def retention_job(systems: Systems) -> Job:
    """Return the job that forgets what is long done; invoices keep their history."""
    return Job("retention", DAY_SECONDS, lambda: systems.ledger.write(_forget))


def _forget(tx: LedgerTx) -> object:
    return tx.forget(tx.now - RETENTION)
