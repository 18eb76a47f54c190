"""The watch: booked invoices are imported by themselves, and nothing is missed.

A hint only says where to look; what counts is read from Teamleader. What no hint told
is found by the sweep, which goes on where it stopped, however long ago.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core import ahead
from core.ahead import Begun
from core.domain.invoice import Invoice, SourceId
from core.domain.outcome import Outcome, Run, RunTrigger
from core.errors import RemoteUnavailable, UnexpectedResponse
from core.gaps import LOOKED, SweepEnd, end_sweep, longest_pause, note_progress
from core.importing import run_import
from core.ports import InvoiceFilter, LedgerTx, Progress
from core.scope import ImportOrder, RowsScope
from core.settling import Settling
from core.silence import begin_listening, tell_unannounced
from core.stocktaking import SWEEP as SWEEP
from core.stocktaking import Listed, note_broken, read_list, take_stock
from core.systems import Systems

log = logging.getLogger(__name__)

OVERLAP = timedelta(minutes=10)
"""Server times may lag behind each other by minutes."""

TICK = timedelta(seconds=1)
"""Teamleader tells times without fractions: several changes share one."""

IDS_AT_ONCE = 100

SWEEP_EVERY = timedelta(minutes=5)
"""How often the sweep runs where nobody says otherwise."""


@dataclass(frozen=True)
class Swept:
    """What a sweep found: how many changed and were imported.

    ``unannounced`` is how many came without notice with this sweep or an earlier one.
    """

    changed: int = 0
    imported: int = 0
    unannounced: int = 0


class Watch:
    """Everything that happens without anybody asking, as far as imports go."""

    def __init__(
        self,
        systems: Systems,
        *,
        hints_expected: bool,
        repair: Callable[[], Awaitable[object]] | None = None,
        sweep_every: timedelta = SWEEP_EVERY,
    ) -> None:
        """``repair`` mends what brings the hints; called when some did not come.

        ``sweep_every`` tells how long without a sweep is too long.
        """
        self._systems = systems
        self._hints_expected = hints_expected
        self._repair = repair
        self._longest_pause = longest_pause(sweep_every)
        self._settling = Settling(systems)
        self._ahead = ahead.ReadAhead(systems)
        self._stock_is_taken = False

    async def has_taken_stock(self) -> bool:
        """Whether the first look is over: before that nothing is imported."""
        if not self._stock_is_taken:
            # Once taken it stays so: it need not be asked with every hint.
            self._stock_is_taken = await self._systems.ledger.read(
                lambda tx: tx.marks.get(SWEEP) is not None
            )
        return self._stock_is_taken

    async def sweep(self) -> Swept:
        """Look at everything that changed since the last sweep, the oldest first.

        The first one takes stock silently: it imports nothing and alerts nobody. What
        was looked at is marked as it goes, so that whoever dies on the way misses
        nothing. Raises ``RemoteError`` where Teamleader does not answer; the next
        sweep then goes on from the mark.
        """
        mark, looked, now = await self._systems.ledger.read(
            lambda tx: (tx.marks.get(SWEEP), tx.marks.get(LOOKED), tx.now)
        )
        if mark is None:
            await take_stock(self._systems)
            return Swept()
        changed, newest = await self._changed_since(mark)
        imported = await self._work_off(changed, mark)
        is_automatic = (await self._systems.policy()).auto_import
        longest = self._longest_pause if is_automatic else None
        end = SweepEnd(now, max(newest, mark))
        listened = looked is not None and now - looked <= self._longest_pause
        unannounced = await self._systems.ledger.write(
            lambda tx: self._end(tx, end, longest, listened=listened)
        )
        if unannounced and self._repair is not None:
            await self._repair()
        return Swept(len(changed), imported, unannounced)

    async def bring_in(
        self, rows: Sequence[Invoice], trigger: RunTrigger, begun: Begun | None = None
    ) -> Run | None:
        """Judge invoices as the automatic import does, and import what may be.

        ``begun`` is what was read ahead. Raises ``RemoteError`` where they could not
        even be looked at.
        """
        if not rows:
            return None
        order = ImportOrder(RowsScope(tuple(rows)), trigger)
        policy = await self._systems.policy()
        if begun is None:
            run = await run_import(self._systems, policy, order, _unheard)
        else:
            feed = begun.feed
            run = await run_import(begun.systems, policy, order, _unheard, feed)
        await self._settling.note(run.lines)
        if run.failed is not None:
            raise RemoteUnavailable(run.failed, "import", "invoices were not looked at")
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
            listed = await self._read(InvoiceFilter(ids=asked))
            await self.bring_in(listed.rows, trigger)
            await note_broken(self._systems, listed.broken)
            missing |= set(asked) - listed.shown
        await self._settling.note_gone(missing)
        return frozenset(missing)

    async def look_at_hinted(self, ids: Sequence[SourceId]) -> frozenset[SourceId]:
        """Do the same for what hints named, a few of them as fast as can be."""
        if not 0 < len(ids) <= ahead.MOST:
            return await self.look_at(ids, RunTrigger.AUTOMATIC)
        try:
            found, begun = await self._ahead.read(ids)
        except UnexpectedResponse:
            # A list tells which of them cannot be understood, and shows the others.
            return await self.look_at(ids, RunTrigger.AUTOMATIC)
        try:
            await self.bring_in([*found.values()], RunTrigger.AUTOMATIC, begun)
        finally:
            await begun.over()
        missing = frozenset(ids) - found.keys()
        await self._settling.note_gone(missing)
        return missing

    async def judge_again(self) -> int:
        """Look again at what is due: after an unknown soon, else once a day."""
        if not await self.has_taken_stock():
            return 0
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
            listed = await self._read(InvoiceFilter(ids=ids))
            await self.bring_in(listed.rows, RunTrigger.SWEEP)
            await self._settling.note_gone(set(ids) - listed.shown)
            seen, after = seen + len(ids), ids[-1]
        await self._settling.look_again()
        return seen

    async def _open_after(self, after: SourceId | None) -> tuple[SourceId, ...]:
        return await self._systems.ledger.read(
            lambda tx: tx.watched.open_at_twikey(IDS_AT_ONCE, after)
        )

    async def _changed_since(self, mark: datetime) -> tuple[list[Invoice], datetime]:
        """Return what has to be looked at, the oldest change first.

        What is newer than the mark has to be even if its sight is known: somebody who
        died, or a person's question, may have seen it without importing it.
        """
        listed = await self._read(InvoiceFilter(updated_since=mark - OVERLAP))
        await note_broken(self._systems, listed.broken)
        before = {
            r.source_id: r.updated_at for r in listed.rows if r.updated_at <= mark
        }
        known = await self._systems.ledger.read(lambda tx: tx.watched.unchanged(before))
        changed = [row for row in listed.rows if row.source_id not in known]
        newest = max((row.updated_at for row in listed.rows), default=mark)
        return sorted(changed, key=lambda row: row.updated_at), newest

    async def _work_off(self, changed: Sequence[Invoice], mark: datetime) -> int:
        """Bring changed invoices in, moving the mark; returns how many came in."""
        imported = 0
        if changed and changed[0].updated_at <= mark:
            await self._mark(changed[0].updated_at - TICK)
        for start in range(0, len(changed), IDS_AT_ONCE):
            together = changed[start : start + IDS_AT_ONCE]
            run = await self.bring_in(together, RunTrigger.SWEEP)
            imported += len(run.of(Outcome.IMPORTED)) if run else 0
            await self._mark(together[-1].updated_at - TICK)
        return imported

    def _end(
        self, tx: LedgerTx, end: SweepEnd, longest: timedelta | None, *, listened: bool
    ) -> int:
        """Note that a sweep got through; returns how many invoices no hint told of."""
        if not (self._hints_expected and listened):
            begin_listening(tx)
        end_sweep(tx, end, longest)
        return tell_unannounced(tx)

    async def _mark(self, at: datetime) -> None:
        def unit(tx: LedgerTx) -> None:
            tx.marks.put(SWEEP, at)
            note_progress(tx, self._longest_pause)

        await self._systems.ledger.write(unit)

    async def _read(self, wanted: InvoiceFilter) -> Listed:
        return await read_list(self._systems.source, wanted)


def _unheard(progress: Progress) -> None:
    """Report to nobody: automatic runs post no summary."""
