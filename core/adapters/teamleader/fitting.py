"""Checks that a row is one that was asked for; Teamleader ignores odd filters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from core.adapters.reading import Node
from core.adapters.teamleader.paging import Fits
from core.domain.invoice import SourceId
from core.domain.number import fold
from core.ports import InvoiceFilter


def fits(wanted: InvoiceFilter, ids: Iterable[SourceId]) -> Fits:
    """Check a row of invoices; ``ids`` are those of the wanted ones asked for here."""
    checks: list[Fits] = []
    if wanted.updated_since is not None:
        checks.append(changed_since(wanted.updated_since))
    if wanted.ids:
        checks.append(among(ids))
    if wanted.number is not None:
        checks.append(_numbered(wanted.number))
    if wanted.outstanding:
        checks.append(lambda node: node["status"].loose_text() == "outstanding")
    if wanted.invoiced is not None:
        checks.append(_dated(*wanted.invoiced))
    return lambda node: all(check(node) for check in checks)


def changed_since(moment: datetime) -> Fits:
    """Check that a row changed since a moment."""
    # The filter is written without fractions, so whole seconds are compared.
    since = moment.replace(microsecond=0)

    def check(node: Node) -> bool:
        at = node["updated_at"].loose_moment()
        return at is None or at >= since

    return check


def _dated(first: date, last: date) -> Fits:
    def check(node: Node) -> bool:
        on = node["invoice_date"].loose_text()
        return on is None or first.isoformat() <= on <= last.isoformat()

    return check


def among(ids: Iterable[str]) -> Fits:
    """Check that a row is one of some ids."""
    wanted = {id_.lower() for id_ in ids}

    def check(node: Node) -> bool:
        id_ = node["id"].loose_text()
        return id_ is None or id_.lower() in wanted

    return check


def _numbered(number: str) -> Fits:
    def check(node: Node) -> bool:
        found = node["invoice_number"].loose_text()
        return found is not None and fold(found) == fold(number)

    return check
