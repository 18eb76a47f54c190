"""Invoices that came without notice: nobody hinted at them, the sweep brought them.

A hint may take minutes, so that the sweep which imports an invoice can seldom tell
whether its hint was lost. A later one looks back, and counts each invoice once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from core.ports import LedgerTx
from core.ports.watch import OutboxMessage, SweptInvoice

UNANNOUNCED: Final = "unannounced"

LISTENING: Final = "listening"
"""The mark of the moment since when hints would have reached us."""

HINT_MAY_TAKE: Final = timedelta(minutes=5)
"""Webhooks arrive moments to minutes after the change; until then none is missed."""

CLOCKS_APART: Final = timedelta(minutes=1)
"""A hint may seem to come before its change, by a clock that is somewhat behind."""

UNCERTAIN: Final = timedelta(minutes=15)

LOOKS_BACK: Final = timedelta(days=1)


def is_unannounced(one: SweptInvoice, since: datetime, now: datetime) -> bool:
    """Whether the hint of an invoice should have come by now, and has not.

    ``since`` is the moment from which hints could reach us. Of one that was changed
    again after its import nobody knows when it had changed before: any hint of the
    time just before the import may have been its own.
    """
    is_known = one.updated_at <= one.imported_at
    changed = one.updated_at if is_known else one.imported_at
    earliest = changed - (CLOCKS_APART if is_known else UNCERTAIN)
    was_hinted = one.hinted_at is not None and one.hinted_at >= earliest
    return since < changed <= now - HINT_MAY_TAKE and not was_hinted


def begin_listening(tx: LedgerTx) -> None:
    """Remember that no hint of a change before now could have reached us."""
    tx.marks.put(LISTENING, tx.now)


def tell_unannounced(tx: LedgerTx) -> int:
    """Count the invoices that came without notice and were not counted yet.

    They are told in one message. Several replicas may look back at the same time, and
    each invoice is counted by one of them.
    """
    since = tx.marks.get(LISTENING)
    if since is None:
        begin_listening(tx)
        return 0
    swept = tx.watched.swept_since(max(since, tx.now - LOOKS_BACK))
    found = [one for one in swept if is_unannounced(one, since, tx.now)]
    new = [one for one in found if tx.done.first_time(UNANNOUNCED, one.source_id)]
    if new:
        # No two messages have an invoice in common, so none absorbs another.
        key = f"{UNANNOUNCED}:{new[0].source_id}"
        tx.outbox.put(OutboxMessage(UNANNOUNCED, key, {"count": len(new)}))
    return len(new)
