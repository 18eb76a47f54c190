"""The watch: booked invoices are imported by themselves, and nothing is missed.

A hint only says where to look; what counts is read from Teamleader. What no hint told
is found by the sweep, which goes on where it stopped, however long ago.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.domain.history import SeenBy
from core.domain.invoice import Invoice, SourceId
from core.domain.outcome import Outcome, Run, RunTrigger
from core.importing import run_import
from core.ports import InvoiceFilter, LedgerTx, Progress
from core.ports.watch import OutboxMessage
from core.scope import ImportOrder, RowsScope
from core.settling import Settling
from core.systems import Systems

log = logging.getLogger(__name__)

SWEEP = "sweep"
OVERLAP = timedelta(minutes=10)
"""Server times may lag behind each other by minutes."""

IDS_AT_ONCE = 100
SINCE = "AUTOMATIC_SINCE"


@dataclass(frozen=True)
class Swept:
    """What a sweep found: how many changed, were imported, and came without notice."""

    changed: int = 0
    imported: int = 0
    unannounced: int = 0


class Watch:
    """Everything that happens without anybody asking, as far as imports go."""

    def __init__(self, systems: Systems, *, hints_expected: bool) -> None:
        self._systems = systems
        self._hints_expected = hints_expected
        self._settling = Settling(systems)

    async def sweep(self) -> Swept:
        """Look at everything that changed since the last sweep.

        The first one takes stock silently: it imports nothing and alerts nobody.
        Raises ``RemoteError`` where the list could not be read; the next sweep then
        starts from the same mark.
        """
        mark = await self._systems.ledger.read(lambda tx: tx.marks.get(SWEEP))
        if mark is None:
            await self._take_stock()
            return Swept()
        changed, newest = await self._changed_since(mark - OVERLAP)
        run = await self.bring_in(changed, RunTrigger.SWEEP)
        unannounced = _imported(run) if self._hints_expected else 0
        await self._systems.ledger.write(
            lambda tx: _swept(tx, max(newest, mark), unannounced)
        )
        return Swept(len(changed), _imported(run), unannounced)

    async def bring_in(
        self, rows: Sequence[Invoice], trigger: RunTrigger
    ) -> Run | None:
        """Judge invoices as the automatic import does, and import what may be."""
        if not rows:
            return None
        order = ImportOrder(RowsScope(tuple(rows)), trigger)
        policy = await self._systems.policy()
        run = await run_import(self._systems, policy, order, _unheard)
        await self._settling.note(run.lines)
        return run

    async def look_at(
        self, ids: Sequence[SourceId], trigger: RunTrigger
    ) -> frozenset[SourceId]:
        """Read invoices again and judge them; returns those Teamleader did not show.

        Known ones that are gone are remembered as gone. Raises ``RemoteError``.
        """
        missing: set[SourceId] = set()
        for start in range(0, len(ids), IDS_AT_ONCE):
            asked = tuple(ids[start : start + IDS_AT_ONCE])
            rows, shown = await self._read(InvoiceFilter(ids=asked))
            await self.bring_in(rows, trigger)
            missing |= set(asked) - shown
        await self._settling.note_gone(missing)
        return frozenset(missing)

    async def judge_again(self) -> int:
        """Look again at what is due: after an unknown soon, else once a day."""
        due = await self._systems.ledger.read(
            lambda tx: tx.watched.due_again(IDS_AT_ONCE)
        )
        if due:
            await self.look_at(due, RunTrigger.AUTOMATIC)
        return len(due)

    async def check_open(self) -> int:
        """Look at every imported invoice that Twikey may still collect.

        Payments, credit notes and deletions that no hint told of are found here.
        """
        seen, after = 0, None
        while ids := await self._open_after(after):
            rows, shown = await self._read(InvoiceFilter(ids=ids))
            await self.bring_in(rows, RunTrigger.SWEEP)
            await self._settling.note_gone(set(ids) - shown)
            seen, after = seen + len(ids), ids[-1]
        return seen

    async def _open_after(self, after: SourceId | None) -> tuple[SourceId, ...]:
        return await self._systems.ledger.read(
            lambda tx: tx.watched.open_at_twikey(IDS_AT_ONCE, after)
        )

    async def _changed_since(self, since: datetime) -> tuple[list[Invoice], datetime]:
        rows, _ = await self._read(InvoiceFilter(updated_since=since))
        known = await self._systems.ledger.read(
            lambda tx: tx.watched.unchanged({r.source_id: r.updated_at for r in rows})
        )
        newest = max((row.updated_at for row in rows), default=since)
        return [row for row in rows if row.source_id not in known], newest

    async def _read(self, wanted: InvoiceFilter) -> tuple[list[Invoice], set[SourceId]]:
        """Return the readable rows, and the ids of all rows that were shown."""
        rows: list[Invoice] = []
        shown: set[SourceId] = set()
        async for page in self._systems.source.invoices(wanted):
            rows += [row for row in page if isinstance(row, Invoice)]
            shown |= {row.source_id for row in page if row.source_id}
        return rows, shown

    async def _take_stock(self) -> None:
        started = self._systems.clock.now()
        since = (await self._systems.policy()).automatic_since
        rows, _ = await self._read(InvoiceFilter(outstanding=True))
        newest = max((row.updated_at for row in rows), default=started)
        await self._systems.ledger.write(
            lambda tx: _stocked(tx, rows, since or _start(tx, started), newest)
        )
        log.info("stock-taken", extra={"open": len(rows)})


def _start(tx: LedgerTx, started: datetime) -> datetime:
    """Return the moment of the first start, kept for ever."""
    return datetime.fromisoformat(tx.settings.put_once(SINCE, started.isoformat()))


def _stocked(
    tx: LedgerTx, rows: Sequence[Invoice], since: datetime, mark: datetime
) -> None:
    tx.invoices.see(rows, SeenBy.SWEEP)
    tx.marks.put(SWEEP, mark)
    before = sum(row.created_at < since for row in rows)
    if before:
        tx.outbox.put(OutboxMessage("stock", "stock", {"count": before}))


def _swept(tx: LedgerTx, mark: datetime, unannounced: int) -> None:
    tx.marks.put(SWEEP, mark)
    if unannounced:
        facts = {"count": unannounced}
        tx.outbox.put(OutboxMessage("unannounced", f"unannounced:{mark}", facts))


def _imported(run: Run | None) -> int:
    return len(run.of(Outcome.IMPORTED)) if run else 0


def _unheard(progress: Progress) -> None:
    """Report to nobody: automatic runs post no summary."""
