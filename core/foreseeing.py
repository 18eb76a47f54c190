"""The preview: what an import would do, told without a call for each invoice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from core.domain.evidence import Evidence
from core.domain.history import InvitationState
from core.domain.invitation import HeldFor, at_creation
from core.domain.invoice import Invoice, SourceId
from core.domain.judging import foresee
from core.domain.number import fold
from core.domain.outcome import Line
from core.domain.policy import Policy
from core.domain.profile import Profile
from core.domain.target import Namesake, TargetInvoice, TargetState, own_target_id
from core.domain.verdict import Passed
from core.lines import line_of
from core.ports import LedgerTx
from core.profiling import profile_for
from core.readings import Readings


@dataclass
class Foreseeing:
    """Foresees the invoices of one run, each as if those before it were imported."""

    readings: Readings
    _numbers: dict[str, Invoice] = field(default_factory=dict)

    def lines(self, evidences: Sequence[Evidence]) -> list[Line]:
        """Tell what would come of each, in order."""
        return [self._line(evidence) for evidence in evidences]

    def _line(self, evidence: Evidence) -> Line:
        evidence = self._after_those_before(evidence)
        screening = foresee(evidence)
        invoice = evidence.invoice
        if isinstance(screening, Passed) and invoice and invoice.number:
            self._numbers[fold(invoice.number)] = invoice
        return line_of(evidence, screening, self.readings)

    def _after_those_before(self, evidence: Evidence) -> Evidence:
        """Add the invoice that would have taken the number by then."""
        number = evidence.invoice.number if evidence.invoice else None
        before = self._numbers.get(fold(number)) if number else None
        if before is None:
            return evidence
        there = _as_at_twikey(before, self.readings.account)
        namesake = Namesake(there, before.source_id, before.number)
        target = evidence.target
        namesakes = (*target.namesakes, namesake)
        return replace(evidence, target=replace(target, namesakes=namesakes))


def _as_at_twikey(invoice: Invoice, account: str) -> TargetInvoice:
    return TargetInvoice(
        id=own_target_id(account, invoice.source_id),
        number=invoice.number or "",
        state=TargetState.BOOKED,
        amount=invoice.total,
        invoiced_on=invoice.invoiced_on,
        remittance=invoice.payment_reference,
        ref=invoice.source_id,
    )


def invitations_among(
    tx: LedgerTx, ids: Sequence[SourceId], policy: Policy
) -> int | None:
    """Count the customers that would be invited without anybody doing anything.

    ``None`` where profiles or the customers' numbers at Twikey are kept in custom
    fields, which no list tells.
    """
    fields = (policy.invoice_profile_field, policy.subscription_profile_field)
    if policy.customer_number_fields or any(fields):
        return None
    known = [tx.invoices.known(one) for one in ids]
    numbers = [one.customer_id for one in known if one and one.customer_id]
    chosen = [profile_for(tx, number, policy.default_profile) for number in numbers]
    return sum(_is_invited(policy.confirmed(choice.id)) for choice in chosen)


def _is_invited(profile: Profile | None) -> bool:
    record = at_creation(profile, has_address=True)
    by_twikey = record.state is InvitationState.BY_TWIKEY
    return by_twikey or record.held_for == HeldFor.DOCUMENT
