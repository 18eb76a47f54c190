"""What would be sent to Twikey for an invoice."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date

from core.domain.customer_changes import SentCustomer, sent_with
from core.domain.customers import Payer, cc_addresses, payer_of
from core.domain.document import basis_of
from core.domain.evidence import Evidence
from core.domain.history import Decisions
from core.domain.invoice import Customer, Invoice, InvoiceDetail, SourceId
from core.domain.money import Money
from core.domain.profile import FIELD_LEVELS, ProfileChoice
from core.domain.target import TargetId, own_target_id


@dataclass(frozen=True)
class Submission:
    """One invoice as it goes to Twikey.

    ``paid_part`` is set, and ``manual`` true, where part of the total is settled
    already: Twikey then never collects it by itself. The number is Teamleader's,
    verbatim; ``profile_id`` ``None`` lets Twikey decide. ``basis`` is what the PDF
    rests on, ``customer`` what is remembered of the payer, ``one_off_profile`` whether
    the profile was named for this invoice alone, ``decisions`` what people had decided
    of the invoice; none of them is sent.
    """

    target_id: TargetId
    generation: int
    source_id: SourceId
    number: str
    amount: Money
    paid_part: Money | None
    manual: bool
    remittance: str | None
    invoiced_on: date
    due_on: date
    payer: Payer
    cc: tuple[str, ...]
    profile_id: str | None
    one_off_profile: bool
    basis: str
    customer: SentCustomer
    decisions: Decisions

    def fingerprint(self) -> str:
        """Return a digest of everything that Twikey could refuse.

        The target id is left out: a new generation alone changes nothing for Twikey.
        """
        content = {
            "number": self.number,
            "amount": self.amount.plain(),
            "paid": self.paid_part.plain() if self.paid_part else None,
            "remittance": self.remittance,
            "dates": [self.invoiced_on.isoformat(), self.due_on.isoformat()],
            "payer": self.payer.as_facts(),
            "cc": list(self.cc),
            "profile": self.profile_id,
        }
        text = json.dumps(content, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def compose(evidence: Evidence) -> Submission | None:
    """Put together what would be sent; ``None`` while something needed is missing."""
    invoice, detail = evidence.invoice, evidence.detail
    customer, profile = evidence.customer, evidence.profile
    if (
        invoice is None
        or invoice.number is None
        or not isinstance(detail, InvoiceDetail)
        or not isinstance(customer, Customer)
        or not isinstance(profile, ProfileChoice)
    ):
        return None
    payer = payer_of(customer, detail, evidence.policy)
    return Submission(
        target_id=next_target_id(evidence, invoice.source_id),
        generation=next_generation(evidence),
        source_id=invoice.source_id,
        number=invoice.number,
        amount=invoice.total,
        paid_part=_paid_part(evidence),
        manual=_paid_part(evidence) is not None,
        remittance=invoice.payment_reference,
        invoiced_on=_invoiced_on(invoice, evidence),
        due_on=invoice.due_on or _invoiced_on(invoice, evidence),
        payer=payer,
        cc=cc_addresses(customer, detail, payer),
        profile_id=profile.id,
        one_off_profile=profile.level in FIELD_LEVELS,
        basis=basis_of(invoice),
        customer=sent_with(payer, customer, evidence.policy),
        decisions=evidence.memory.decisions,
    )


def next_target_id(evidence: Evidence, source_id: SourceId) -> TargetId:
    """Return the id to create under: the next generation if Twikey lost the last."""
    return own_target_id(evidence.account, source_id, next_generation(evidence))


def next_generation(evidence: Evidence) -> int:
    """Return the generation to create under."""
    return evidence.memory.generation + (1 if evidence.target.own_gone else 0)


def _paid_part(evidence: Evidence) -> Money | None:
    invoice, still_open = evidence.invoice, evidence.open
    if invoice is None or still_open is None:
        return None
    partly = still_open.is_positive and still_open < invoice.total
    return invoice.total - still_open if partly else None


def _invoiced_on(invoice: Invoice, evidence: Evidence) -> date:
    return invoice.invoiced_on or evidence.policy.day_of(invoice.created_at)
