"""Whether an invoice is there at all, and whether Twikey has it already."""

from __future__ import annotations

from core.domain.checks.answer import Answer, Unknown, is_twin, iso
from core.domain.evidence import Evidence, Missing, Unread
from core.domain.invoice import DepartmentId, Invoice
from core.domain.policy import IMPORT_DEPARTMENTS
from core.domain.reason import System, Trigger
from core.domain.target import Namesake, TargetSight


def not_found(evidence: Evidence) -> Answer:
    """Teamleader knows no such invoice, and neither do we."""
    if isinstance(evidence.source, Unread):
        return Unknown(evidence.source.system, evidence.source.operation)
    if isinstance(evidence.source, Missing) and not evidence.memory.is_known:
        return {"asked": evidence.asked_as, "nearest": list(evidence.source.nearest)}
    return None


def deleted(evidence: Evidence) -> Answer:
    """Known before, gone from Teamleader."""
    if isinstance(evidence.source, Missing) and evidence.memory.is_known:
        number = evidence.memory.number
        last = evidence.memory.snapshots[-1:]
        return {
            "number": number,
            "last_seen": last[0].seen_at.isoformat() if last else None,
            "in_twikey": evidence.memory.imported_at is not None,
        }
    return None


def already_imported(evidence: Evidence) -> Answer:
    """Our own target id is at Twikey, or the same invoice came by another route."""
    target, invoice = evidence.target, evidence.invoice
    if target.own_gone:
        return _deleted_at_twikey(evidence)
    if target.own is not None:
        return {
            "route": "bot",
            "target_id": target.own.id,
            "state": target.own.state,
            "at": iso(evidence.memory.imported_at),
        }
    if invoice is None or invoice.number is None:
        return None
    for namesake in target.namesakes:
        if is_twin(invoice, namesake):
            found = namesake.invoice
            return {"route": "other", "target_id": found.id, "state": found.state}
    if not target.is_complete:
        return Unknown(System.TWIKEY, "invoice feed")
    return None


def draft(evidence: Evidence) -> Answer:
    """Not booked yet."""
    invoice = evidence.invoice
    if invoice is not None and not invoice.is_booked:
        return {"created": iso(invoice.created_at)}
    return None


def left_out(evidence: Evidence) -> Answer:
    """A person excluded it, for good or until a day, or its whole department."""
    decision = evidence.memory.left_out
    if decision is not None and decision.holds_on(evidence.today):
        return decision.facts()
    return _department_left_out(evidence)


def number_taken(evidence: Evidence) -> Answer:
    """Twikey holds this number for another invoice."""
    target, invoice = evidence.target, evidence.invoice
    if invoice is None or invoice.number is None:
        return None
    for namesake in _strangers(evidence, invoice, target):
        found = namesake.invoice
        return {
            "number": found.number,
            "target_id": found.id,
            "amount": found.amount.plain() if found.amount else None,
            "date": found.invoiced_on.isoformat() if found.invoiced_on else None,
            "tied_to": namesake.tied_to,
            "tied_number": namesake.tied_number,
            "differs": _differences(invoice, namesake),
            **_other_department(evidence, invoice, namesake),
        }
    return None


def _department_left_out(evidence: Evidence) -> Answer:
    """An admin chose whose invoices are imported, and this department is none."""
    invoice, policy = evidence.invoice, evidence.policy
    if invoice is None or policy.imports_of(invoice.department_id):
        return None
    decided = policy.decided.get(IMPORT_DEPARTMENTS)
    return {
        "scope": "department",
        "department": _named(evidence, invoice.department_id),
        "by": decided.by if decided else None,
        "at": iso(decided.at) if decided else None,
    }


def _other_department(
    evidence: Evidence, invoice: Invoice, namesake: Namesake
) -> dict[str, object]:
    """Name both invoices where two departments use the same number."""
    other = namesake.tied_department
    if other is None or other == invoice.department_id:
        return {}
    return {
        "collision": "departments",
        "department": _named(evidence, invoice.department_id),
        "tied_department": _named(evidence, other),
        "tied_customer": namesake.tied_customer,
        # The same number again would tell nobody which invoice is meant.
        "tied_number": None,
    }


def _named(evidence: Evidence, department_id: DepartmentId) -> str:
    return evidence.departments.get(department_id, department_id)


def _deleted_at_twikey(evidence: Evidence) -> Answer:
    """A person deleted our invoice there: only an import by number brings it back."""
    if evidence.trigger is Trigger.NUMBER:
        return None
    return {
        "route": "bot",
        "target_id": evidence.memory.target_id,
        "state": "deleted",
        "at": iso(evidence.memory.imported_at),
    }


def _strangers(
    evidence: Evidence, invoice: Invoice, target: TargetSight
) -> list[Namesake]:
    own = {target.own.id if target.own else None, evidence.memory.target_id}
    return [
        namesake
        for namesake in target.namesakes
        if namesake.invoice.id not in own and not is_twin(invoice, namesake)
    ]


def _differences(invoice: Invoice, namesake: Namesake) -> list[str]:
    other = namesake.invoice
    differs = []
    if other.amount is None or other.amount.rounded != invoice.total.rounded:
        differs.append("amount")
    if other.invoiced_on != invoice.invoiced_on:
        differs.append("date")
    if namesake.tied_to not in (None, invoice.source_id):
        differs.append("invoice")
    return differs or ["remittance"]
