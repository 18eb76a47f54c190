"""Seeing invoices: what each looks like now, and a snapshot where something differs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, delete, insert, select, update

from core.domain.history import SeenBy
from core.domain.invoice import Invoice, SourceId
from core.domain.number import fold, parse_number
from storage.awaiting import stop_waiting, wait_again
from storage.events import tell_of_each
from storage.tables import invoice, invoice_subscription, snapshot
from storage.types import storable
from storage.work import IDS, Book, chunks, columns

Row = dict[str, Any]

_RECORDED: Final = (
    "number",
    "status",
    "total_amount",
    "total_currency",
    "due_amount",
    "due_currency",
    "due_on",
    "paid",
    "customer_id",
    "profile_field",
)
"""What a new snapshot is kept for, and what it holds."""


class SightBook(Book):
    """The part of ``InvoiceBook`` that writes down what was seen."""

    def see(self, invoices: Sequence[Invoice], seen_by: SeenBy) -> None:
        """Remember a sight of each; a snapshot is kept where something differs."""
        for chunk in chunks(invoices):
            self._see(chunk, seen_by)

    def see_gone(self, source_id: SourceId) -> None:
        """Remember that Teamleader no longer has an invoice; its PDF will not come."""
        gone = self._connection.execute(
            update(invoice)
            .where(invoice.c.source_id == source_id, invoice.c.gone_at.is_(None))
            .values(gone_at=self._work.now)
        )
        if gone.rowcount:
            tell_of_each(self._work, [source_id], "gone")
            stop_waiting(self._work, source_id)

    def see_profile_field(
        self, source_id: SourceId, value: str, seen_by: SeenBy
    ) -> None:
        """Remember what the custom field for the profile held; empty counts too."""
        kept = storable(value)
        for row in self._locked([source_id]).values():
            if row["profile_field"] == kept:
                continue
            row["profile_field"] = kept
            self._update([row])
            recorded = {name: row[name] for name in ("source_id", *_RECORDED)}
            seen = {"seen_at": self._work.now, "seen_by": seen_by.value}
            self._connection.execute(_RECORD, {**recorded, **seen})

    def came_from(self, source_id: SourceId, subscriptions: Collection[str]) -> None:
        """Remember the subscriptions that an invoice came from, all of them."""
        known = invoice_subscription.c.source_id == source_id
        self._connection.execute(delete(invoice_subscription).where(known))
        rows = [
            {"source_id": source_id, "subscription_id": one}
            for one in sorted(set(subscriptions))
        ]
        if rows:
            self._connection.execute(insert(invoice_subscription), rows)

    def _see(self, invoices: Sequence[Invoice], seen_by: SeenBy) -> None:
        ids = sorted({storable(seen.source_id) for seen in invoices})
        sights = Sights(self._locked(ids), self._work.now, seen_by)
        for seen in invoices:
            sights.add(seen)
        lost = self._insert(sights.unseen())
        self._update(sights.changed())
        self._record(sights, lost)
        if lost:
            # Another replica saw them first, a moment ago: ours is the second sight.
            again = [seen for seen in invoices if storable(seen.source_id) in lost]
            self._see(again, seen_by)

    def _locked(self, ids: Sequence[str]) -> dict[str, Row]:
        rows = self._connection.execute(_LOCK, {"ids": ids})
        return {row["source_id"]: dict(row) for row in rows.mappings()}

    def _insert(self, rows: Sequence[Row]) -> frozenset[str]:
        """Insert new invoices; return those that somebody else had inserted."""
        if not rows:
            return frozenset()
        put = self._work.insert(invoice).on_conflict_do_nothing()
        stored = self._connection.scalars(put.returning(invoice.c.source_id), rows)
        return frozenset(row["source_id"] for row in rows) - set(stored)

    def _update(self, rows: Sequence[Row]) -> None:
        if rows:
            named = [{f"new_{name}": row[name] for name in _KEPT} for row in rows]
            self._connection.execute(_UPDATE, named)

    def _record(self, sights: Sights, lost: Collection[str]) -> None:
        rows = [row for row in sights.snapshots if row["source_id"] not in lost]
        if rows:
            self._connection.execute(_RECORD, rows)
        if sights.returned:
            tell_of_each(self._work, sights.returned, "returned")
            wait_again(self._work, sights.returned)


class Sights:
    """Works out what sights change: rows to insert, to update and to record.

    ``known`` holds the rows as they are stored.
    """

    def __init__(
        self, known: Mapping[str, Row], now: datetime, seen_by: SeenBy
    ) -> None:
        self._known = known
        self._rows: dict[str, Row] = dict(known)
        self._now = now
        self._seen_by = seen_by
        self.snapshots: list[Row] = []
        self.returned: list[str] = []

    def add(self, seen: Invoice) -> None:
        """Take one sight in; a second one of the same invoice comes after the first."""
        told = _told(seen)
        source_id = told["source_id"]
        old = self._rows.get(source_id)
        new = {**(old or self._first(seen)), **told}
        self._notice(seen, new)
        if old is None or any(old[name] != new[name] for name in _RECORDED):
            self._keep(new)
        if old is not None and old["gone_at"] is not None:
            self.returned.append(source_id)
        self._rows[source_id] = new

    def unseen(self) -> list[Row]:
        """Return the rows of invoices that were never seen before."""
        return [
            {**row, "generation": 0, "fence": 0}
            for source_id, row in sorted(self._rows.items())
            if source_id not in self._known
        ]

    def changed(self) -> list[Row]:
        """Return the rows of known invoices that are to be written again."""
        return [
            row
            for source_id, row in sorted(self._rows.items())
            if source_id in self._known and row != self._known[source_id]
        ]

    def _first(self, seen: Invoice) -> Row:
        return {
            "first_seen_at": self._now,
            "first_booked_at": None,
            "booked_when_first_seen": seen.is_booked,
            "booked_at_zero": False,
            "profile_field": None,
            "web_url": None,
        }

    def _notice(self, seen: Invoice, row: Row) -> None:
        row["gone_at"] = None
        if seen.is_booked:
            row["first_booked_at"] = row["first_booked_at"] or self._now
            row["booked_at_zero"] = row["booked_at_zero"] or seen.total.is_zero

    def _keep(self, row: Row) -> None:
        recorded = {name: row[name] for name in ("source_id", *_RECORDED)}
        seen = {"seen_at": self._now, "seen_by": self._seen_by.value}
        self.snapshots.append({**recorded, **seen})


_TOLD: Final = (
    "source_id",
    *_RECORDED,
    "folded_number",
    "counter",
    "department_id",
    "customer_name",
    "web_url",
    "created_at",
    "updated_at",
)
_NOTICED: Final = (
    "first_seen_at",
    "first_booked_at",
    "booked_when_first_seen",
    "booked_at_zero",
    "gone_at",
)
_KEPT: Final = _TOLD + _NOTICED
_LOCK: Final = (
    select(*columns(invoice, _KEPT))
    .where(invoice.c.source_id.in_(IDS))
    .order_by(invoice.c.source_id)
    .with_for_update()
)
_RECORD: Final = insert(snapshot)
_UPDATE: Final = (
    update(invoice)
    .where(invoice.c.source_id == bindparam("new_source_id"))
    .values({name: bindparam(f"new_{name}") for name in _KEPT if name != "source_id"})
)


def _told(seen: Invoice) -> Row:
    number = seen.number
    row = {
        "source_id": seen.source_id,
        "number": number,
        "folded_number": None if number is None else fold(number),
        "counter": None if number is None else parse_number(number).counter,
        "status": seen.status.value,
        "department_id": seen.department_id,
        "customer_id": seen.customer.id if seen.customer else None,
        "customer_name": seen.customer_name,
        "total_amount": seen.total.amount,
        "total_currency": seen.total.currency,
        "due_amount": seen.due.amount,
        "due_currency": seen.due.currency,
        "due_on": seen.due_on,
        "paid": seen.paid,
        "created_at": seen.created_at,
        "updated_at": seen.updated_at,
    }
    if seen.web_url is not None:
        # Only lists tell it: what was read otherwise does not take it away.
        row["web_url"] = seen.web_url
    # What is compared with the stored row has to look like it.
    return {
        name: storable(value) if isinstance(value, str) else value
        for name, value in row.items()
    }
