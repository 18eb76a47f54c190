"""The regular overview: what waits on people, what moved, what is at risk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.domain.alert import AlertLine, LateInvoice
from core.domain.money import Money
from core.domain.reason import Reason, System

TELLS_AT = time(8)
_SATURDAY = 5


@dataclass(frozen=True)
class Waiting:
    """Invoices that are out of Twikey for one reason, or for want of an answer."""

    reason: Reason | None
    system: System | None
    invoices: tuple[LateInvoice, ...]

    @property
    def amounts(self) -> tuple[Money, ...]:
        """The total of each."""
        return tuple(one.amount for one in self.invoices)

    @property
    def due_on(self) -> date | None:
        """The soonest due date."""
        return min((one.due_on for one in self.invoices if one.due_on), default=None)


@dataclass(frozen=True)
class Digest:
    """Everything between two moments that people should know.

    ``waiting`` is at risk and ``aside`` is only out of Twikey; ``settled`` is what
    Twikey may still collect although it is settled. ``imported`` holds the total of
    each imported invoice, ``documents`` counts the PDFs that are missing at Twikey.
    """

    since: datetime
    until: datetime
    waiting: tuple[Waiting, ...] = ()
    aside: tuple[Waiting, ...] = ()
    settled: tuple[AlertLine, ...] = ()
    imported: tuple[Money, ...] = ()
    documents: int = 0

    @property
    def at_risk(self) -> tuple[Money, ...]:
        """The total of each invoice that waits on people."""
        return tuple(amount for one in self.waiting for amount in one.amounts)

    @property
    def is_well(self) -> bool:
        """Whether nothing waits on people."""
        return not self.waiting and not self.settled


def grouped(late: Iterable[LateInvoice]) -> tuple[Waiting, ...]:
    """Group late invoices by what keeps them out, the soonest due first."""
    found: dict[tuple[Reason | None, System | None], list[LateInvoice]] = {}
    for invoice in late:
        found.setdefault((invoice.reason, invoice.system), []).append(invoice)
    groups = [
        Waiting(reason, system, tuple(held)) for (reason, system), held in found.items()
    ]
    return tuple(sorted(groups, key=lambda one: one.due_on or date.max))


def due_day(now: datetime, zone: ZoneInfo, tells_at: time = TELLS_AT) -> date | None:
    """Return the local day whose digest may go out by now; ``None`` if there is none.

    There is one on business days, Monday to Friday, from ``tells_at`` local time.
    """
    local = now.astimezone(zone)
    if local.weekday() >= _SATURDAY or local.time() < tells_at:
        return None
    return local.date()


def days_before(day: date) -> tuple[date, date]:
    """Return the days since the business day before: a Monday's hold the weekend."""
    first = day - timedelta(days=1)
    while first.weekday() >= _SATURDAY:
        first -= timedelta(days=1)
    return first, day - timedelta(days=1)
