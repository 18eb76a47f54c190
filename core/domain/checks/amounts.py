"""Whether there is anything left to collect, and in euro."""

from __future__ import annotations

from core.domain.checks.answer import Answer, Unknown, amount_fact, iso
from core.domain.evidence import Evidence, Missing, Unread
from core.domain.invoice import Invoice
from core.domain.money import EURO
from core.domain.reason import Reason
from core.domain.target import TargetInvoice


def zero_amount(evidence: Evidence) -> Answer:
    """There is nothing to pay on it."""
    invoice = evidence.invoice
    return {} if invoice is not None and invoice.total.is_zero else None


def negative_amount(evidence: Evidence) -> Answer:
    """The total is below nothing: a credit note in disguise."""
    invoice = evidence.invoice
    if invoice is not None and invoice.total.is_negative:
        return amount_fact("total", invoice.total)
    return None


def credited(evidence: Evidence) -> Answer:
    """Credit notes leave nothing open."""
    invoice = evidence.invoice
    if invoice is None or not invoice.total.is_positive:
        return None
    if isinstance(evidence.credit_notes, Unread):
        return Unknown(evidence.credit_notes.system, evidence.credit_notes.operation)
    if not evidence.credited.is_positive or _left_by_credit(evidence, invoice):
        return None
    return {
        **amount_fact("credited", evidence.credited),
        "credit_notes": [note.number for note in evidence.credit_notes if note.number],
    }


def paid(evidence: Evidence) -> Answer:
    """Paid in Teamleader before it could be imported."""
    invoice, memory = evidence.invoice, evidence.memory
    if invoice is None or not invoice.total.is_positive or _is_open(evidence, invoice):
        return None
    first = memory.first_cause
    return {
        "paid": iso(invoice.paid_at),
        "booked": iso(memory.first_booked_at),
        "invoiced_on": invoice.invoiced_on.isoformat() if invoice.invoiced_on else None,
        "first_tried": iso(memory.first_tried_at),
        "first_cause": first if first is not Reason.PAID else None,
    }


def currency(evidence: Evidence) -> Answer:
    """Twikey collects euros only."""
    invoice = evidence.invoice
    if invoice is not None and invoice.total.currency != EURO:
        return amount_fact("total", invoice.total)
    return None


def partly_settled(evidence: Evidence) -> Answer:
    """Part of it is settled: sent with that part, never collected by itself."""
    invoice, still_open = evidence.invoice, evidence.open
    if invoice is None or still_open is None or not still_open.is_positive:
        return None
    if still_open < invoice.total:
        settled = invoice.total - still_open
        return {**amount_fact("open", still_open), "settled": settled.plain()}
    return None


def settled_since(evidence: Evidence) -> Answer:
    """Imported, then settled in Teamleader while Twikey may still collect it."""
    target = evidence.target
    if target.own is None or not target.own.state.is_open:
        return None
    how = _settled_how(evidence)
    if how is None:
        return _settled_in_part(evidence, target.own)
    amount = target.own.amount.plain() if target.own.amount else None
    return {"how": how, "target_id": target.own.id, "at_twikey": amount}


def _settled_in_part(evidence: Evidence, own: TargetInvoice) -> Answer:
    """Return the facts where Twikey may collect more than Teamleader shows open.

    What it was told to be settled at the import is no news. A total that was lowered
    is no payment, and of what somebody else created nobody knows what was sent.
    """
    invoice, still_open = evidence.invoice, evidence.open
    sent = evidence.memory.part_sent(own.id)
    if invoice is None or still_open is None or sent is None or own.amount is None:
        return None
    if len({one.currency for one in (own.amount, sent, invoice.total)}) > 1:
        return None
    collectable = own.amount - sent
    more_settled = (invoice.total - still_open - sent).is_positive
    if not more_settled or not (collectable - still_open).is_positive:
        return None
    credited = evidence.credited.is_positive
    return {
        "how": "partly-credited" if credited else "partly-paid",
        "target_id": own.id,
        "at_twikey": collectable.plain(),
        "open": still_open.plain(),
    }


def _left_by_credit(evidence: Evidence, invoice: Invoice) -> bool:
    """Whether the credit notes leave something open.

    Payments count only where the list cannot tell, so that a closer look never finds
    another reason than the list did.
    """
    rest = invoice.total - evidence.credited
    if evidence.payments_matter and evidence.paid_so_far is not None:
        rest -= evidence.paid_so_far
    return rest.is_positive


def _is_open(evidence: Evidence, invoice: Invoice) -> bool:
    """Whether the payments leave anything to collect, by every account of them."""
    paid, still_open = evidence.paid_so_far, evidence.open
    if paid is None or still_open is None or not paid.is_positive:
        return not invoice.is_settled
    return still_open.is_positive and not invoice.is_settled


def _settled_how(evidence: Evidence) -> str | None:
    invoice = evidence.invoice
    if isinstance(evidence.source, Missing):
        return "deleted"
    if invoice is None:
        return None
    if (evidence.open or invoice.total).is_positive and not invoice.is_settled:
        return None
    return "credited" if evidence.credited.is_positive else "paid"
