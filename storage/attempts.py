"""Who works on an invoice, and what was tried at Twikey."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Executable,
    Row,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)

from core.domain.customer_changes import SentCustomer
from core.domain.history import AttemptState
from core.domain.invoice import CustomerRef, SourceId
from core.domain.reason import Facts
from core.domain.target import TargetId
from core.ports.ledger import AttemptStart, Claim
from storage import tried_customers
from storage.tables import attempt as attempts
from storage.tables import customer_sent, invoice
from storage.work import Book, Inserting

_OPEN: Final = [state.value for state in AttemptState if state.is_open]


class AttemptBook(Book):
    """The part of ``InvoiceBook`` that guards and records create calls."""

    def claim(
        self, source_id: SourceId, owner: str, lease_seconds: float
    ) -> Claim | None:
        """Take the right to act on an invoice, unless somebody holds it.

        An invoice that was never seen cannot be claimed.
        """
        now = self._work.now
        until = now + timedelta(seconds=lease_seconds)
        asked = {"one": source_id, "by": owner, "now": now, "until": until}
        fence = self._connection.scalar(_CLAIM, asked)
        return None if fence is None else Claim(source_id, owner, fence)

    def release(self, claim: Claim) -> None:
        """Give a claim back, if it is still ours."""
        self._connection.execute(
            update(invoice).where(*_held(claim)).values(owner=None, lease_until=None)
        )

    def holds(self, claim: Claim) -> bool:
        """Whether a claim is still ours and its lease not over."""
        held = select(invoice.c.fence).where(
            *_held(claim), invoice.c.lease_until > self._work.now
        )
        return self._connection.execute(held).first() is not None

    def begin_attempt(self, claim: Claim, attempt: AttemptStart) -> bool:
        """Write down a create call before it is made; false if the claim was lost.

        A claim whose lease ran out is lost: nothing may be started on it.
        """
        begun = self._connection.execute(
            update(invoice)
            .where(*_held(claim), invoice.c.lease_until > self._work.now)
            .values(target_id=attempt.target_id, generation=attempt.generation)
        )
        if begun.rowcount == 0:
            return False
        self._connection.execute(insert(attempts), self._attempt_row(claim, attempt))
        return True

    def finish_attempt(self, claim: Claim, state: AttemptState, facts: Facts) -> bool:
        """Write down what came of the call; false if the claim was lost.

        An answer that comes after the lease still counts, as long as nobody else has
        taken the invoice.
        """
        still_ours = select(invoice.c.fence).where(*_held(claim)).with_for_update()
        if self._connection.execute(still_ours).first() is None:
            return False
        made = attempts.alias("made")
        latest = select(func.max(made.c.id)).where(
            made.c.source_id == claim.source_id, made.c.fence == claim.fence
        )
        # Whoever made the call knows best, even if somebody settled it meanwhile.
        begun = [attempts.c.id == latest.scalar_subquery()]
        ended = self._end(begun, state, {"facts": facts})
        if ended is not None and state is AttemptState.CREATED:
            self._imported(ended)
        return ended is not None

    def settle_attempt(
        self, source_id: SourceId, target_id: TargetId, state: AttemptState
    ) -> None:
        """Settle an open attempt after Twikey was asked for its id.

        An invoice that Twikey turns out to have counts as imported even if its attempt
        was settled otherwise before. That Twikey does not have it says nothing while
        somebody still works on it: the call may be on its way.
        """
        begun = [
            attempts.c.source_id == source_id,
            attempts.c.target_id == target_id,
            attempts.c.state.in_(_OPEN),
        ]
        if state is not AttemptState.CREATED:
            begun.append(~self._in_progress(source_id))
        ended = self._end(begun, state, {})
        if state is AttemptState.CREATED:
            ended = ended or self._not_yet_imported(source_id, target_id)
            if ended is not None:
                self._imported(ended)

    def customer_tried(
        self, source_id: SourceId, otherwise: CustomerRef | None
    ) -> SentCustomer | None:
        """Return the customer that an open create went out with.

        Without fields, and as ``otherwise``, where nobody knows what was sent of it.
        """
        tried = (
            select(attempts)
            .where(attempts.c.source_id == source_id, attempts.c.state.in_(_OPEN))
            .order_by(attempts.c.id.desc())
        )
        row = self._connection.execute(tried.limit(1)).first()
        return tried_customers.read(self._work, row, otherwise) if row else None

    def profile_sent(self, source_id: SourceId) -> str | None:
        """Return the profile that was named when an invoice was last created."""
        created = (
            select(attempts.c.profile_id)
            .where(attempts.c.source_id == source_id)
            .where(attempts.c.state == AttemptState.CREATED.value)
            .order_by(attempts.c.id.desc())
        )
        return self._connection.scalars(created.limit(1)).first()

    def _attempt_row(self, claim: Claim, start: AttemptStart) -> dict[str, object]:
        return {
            "source_id": claim.source_id,
            "fence": claim.fence,
            "target_id": start.target_id,
            "generation": start.generation,
            "fingerprint": start.fingerprint,
            "customer_number": start.customer_number,
            "profile_id": start.profile_id,
            "run_id": start.run_id,
            "one_off": start.one_off,
            "started_at": self._work.now,
            "state": AttemptState.STARTED.value,
            "facts": dict(start.facts),
            "customer": tried_customers.written(self._work, start),
        }

    def _end(
        self,
        begun: list[ColumnElement[bool]],
        state: AttemptState,
        told: dict[str, object],
    ) -> Row[Any] | None:
        # It is about a person, so it is kept no longer than it may be needed.
        done: dict[str, object] = {} if state.is_open else {"customer": None}
        ended = self._connection.execute(
            update(attempts)
            .where(*begun)
            .values(state=state.value, ended_at=self._work.now, **told, **done)
            .returning(attempts)
        ).all()
        return ended[-1] if ended else None

    def _in_progress(self, source_id: SourceId) -> ColumnElement[bool]:
        return (
            select(invoice.c.source_id)
            .where(invoice.c.source_id == source_id)
            .where(invoice.c.lease_until > self._work.now)
            .exists()
        )

    def _not_yet_imported(
        self, source_id: SourceId, target_id: TargetId
    ) -> Row[Any] | None:
        tried = (
            select(attempts)
            .join(invoice, invoice.c.target_id == attempts.c.target_id)
            .where(attempts.c.source_id == source_id, attempts.c.target_id == target_id)
            .where(invoice.c.imported_at.is_(None))
            .order_by(attempts.c.id.desc())
        )
        return self._connection.execute(tried.limit(1)).first()

    def _imported(self, created: Row[Any]) -> None:
        """Nothing is wrong with it any more, and its customer is known there now.

        A profile that was named for this invoice alone leaves the customer's as it is.
        """
        now = self._work.now
        self._connection.execute(_IMPORTED, {"one": created.source_id, "now": now})
        row = {
            "customer_number": created.customer_number,
            "profile_id": None if created.one_off else created.profile_id,
            "sent_at": now,
        }
        self._connection.execute(_put_sent(self._work.insert), row)


_until = invoice.c.lease_until
_CLAIM: Final = (
    update(invoice)
    .where(
        invoice.c.source_id == bindparam("one"),
        or_(_until.is_(None), _until <= bindparam("now")),
    )
    .values(
        owner=bindparam("by"),
        lease_until=bindparam("until"),
        fence=invoice.c.fence + 1,
    )
    .returning(invoice.c.fence)
)


_IMPORTED: Final = (
    update(invoice)
    .where(invoice.c.source_id == bindparam("one"))
    .values(
        imported_at=bindparam("now"),
        decisive=None,
        decisive_facts=None,
        unknown_system=None,
    )
)


@cache
def _put_sent(inserting: Inserting) -> Executable:
    put = inserting(customer_sent)
    named = func.coalesce(put.excluded.profile_id, customer_sent.c.profile_id)
    return put.on_conflict_do_update(
        index_elements=[customer_sent.c.customer_number],
        set_={"profile_id": named, "sent_at": put.excluded.sent_at},
    )


def _held(claim: Claim) -> list[ColumnElement[bool]]:
    return [
        invoice.c.source_id == claim.source_id,
        invoice.c.owner == claim.owner,
        invoice.c.fence == claim.fence,
    ]
