"""What follows when an invoice has come to Twikey: its PDF and its invitation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.domain.customer_changes import SentCustomer, still_certain
from core.domain.history import InvitationRecord, InvitationState
from core.domain.invitation import at_creation
from core.domain.invoice import SourceId
from core.domain.money import Money
from core.domain.policy import Policy
from core.domain.submission import Submission
from core.domain.target import TargetInvoice, TargetState
from core.ports import LedgerTx
from core.ports.watch import OutboxMessage

ZERO_IMPORTED: Final = "zero-imported"
CUSTOMERS_SEEN: Final = "customers"
"""The mark up to which the changes of customers were looked at."""


@dataclass(frozen=True)
class Follows:
    """What is wanted for a created invoice; written down with its import.

    ``customer`` is ``None`` where nobody knows any more who was sent.
    ``was_zero`` tells that it was booked at 0.00 and came in without anybody asking.
    """

    basis: str
    invitation: InvitationRecord
    customer: SentCustomer | None = None
    was_zero: bool = False

    def write(self, tx: LedgerTx, source_id: SourceId, made: TargetInvoice) -> None:
        """Want the PDF; write down where the invitation stands, and the customer."""
        tx.documents.want(source_id, made.id, self.basis)
        record = self.invitation
        if made.state is TargetState.PAID:
            record = InvitationRecord(InvitationState.NOT_NEEDED)
        tx.invitations.put(source_id, made.id, record)
        self.add(tx, source_id, made)

    def add(self, tx: LedgerTx, source_id: SourceId, made: TargetInvoice) -> None:
        """Write down what whoever found the invoice first could not know."""
        if self.customer is not None:
            _remember(tx, self.customer)
        if self.was_zero:
            _tell_zero(tx, source_id, made)


def follows_of(sent: Submission, policy: Policy) -> Follows:
    """Tell what follows a create."""
    return Follows(
        sent.basis,
        at_creation(
            policy.confirmed(sent.profile_id), has_address=sent.payer.email is not None
        ),
        sent.customer,
    )


def follows_found(
    profile_id: str | None,
    basis: str,
    policy: Policy,
    customer: SentCustomer | None,
) -> Follows:
    """Tell what follows a create whose answer never came, once Twikey shows it."""
    record = at_creation(policy.confirmed(profile_id), has_address=True)
    return Follows(basis, record, customer)


def _remember(tx: LedgerTx, sent: SentCustomer) -> None:
    before = tx.customers.get(sent.number)
    fields = sent.fields if before is None else still_certain(before, sent.fields)
    tx.customers.put(sent.number, sent.ref, fields)


def _tell_zero(tx: LedgerTx, source_id: SourceId, made: TargetInvoice) -> None:
    """Tell people; several that come close together are one message."""
    earlier = tx.outbox.unsent(ZERO_IMPORTED)
    told = earlier.facts.get("invoices") if earlier else None
    amount = made.amount or Money.zero()
    one = [source_id, made.number, amount.plain(), amount.currency]
    facts = {"invoices": [*(told if isinstance(told, list) else []), one]}
    tx.outbox.put(OutboxMessage(ZERO_IMPORTED, ZERO_IMPORTED, facts))
