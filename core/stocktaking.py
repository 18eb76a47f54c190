"""The first look at the books: silent, so that nothing old is imported by itself."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.domain.history import SeenBy
from core.domain.invoice import Invoice, InvoiceStatus, SourceId
from core.domain.reason import System
from core.gaps import SWEEP as SWEEP
from core.gaps import got_through
from core.ports import InvoiceFilter, InvoiceSource, LedgerTx, UnreadableInvoice
from core.ports.ledger import Judgement
from core.ports.watch import OutboxMessage
from core.silence import begin_listening
from core.systems import Systems

log = logging.getLogger(__name__)

SINCE = "AUTOMATIC_SINCE"
STARTED = "started"


@dataclass(frozen=True)
class Listed:
    """What a list showed: rows, and those that could not be understood."""

    rows: list[Invoice]
    broken: list[UnreadableInvoice]

    @property
    def shown(self) -> set[SourceId]:
        """The ids of all of them."""
        readable = {row.source_id for row in self.rows}
        return readable | {row.source_id for row in self.broken if row.source_id}


async def read_list(source: InvoiceSource, wanted: InvoiceFilter) -> Listed:
    """Read a list to its end; raises ``RemoteError``."""
    listed = Listed([], [])
    async for page in source.invoices(wanted):
        for row in page:
            if isinstance(row, Invoice):
                listed.rows.append(row)
            else:
                listed.broken.append(row)
    return listed


async def note_broken(systems: Systems, broken: Sequence[UnreadableInvoice]) -> None:
    """Remember that nobody knows how these stand: they are looked at again."""
    for row in broken:
        log.warning("invoice-unreadable", extra={"outline": row.outline})
    unknown = [
        Judgement(row.source_id, None, system=System.TEAMLEADER)
        for row in broken
        if row.source_id
    ]
    if unknown:
        await systems.ledger.write(lambda tx: tx.invoices.judged(unknown))


async def remember_start(systems: Systems) -> None:
    """Remember the moment of the first start, once for ever.

    To be called before anything can come in: what is booked from then on is not old.
    """
    given = (await systems.policy()).automatic_since is not None
    await systems.ledger.write(lambda tx: _start(tx, tx.now, given=given))


async def take_stock(systems: Systems) -> None:
    """Remember what is open at the first start, and that moment for ever.

    Drafts are remembered too: one that is booked later is no old invoice. Raises
    ``RemoteError``; then only the moment was remembered.
    """
    await remember_start(systems)
    # The clock all replicas share: one that goes ahead would make new invoices old.
    looked, started = await systems.ledger.read(
        lambda tx: (tx.now, tx.marks.get(STARTED))
    )
    since = (await systems.policy()).automatic_since or looked
    listed = await read_list(systems.source, InvoiceFilter())
    rows = [row for row in listed.rows if row.status is not InvoiceStatus.MATCHED]
    newest = max((row.updated_at for row in listed.rows), default=looked)
    # What was booked between the start and this look is not old: the sweep takes it.
    mark = min(newest, looked, started or looked)
    await systems.ledger.write(lambda tx: _stocked(tx, rows, since, mark))
    log.info("stock-taken", extra={"open": len(rows)})


def _start(tx: LedgerTx, now: datetime, *, given: bool) -> None:
    """Keep the moment in whole seconds, as Teamleader's are.

    Where people gave a moment from which to look, that one counts for the rules; what
    was there before the bot came is still no news.
    """
    moment = now.replace(microsecond=0)
    if tx.marks.get(STARTED) is None:
        tx.marks.put(STARTED, moment)
    if not given:
        tx.settings.put_once(SINCE, moment.isoformat())


def _stocked(
    tx: LedgerTx, rows: Sequence[Invoice], since: datetime, mark: datetime
) -> None:
    tx.invoices.see(rows, SeenBy.SWEEP)
    got_through(tx, mark)
    begin_listening(tx)
    before = sum(row.is_booked and row.created_at < since for row in rows)
    if before:
        tx.outbox.put(OutboxMessage("stock", "stock", {"count": before}))
