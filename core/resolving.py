"""From what somebody typed to the invoice that was meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.domain.invoice import DepartmentId, Invoice, SourceId
from core.domain.number import NumberQuery, fold, ids_in, nearest, parse_number
from core.domain.target import TargetId
from core.ports import InvoiceFilter, LedgerTx, UnreadableInvoice
from core.ports.ledger import KnownInvoice
from core.systems import Systems

TERM_PAGES = 3
NEAREST_AMONG = 500


@dataclass(frozen=True)
class Resolved:
    """What a typed number may mean.

    ``rows`` are invoices Teamleader shows, ``gone`` those only we remember, and
    ``unreadable`` those whose row could not be understood. ``nearest`` are numbers to
    offer where nothing was found.
    """

    typed: str
    rows: tuple[Invoice, ...] = ()
    gone: tuple[KnownInvoice, ...] = ()
    unreadable: tuple[UnreadableInvoice, ...] = ()
    nearest: tuple[str, ...] = ()

    @property
    def is_ambiguous(self) -> bool:
        """Whether a person has to choose."""
        return len(self.rows) + len(self.gone) + len(self.unreadable) > 1

    def within(self, departments: frozenset[DepartmentId]) -> Resolved:
        """Narrow several invoices to those of some departments.

        One that was named alone is meant, whatever its department: a number is more
        exact than a filter.
        """
        if not departments or not self.is_ambiguous:
            return self
        rows = tuple(row for row in self.rows if row.department_id in departments)
        gone = tuple(one for one in self.gone if one.department_id in departments)
        return replace(self, rows=rows, gone=gone) if rows or gone else self


async def resolve(systems: Systems, typed: str) -> Resolved:
    """Find the invoices a typed number, id or link may mean.

    Raises ``RemoteError`` if Teamleader could not be asked.
    """
    if not fold(typed):
        return Resolved(typed)
    found_ids = ids_in(typed)
    if found_ids:
        return await _by_id(systems, typed, found_ids)
    query = parse_number(typed)
    known = await remembered(systems, typed)
    numbers = await systems.ledger.read(lambda tx: tx.invoices.numbers(NEAREST_AMONG))
    rows = _Rows()
    await rows.add_ids(systems, [one.source_id for one in known])
    for spelled in query.spelled(numbers):
        await rows.add(systems, InvoiceFilter(number=spelled))
    if query.prefix is None or not rows.matching(query):
        await rows.add(systems, InvoiceFilter(term=_term(query)), TERM_PAGES)
    found = _concluded(typed, query, rows, known)
    return found or Resolved(typed, nearest=nearest(query, numbers))


async def remembered(systems: Systems, typed: str) -> tuple[KnownInvoice, ...]:
    """Return the invoices the ledger knows under a typed number."""
    query = parse_number(typed)
    found = await systems.ledger.read(
        lambda tx: tx.invoices.search(fold(typed), query.counter)
    )
    return tuple(one for one in found if query.matches(one.number))


class _Rows:
    """The rows Teamleader showed so far, each once."""

    def __init__(self) -> None:
        self.readable: dict[SourceId, Invoice] = {}
        self.broken: list[UnreadableInvoice] = []

    async def add_ids(self, systems: Systems, ids: list[SourceId]) -> None:
        if ids:
            await self.add(systems, InvoiceFilter(ids=tuple(ids)))

    async def add(
        self, systems: Systems, wanted: InvoiceFilter, most_pages: int = 1000
    ) -> None:
        pages = 0
        async for page in systems.source.invoices(wanted):
            for row in page:
                if isinstance(row, Invoice):
                    self.readable[row.source_id] = row
                else:
                    self.broken.append(row)
            pages += 1
            if pages >= most_pages:
                break

    def matching(self, query: NumberQuery) -> list[Invoice]:
        rows = [row for row in self.readable.values() if query.matches(row.number)]
        exact = [r for r in rows if r.number and fold(r.number) == fold(query.typed)]
        return exact or rows


async def _by_id(systems: Systems, typed: str, found: Iterable[str]) -> Resolved:
    ids = await systems.ledger.read(lambda tx: [_source_of(tx, one) for one in found])
    rows = _Rows()
    await rows.add_ids(systems, ids)
    known = await systems.ledger.read(
        lambda tx: tuple(k for k in (tx.invoices.known(one) for one in ids) if k)
    )
    return Resolved(
        typed,
        rows=tuple(rows.readable.values()),
        gone=_gone(known, rows),
        unreadable=tuple(rows.broken),
    )


def _concluded(
    typed: str, query: NumberQuery, rows: _Rows, known: tuple[KnownInvoice, ...]
) -> Resolved | None:
    matching = rows.matching(query)
    broken = [b for b in rows.broken if query.matches(b.number)]
    # A number that came back after a deletion means the invoice that has it now.
    numbers = [*(row.number for row in matching), *(row.number for row in broken)]
    in_use = {fold(number) for number in numbers if number}
    gone = [g for g in _gone(known, rows) if fold(g.number or "") not in in_use]
    if not (matching or broken or gone):
        return None
    return Resolved(typed, tuple(matching), tuple(gone), tuple(broken))


def _gone(known: tuple[KnownInvoice, ...], rows: _Rows) -> tuple[KnownInvoice, ...]:
    shown = rows.readable.keys() | {b.source_id for b in rows.broken}
    return tuple(one for one in known if one.source_id not in shown)


def _source_of(tx: LedgerTx, found: str) -> SourceId:
    target_id = TargetId(found)
    ours = tx.invoices.by_target(target_id)
    if ours is not None:
        return ours
    at_twikey = tx.targets.get(target_id)
    if at_twikey is not None:
        for namesake in tx.targets.namesakes([fold(at_twikey.number)]).get(
            fold(at_twikey.number), ()
        ):
            if namesake.tied_to is not None:
                return namesake.tied_to
    return SourceId(found)


def _term(query: NumberQuery) -> str:
    return str(query.counter) if query.counter is not None else query.typed.strip()
