"""The preview: what an import would do, told without a call for each invoice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from core.domain.evidence import Evidence
from core.domain.history import InvitationState, Memory
from core.domain.invitation import HeldFor, at_creation
from core.domain.invoice import (
    CustomerId,
    CustomerKind,
    CustomerRef,
    Invoice,
    SourceId,
)
from core.domain.judging import foresee
from core.domain.number import fold
from core.domain.outcome import Line
from core.domain.policy import Policy
from core.domain.profile import (
    Profile,
    ProfileChoice,
    ProfileLevel,
    Unreadable,
    profile_in,
)
from core.domain.reason import Reason
from core.domain.rules import RULE_OF
from core.domain.target import Namesake, TargetInvoice, TargetState, own_target_id
from core.domain.verdict import Blocked, Effect, Finding, Passed, Screening
from core.lines import line_of
from core.ports import LedgerTx
from core.ports.ledger import KnownInvoice
from core.profiling import profile_for
from core.readings import Readings

LOOKED_AT_CLOSELY: Final = frozenset(
    {
        Reason.PROFILE_UNREADABLE,
        Reason.PROFILE_UNKNOWN,
        Reason.CUSTOMER_INCOMPLETE,
        Reason.REFUSED,
    }
)
"""What the list does not show: it takes the full invoice, customer and profile."""


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
        screening = as_found_before(evidence, foresee(evidence))
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
        namesake = Namesake(
            there,
            before.source_id,
            before.number,
            before.department_id,
            before.customer_name,
        )
        target = evidence.target
        namesakes = (*target.namesakes, namesake)
        return replace(evidence, target=replace(target, namesakes=namesakes))


def as_found_before(evidence: Evidence, screening: Screening) -> Screening:
    """Stop what was stopped when it was looked at closely, unless that may be over.

    The ledger remembers what the full invoice, its customer and its profile came to.
    It holds as long as the list shows the invoice as it was then, and nothing made it
    due to be judged again.
    """
    reason = evidence.memory.decisive
    if not isinstance(screening, Passed) or reason not in LOOKED_AT_CLOSELY:
        return screening
    stops = RULE_OF[reason].effect_for(evidence.trigger) is Effect.BLOCKS
    if not stops or not _is_as_it_was(evidence):
        return screening
    found = Finding(reason, Effect.BLOCKS, evidence.memory.decisive_facts)
    return Blocked((found, *screening.findings))


def _is_as_it_was(evidence: Evidence) -> bool:
    """Whether neither we nor Teamleader saw a change since it was judged."""
    invoice, memory = evidence.invoice, evidence.memory
    if invoice is None or memory.judged_at is None:
        return False
    seen = [one.seen_at for one in memory.snapshots]
    return max((invoice.updated_at, *seen)) <= memory.judged_at


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


@dataclass(frozen=True)
class Invitations:
    """How many customers would be invited without anybody doing anything.

    ``unknown`` are those of whom no list and no memory tells the payment profile.
    """

    sent: int = 0
    unknown: int = 0

    def facts(self) -> dict[str, object]:
        """Return what a preview keeps of it."""
        return {"invitations": self.sent, "invitations_unknown": self.unknown}


def invitations_among(
    tx: LedgerTx, ids: Sequence[SourceId], policy: Policy
) -> Invitations:
    """Foresee the invitations of invoices that would be imported.

    Asks the ledger only. Where no confirmed profile invites by itself, none is sent,
    whatever the custom fields say.
    """
    if not any(map(_is_invited, policy.profiles)):
        return Invitations()
    memories = tx.invoices.recall(ids)
    known = [one for one in map(tx.invoices.known, ids) if one and one.customer_id]
    chosen = [
        _choice_foreseen(tx, one, memories[one.source_id], policy) for one in known
    ]
    return Invitations(
        sent=sum(
            _is_invited(policy.confirmed(choice.id)) for choice in chosen if choice
        ),
        unknown=chosen.count(None),
    )


def _choice_foreseen(
    tx: LedgerTx, known: KnownInvoice, memory: Memory, policy: Policy
) -> ProfileChoice | None:
    """Return the choice as far as the ledger knows it; ``None`` if it cannot tell."""
    if memory.chosen_profile is not None:
        return ProfileChoice(ProfileLevel.PERSON, memory.chosen_profile.id)
    if policy.invoice_profile_field:
        seen = memory.snapshots[-1].profile_field if memory.snapshots else None
        if seen is None:
            return None
        names = {profile.id: profile.name for profile in policy.profiles}
        found = profile_in(seen, names)
        if found is not None:
            if isinstance(found, Unreadable):
                return None
            return ProfileChoice(ProfileLevel.INVOICE, found)
    if policy.subscription_profile_field:
        return None
    number = _number_foreseen(tx, known, policy)
    return profile_for(tx, number, policy.default_profile) if number else None


def _number_foreseen(tx: LedgerTx, known: KnownInvoice, policy: Policy) -> str | None:
    """Return the customer's number at Twikey, if it is known without reading them."""
    customer_id = known.customer_id
    if customer_id is None or not policy.customer_number_fields:
        return customer_id
    refs = [CustomerRef(kind, CustomerId(customer_id)) for kind in CustomerKind]
    return next((n for n in map(tx.customers.of_ref, refs) if n), None)


def _is_invited(profile: Profile | None) -> bool:
    record = at_creation(profile, has_address=True)
    by_twikey = record.state is InvitationState.BY_TWIKEY
    return by_twikey or record.held_for == HeldFor.DOCUMENT
