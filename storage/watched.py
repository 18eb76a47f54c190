"""What the watch asks of the remembered invoices."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, case, func, select, update

from core.domain.history import AttemptState
from core.domain.invoice import SourceId
from core.domain.money import Money
from core.domain.outcome import RunTrigger
from core.domain.reason import Reason
from core.domain.target import TargetState
from core.ports.watch import SweptInvoice
from storage.lateness import LatenessBook
from storage.outstanding import is_outside
from storage.tables import (
    attempt,
    hint,
    invoice,
    invoice_subscription,
    run,
    target_invoice,
)
from storage.work import IDS, chunks

_COLLECTABLE: Final = [state.value for state in TargetState if state.is_open]

_JUDGED_WITHIN: Final = timedelta(minutes=15)
"""What is seen is judged within this time, be the run ever so long."""


class SqlWatched(LatenessBook):
    """Implements ``core.ports.watch.WatchedInvoices``."""

    def unchanged(self, updated: Mapping[SourceId, datetime]) -> frozenset[SourceId]:
        """Return those last seen with exactly this ``updated_at``.

        One that was gone since is none of them: it has to be seen again.
        """
        same: set[SourceId] = set()
        for chunk in chunks(updated):
            for row in self._connection.execute(_SEEN, {"ids": chunk}):
                source_id = SourceId(row.source_id)
                if updated[source_id] == row.updated_at:
                    same.add(source_id)
        return frozenset(same)

    def due_again(self, most: int) -> tuple[SourceId, ...]:
        """Return outstanding invoices not in Twikey that are to be judged again now.

        One that was seen and not judged soon after is due too: whoever was to judge it
        may have died. The longest due come first.
        """
        now = self._work.now
        asked = {"now": now, "seen": now - _JUDGED_WITHIN, "most": most}
        return tuple(map(SourceId, self._connection.scalars(_DUE_AGAIN, asked)))

    def judge_all_again(self) -> int:
        """Make every outstanding invoice that is not in Twikey due now; count them.

        If a system cannot be asked even now, the waits begin anew.
        """
        due = update(invoice).where(*is_outside())
        return self._connection.execute(
            due.values(judge_at=self._work.now, times_unknown=0)
        ).rowcount

    def judge_again_for(self, reasons: Collection[Reason]) -> int:
        """Make those due now that are out for some decisive reasons; count them."""
        named = [reason.value for reason in reasons]
        due = update(invoice).where(*is_outside(), invoice.c.decisive.in_(named))
        return self._connection.execute(due.values(judge_at=self._work.now)).rowcount

    def of_customer(self, customer_id: str) -> tuple[SourceId, ...]:
        """Return a customer's outstanding invoices that are not in Twikey."""
        return self.of_customers([customer_id])

    def of_customers(self, ids: Collection[str]) -> tuple[SourceId, ...]:
        """Return the outstanding invoices of customers that are not in Twikey."""
        found: list[SourceId] = []
        for chunk in chunks(ids):
            stored = (
                select(invoice.c.source_id)
                .where(*is_outside(), invoice.c.customer_id.in_(chunk))
                .order_by(invoice.c.created_at, invoice.c.source_id)
            )
            found += map(SourceId, self._connection.scalars(stored))
        return tuple(found)

    def of_subscription(self, subscription_id: str) -> tuple[SourceId, ...]:
        """Return a subscription's outstanding invoices that are not in Twikey."""
        made = invoice_subscription.c.source_id == invoice.c.source_id
        stored = (
            select(invoice.c.source_id)
            .join(invoice_subscription, made)
            .where(
                *is_outside(), invoice_subscription.c.subscription_id == subscription_id
            )
            .order_by(invoice.c.created_at, invoice.c.source_id)
        )
        return tuple(map(SourceId, self._connection.scalars(stored)))

    def open_at_twikey(self, most: int, after: SourceId | None) -> tuple[SourceId, ...]:
        """Return imported invoices that Twikey may still collect, by id, in pages."""
        # Every id comes after the empty one.
        asked = {"after": after or "", "most": most}
        return tuple(map(SourceId, self._connection.scalars(_OPEN_AT_TWIKEY, asked)))

    def swept_since(self, moment: datetime) -> tuple[SweptInvoice, ...]:
        """Return what a sweep imported after a moment, by id."""
        rows = self._connection.execute(_SWEPT, {"since": moment})
        return tuple(
            SweptInvoice(
                SourceId(row.source_id), row.updated_at, row.imported_at, row.hinted_at
            )
            for row in rows
        )

    def imported_late(self, since: datetime, after: timedelta) -> int:
        """Count what was imported after a moment, long after its last change."""
        rows = self._connection.execute(
            select(invoice.c.imported_at, invoice.c.updated_at).where(
                invoice.c.imported_at > since
            )
        )
        return sum(row.imported_at - row.updated_at > after for row in rows)

    def imported_between(self, since: datetime, until: datetime) -> tuple[Money, ...]:
        """Return the total of each invoice imported after a moment, up to another."""
        rows = self._connection.execute(
            select(invoice.c.total_amount, invoice.c.total_currency)
            .where(invoice.c.imported_at > since, invoice.c.imported_at <= until)
            .order_by(invoice.c.imported_at, invoice.c.source_id)
        )
        return tuple(Money(row.total_amount, row.total_currency) for row in rows)


_SEEN: Final = select(invoice.c.source_id, invoice.c.updated_at).where(
    invoice.c.source_id.in_(IDS),
    invoice.c.gone_at.is_(None),
)
_HINTED: Final = (
    select(hint.c.last_at)
    .where(hint.c.subject == "invoice", hint.c.subject_id == invoice.c.source_id)
    .scalar_subquery()
)
_BY_A_SWEEP: Final = (
    select(attempt.c.id)
    .join(run, run.c.id == attempt.c.run_id)
    .where(
        attempt.c.source_id == invoice.c.source_id,
        attempt.c.state == AttemptState.CREATED.value,
        run.c.trigger == RunTrigger.SWEEP.value,
    )
    .exists()
)
_SWEPT: Final = (
    select(
        invoice.c.source_id,
        invoice.c.updated_at,
        invoice.c.imported_at,
        _HINTED.label("hinted_at"),
    )
    .where(invoice.c.imported_at > bindparam("since"), _BY_A_SWEEP)
    .order_by(invoice.c.source_id)
)
_OPEN_AT_TWIKEY: Final = (
    select(invoice.c.source_id)
    .join(target_invoice, target_invoice.c.id == invoice.c.target_id)
    .where(
        invoice.c.imported_at.is_not(None),
        invoice.c.source_id > bindparam("after"),
        target_invoice.c.state.in_(_COLLECTABLE),
    )
    .order_by(invoice.c.source_id)
    .limit(bindparam("most"))
)
_IS_DUE: Final = case(
    (invoice.c.judge_at.is_(None), invoice.c.first_seen_at <= bindparam("seen")),
    else_=invoice.c.judge_at <= bindparam("now"),
)
_DUE_AGAIN: Final = (
    select(invoice.c.source_id)
    .where(*is_outside(), _IS_DUE)
    .order_by(func.coalesce(invoice.c.judge_at, invoice.c.first_seen_at))
    .order_by(invoice.c.source_id)
    .limit(bindparam("most"))
)
