"""What a waiting message says: made from its kind, its facts and the present state.

A kind is one function here and one row in ``KINDS``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.slack_api import Posted
from bot.views import Message
from bot.views import announcements as views
from bot.views.alert import alert, moved
from bot.views.digest import digest
from bot.views.greeting import greeting
from bot.words import Voice
from core.digesting import digest_of
from core.domain.history import DocumentState
from core.domain.invoice import SourceId
from core.domain.money import Money
from core.domain.policy import Policy, Window
from core.domain.reason import Facts, System
from core.ports import LedgerTx
from core.ports.watch import OutboxMessage


@dataclass(frozen=True)
class Telling:
    """A message with what is known of its place.

    ``standing`` is changed in place where it is still there. One that is no ``news`` is
    not posted where nothing stands. ``cause`` names the alert it belongs to.
    """

    message: Message
    standing: Posted | None = None
    news: bool = True
    cause: str | None = None


@dataclass(frozen=True)
class Present:
    """The state at this moment, and whom it is told to."""

    tx: LedgerTx
    policy: Policy
    voice: Voice
    admins: Collection[str]


Kind = Callable[[Present, Facts], Telling | None]


class Teller:
    """Finds the words for messages in a channel."""

    def __init__(self, voice: Voice, admins: Collection[str]) -> None:
        self.voice = voice
        self._admins = sorted(admins)

    def tell(
        self, tx: LedgerTx, policy: Policy, message: OutboxMessage
    ) -> Telling | None:
        """Return what to say; ``None`` if there is nothing to say any more.

        Raises ``KeyError`` for a kind that is not known (yet).
        """
        present = Present(tx, policy, self.voice, self._admins)
        return KINDS[message.kind](present, message.facts)


def _alert(present: Present, facts: Facts) -> Telling | None:
    cause = str(facts["cause"])
    record = present.tx.alerts.get(cause)
    if record is None:
        return None
    today = present.policy.day_of(present.tx.now)
    code, _, _ = cause.partition(":")
    mentioned = present.policy.audience.named_for(code)
    shown = alert(present.voice, record, today, mentioned)
    standing = None
    if record.channel and record.ts:
        standing = Posted(record.channel, record.ts)
    return Telling(shown, standing, news=bool(record.open_lines), cause=cause)


def _alert_moved(present: Present, facts: Facts) -> Telling | None:
    """Say in the older message of an alert that it goes on in a newer one."""
    record = present.tx.alerts.get(str(facts["cause"]))
    if record is None:
        return None
    standing = Posted(str(facts["channel"]), str(facts["ts"]))
    return Telling(moved(present.voice, record), standing, news=False)


def _zero_imported(present: Present, facts: Facts) -> Telling:
    told = facts.get("invoices")
    invoices = [
        (SourceId(one[0]), str(one[1]), Money.of(str(one[2]), str(one[3])))
        for one in (told if isinstance(told, list) else [])
    ]
    addresses = present.tx.watched.addresses([one for one, _, _ in invoices])
    lines = [(addresses.get(one), number, now) for one, number, now in invoices]
    return Telling(views.zero_imported(present.voice, lines))


def _test_alert(present: Present, facts: Facts) -> Telling:
    return Telling(views.test_alert(present.voice, facts))


def _stock(present: Present, facts: Facts) -> Telling:
    count = int(str(facts["count"]))
    return Telling(views.stock(present.voice, count, _days_of_stock(present)))


def _days_of_stock(present: Present) -> Window | None:
    """Return the days on which what is still out from before the start was created."""
    tx, policy = present.tx, present.policy
    since = policy.automatic_since or tx.now
    late = tx.watched.late(tx.now)
    days = [policy.day_of(one.created_at) for one in late if one.created_at < since]
    return Window(min(days), policy.day_of(tx.now)) if days else None


def _unannounced(present: Present, facts: Facts) -> Telling:
    return Telling(views.unannounced(present.voice, int(str(facts["count"]))))


def _missed_runs(present: Present, facts: Facts) -> Telling:
    return Telling(views.missed_runs(present.voice, facts))


def _hooks_repaired(present: Present, facts: Facts) -> Telling:
    return Telling(views.hooks_repaired(present.voice, facts))


def _connection_lost(present: Present, facts: Facts) -> Telling:
    system = System(str(facts["system"]))
    return Telling(views.connection_lost(present.voice, system, present.admins))


def _connection_back(present: Present, facts: Facts) -> Telling:
    system = System(str(facts["system"]))
    return Telling(views.connection_back(present.voice, system))


def _gave_up(present: Present, facts: Facts) -> Telling | None:
    source_id = SourceId(str(facts["source_id"]))
    record = present.tx.documents.of([source_id]).get(source_id)
    if record is None or record.state is not DocumentState.GAVE_UP:
        return None
    known = present.tx.invoices.known(source_id)
    number = known.number if known else None
    return Telling(views.gave_up(present.voice, source_id, number, record.problem))


def _digest(present: Present, facts: Facts) -> Telling:
    since, until = (
        datetime.fromisoformat(str(facts[name])) for name in ("since", "until")
    )
    found = digest_of(present.tx, present.policy, since, until)
    proof = facts.get("proof")
    today = present.policy.day_of(present.tx.now)
    shown = digest(
        present.voice, found, proof if isinstance(proof, Mapping) else {}, today
    )
    return Telling(shown)


def _greeting(present: Present, facts: Facts) -> Telling:
    return Telling(greeting(present.voice, facts))


KINDS: Mapping[str, Kind] = {
    "greeting": _greeting,
    "alert": _alert,
    "test-alert": _test_alert,
    "alert-moved": _alert_moved,
    "zero-imported": _zero_imported,
    "stock": _stock,
    "unannounced": _unannounced,
    "missed-runs": _missed_runs,
    "hooks-repaired": _hooks_repaired,
    "connection-lost": _connection_lost,
    "connection-back": _connection_back,
    "gave-up": _gave_up,
    "digest": _digest,
}
