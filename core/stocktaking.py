"""The first look at the books: silent, so that nothing old is imported by itself."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.domain.history import SeenBy
from core.domain.invoice import Invoice, InvoiceStatus, SourceId
from core.ports import InvoiceFilter, InvoiceSource, LedgerTx, UnreadableInvoice
from core.ports.watch import OutboxMessage
from core.systems import Systems

log = logging.getLogger(__name__)

SWEEP = "sweep"
SINCE = "AUTOMATIC_SINCE"


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


async def take_stock(systems: Systems) -> None:
    """Remember what is open at the first start, and that moment for ever.

    Drafts are remembered too: one that is booked later is no old invoice. Raises
    ``RemoteError``; then nothing was remembered.
    """
    started = systems.clock.now()
    since = (await systems.policy()).automatic_since
    listed = await read_list(systems.source, InvoiceFilter())
    rows = [row for row in listed.rows if row.status is not InvoiceStatus.MATCHED]
    newest = max((row.updated_at for row in listed.rows), default=started)
    mark = min(newest, started)
    await systems.ledger.write(
        lambda tx: _stocked(tx, rows, since or _start(tx, started), mark)
    )
    log.info("stock-taken", extra={"open": len(rows)})


def _start(tx: LedgerTx, started: datetime) -> datetime:
    """Return the moment of the first start, in whole seconds as Teamleader's are."""
    written = started.replace(microsecond=0).isoformat()
    return datetime.fromisoformat(tx.settings.put_once(SINCE, written))


def _stocked(
    tx: LedgerTx, rows: Sequence[Invoice], since: datetime, mark: datetime
) -> None:
    tx.invoices.see(rows, SeenBy.SWEEP)
    tx.marks.put(SWEEP, mark)
    before = sum(row.is_booked and row.created_at < since for row in rows)
    if before:
        tx.outbox.put(OutboxMessage("stock", "stock", {"count": before}))
