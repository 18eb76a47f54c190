"""Which invoices an import was asked for."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.invoice import DepartmentId, Invoice
from core.domain.outcome import RunTrigger
from core.domain.policy import Window


@dataclass(frozen=True)
class WindowScope:
    """Everything created in a span of days."""

    window: Window


@dataclass(frozen=True)
class NumbersScope:
    """Single invoices, as people spell their numbers."""

    numbers: tuple[str, ...]


@dataclass(frozen=True)
class ProblemsScope:
    """Every invoice that is open with a problem, however old."""


@dataclass(frozen=True)
class RowsScope:
    """Invoices that were read just now, because of a hint or by the sweep."""

    rows: tuple[Invoice, ...]


Scope = WindowScope | NumbersScope | ProblemsScope | RowsScope


@dataclass(frozen=True)
class ImportOrder:
    """A request to import; ``asked_by`` is the person's id where there is one.

    With ``departments`` the invoices of others are not looked at and not counted.
    Single numbers are narrowed to them where several invoices have the number.
    """

    scope: Scope
    trigger: RunTrigger = RunTrigger.MANUAL
    preview: bool = False
    asked_by: str | None = None
    departments: frozenset[DepartmentId] = frozenset()
