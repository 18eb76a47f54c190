"""Which invoices an order means, in batches that are looked at together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from core.domain.invoice import DepartmentId, Invoice, SourceId
from core.domain.policy import Window
from core.errors import RemoteError
from core.ports import InvoiceFilter, LedgerTx, Row, UnreadableInvoice
from core.ports.ledger import KnownInvoice
from core.resolving import Resolved, resolve
from core.scope import NumbersScope, ProblemsScope, RowsScope, Scope, WindowScope
from core.systems import Systems

TYPED_TOGETHER = 50


@dataclass(frozen=True)
class Batch:
    """Invoices that are looked at together.

    ``rows`` are to be judged, ``broken`` could not be understood, and ``unresolved``
    are typed numbers that do not name exactly one readable invoice. None of the rows
    was created before ``oldest``.
    """

    rows: tuple[Invoice, ...] = ()
    broken: tuple[UnreadableInvoice, ...] = ()
    unresolved: tuple[Resolved, ...] = ()
    oldest: datetime | None = None


class Choosing:
    """Finds the invoices of one order.

    ``awaited`` holds what was asked for by number or id and not answered yet, with what
    the ledger knows of it: left over where the listing breaks off.
    """

    def __init__(
        self,
        systems: Systems,
        zone: ZoneInfo,
        departments: frozenset[DepartmentId] = frozenset(),
    ) -> None:
        self._systems = systems
        self._zone = zone
        self._departments = departments
        self.awaited: dict[str, KnownInvoice | None] = {}

    async def expect(self, scope: Scope) -> None:
        """Find out what is asked for by number or id; asks the ledger only."""
        if isinstance(scope, NumbersScope):
            self.awaited = dict.fromkeys(scope.numbers)
        elif isinstance(scope, ProblemsScope):
            known = await self._systems.ledger.read(_problems)
            known = [one for one in known if self._is_meant(one)]
            self.awaited = {one.source_id: one for one in known}

    def batches(self, scope: Scope) -> AsyncIterator[Batch]:
        """Yield the invoices; raises ``RemoteError`` after what was found before."""
        if isinstance(scope, WindowScope):
            return self._of_window(scope.window)
        if isinstance(scope, NumbersScope):
            return self._of_numbers(scope.numbers)
        if isinstance(scope, RowsScope):
            return self._of_rows(scope.rows)
        return self._of_problems()

    async def _of_window(self, window: Window) -> AsyncIterator[Batch]:
        """List by ``updated_since``: an update is never earlier than the creation.

        Teamleader's list has no filter on the day of creation.
        """
        starts_at = window.starts_at(self._zone).astimezone(UTC)
        wanted = InvoiceFilter(updated_since=starts_at)
        async for page in self._systems.source.invoices(wanted):
            rows, broken = _apart(page)
            inside = tuple(
                row
                for row in rows
                if window.holds(row.created_at, self._zone) and self._is_meant(row)
            )
            yield Batch(inside, broken, oldest=starts_at)

    async def _of_numbers(self, numbers: Sequence[str]) -> AsyncIterator[Batch]:
        """Resolve some, let them be imported, go on with the next."""
        typed = list(dict.fromkeys(numbers))
        for start in range(0, len(typed), TYPED_TOGETHER):
            found: list[Resolved] = []
            trouble: RemoteError | None = None
            for one in typed[start : start + TYPED_TOGETHER]:
                try:
                    resolved = await resolve(self._systems, one)
                    found.append(resolved.within(self._departments))
                except RemoteError as error:
                    trouble = error
                    break
            self._answered(resolved.typed for resolved in found)
            yield _batch_of(found)
            if trouble is not None:
                raise trouble

    async def _of_problems(self) -> AsyncIterator[Batch]:
        """List the invoices by their ids; those not shown any more come last."""
        ids = tuple(SourceId(source_id) for source_id in self.awaited)
        if not ids:
            return
        async for page in self._systems.source.invoices(InvoiceFilter(ids=ids)):
            rows, broken = _apart(page)
            self._answered(row.source_id for row in page if row.source_id)
            yield Batch(rows, broken, oldest=_oldest(rows))
        gone = [(typed, known) for typed, known in self.awaited.items() if known]
        self.awaited.clear()
        yield Batch(unresolved=tuple(Resolved(t, gone=(known,)) for t, known in gone))

    async def _of_rows(self, rows: tuple[Invoice, ...]) -> AsyncIterator[Batch]:
        yield Batch(rows, oldest=_oldest(rows))

    def _is_meant(self, about: Invoice | KnownInvoice) -> bool:
        wanted = self._departments
        return not wanted or about.department_id in wanted

    def _answered(self, asked: Iterable[str]) -> None:
        for one in asked:
            self.awaited.pop(one, None)


def _problems(tx: LedgerTx) -> list[KnownInvoice]:
    ids = [problem.source_id for problem in tx.invoices.open_problems(None)]
    return [known for known in map(tx.invoices.known, ids) if known is not None]


def _batch_of(found: Iterable[Resolved]) -> Batch:
    rows: dict[SourceId, Invoice] = {}
    unresolved: list[Resolved] = []
    for resolved in found:
        if len(resolved.rows) == 1 and not resolved.unreadable:
            rows.update({row.source_id: row for row in resolved.rows})
        else:
            unresolved.append(resolved)
    together = tuple(rows.values())
    return Batch(together, unresolved=tuple(unresolved), oldest=_oldest(together))


def _apart(
    page: Iterable[Row],
) -> tuple[tuple[Invoice, ...], tuple[UnreadableInvoice, ...]]:
    rows = list(page)
    readable = tuple(row for row in rows if isinstance(row, Invoice))
    return readable, tuple(row for row in rows if isinstance(row, UnreadableInvoice))


def _oldest(rows: Sequence[Invoice]) -> datetime | None:
    return min((row.created_at for row in rows), default=None)
