"""The pure questions behind the rule table.

Each returns the facts if its reason holds, ``None`` if it does not, and ``Unknown`` if
the system that would tell did not answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.customers import payer_of
from core.domain.evidence import Evidence, Missing, Unread
from core.domain.history import (
    AttemptState,
    DocumentState,
    InvitationState,
)
from core.domain.invoice import Customer, Invoice, InvoiceDetail
from core.domain.money import EURO, Money
from core.domain.policy import ZeroChanged
from core.domain.profile import ProfileChoice, ProfileProblem
from core.domain.reason import Facts, Reason, System, Trigger
from core.domain.submission import compose
from core.domain.target import Namesake, TargetSight, is_same_invoice


@dataclass(frozen=True)
class Unknown:
    """The question could not be answered because of a system."""

    system: System
    operation: str


Answer = Facts | None | Unknown


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
            "at": _iso(evidence.memory.imported_at),
        }
    if invoice is None or invoice.number is None:
        return None
    for namesake in target.namesakes:
        if _is_twin(invoice, namesake):
            found = namesake.invoice
            return {"route": "other", "target_id": found.id, "state": found.state}
    if not target.is_complete:
        return Unknown(System.TWIKEY, "invoice feed")
    return None


def draft(evidence: Evidence) -> Answer:
    """Not booked yet."""
    invoice = evidence.invoice
    if invoice is not None and not invoice.is_booked:
        return {"created": _iso(invoice.created_at)}
    return None


def left_out(evidence: Evidence) -> Answer:
    """A person excluded it, for good or until a day."""
    decision = evidence.memory.left_out
    if decision is None or (decision.until and decision.until < evidence.today):
        return None
    return {
        "by": decision.by,
        "why": decision.why,
        "at": _iso(decision.at),
        "until": decision.until.isoformat() if decision.until else None,
    }


def zero_amount(evidence: Evidence) -> Answer:
    """There is nothing to pay on it."""
    invoice = evidence.invoice
    return {} if invoice is not None and invoice.total.is_zero else None


def negative_amount(evidence: Evidence) -> Answer:
    """The total is below nothing: a credit note in disguise."""
    invoice = evidence.invoice
    if invoice is not None and invoice.total.is_negative:
        return _amount("total", invoice.total)
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
        **_amount("credited", evidence.credited),
        "credit_notes": [note.number for note in evidence.credit_notes if note.number],
    }


def paid(evidence: Evidence) -> Answer:
    """Paid in Teamleader before it could be imported."""
    invoice, memory = evidence.invoice, evidence.memory
    if invoice is None or not invoice.total.is_positive or _is_open(evidence, invoice):
        return None
    first = memory.first_cause
    return {
        "paid": _iso(invoice.paid_at),
        "booked": _iso(memory.first_booked_at),
        "invoiced_on": invoice.invoiced_on.isoformat() if invoice.invoiced_on else None,
        "first_tried": _iso(memory.first_tried_at),
        "first_cause": first if first is not Reason.PAID else None,
    }


def currency(evidence: Evidence) -> Answer:
    """Twikey collects euros only."""
    invoice = evidence.invoice
    if invoice is not None and invoice.total.currency != EURO:
        return _amount("total", invoice.total)
    return None


def outside_window(evidence: Evidence) -> Answer:
    """Created on a day that was not asked for."""
    invoice, window = evidence.invoice, evidence.window
    if invoice is None or window is None:
        return None
    if window.holds(invoice.created_at, evidence.policy.time_zone):
        return None
    return {
        "created": _iso(invoice.created_at),
        "from": window.first.isoformat(),
        "to": window.last.isoformat(),
    }


def before_start(evidence: Evidence) -> Answer:
    """Older than the automatic import, and already booked when first seen."""
    invoice, since = evidence.invoice, evidence.policy.automatic_since
    if invoice is None or since is None or invoice.created_at >= since:
        return None
    known = evidence.memory.is_known
    booked_then = evidence.memory.booked_when_first_seen if known else invoice.is_booked
    if not booked_then:
        return None
    return {"created": _iso(invoice.created_at), "since": _iso(since)}


def automatic_off(evidence: Evidence) -> Answer:
    """Automatic import is switched off."""
    return None if evidence.policy.auto_import else {}


def was_zero(evidence: Evidence) -> Answer:
    """Seen booked at nothing before; has an amount now, and people want to be asked."""
    invoice = evidence.invoice
    if invoice is None or not evidence.memory.booked_at_zero:
        return None
    if evidence.policy.zero_changed is not ZeroChanged.ASK or invoice.total.is_zero:
        return None
    at_zero = [s for s in evidence.memory.snapshots if s.total.is_zero]
    return {
        **_amount("total", invoice.total),
        "zero_seen": _iso(at_zero[-1].seen_at) if at_zero else None,
    }


def on_hold(evidence: Evidence) -> Answer:
    """Put on hold in Teamleader."""
    detail = evidence.detail
    if isinstance(detail, Unread):
        return Unknown(detail.system, detail.operation)
    if detail is not None and detail.on_hold_since is not None:
        return {"since": detail.on_hold_since.isoformat()}
    return None


def profile_unreadable(evidence: Evidence) -> Answer:
    """The custom field holds no profile id, or two subscriptions disagree."""
    return _profile_problem(
        evidence, {ProfileProblem.UNREADABLE, ProfileProblem.DISAGREE}
    )


def profile_unknown(evidence: Evidence) -> Answer:
    """Twikey has no such profile."""
    return _profile_problem(evidence, {ProfileProblem.UNKNOWN})


def customer_incomplete(evidence: Evidence) -> Answer:
    """Without a name, or without a customer at all, Twikey cannot take it."""
    customer = evidence.customer
    if isinstance(customer, Unread):
        return Unknown(customer.system, customer.operation)
    if isinstance(customer, Missing):
        return {"missing": ["customer"]}
    if customer is not None and customer.name is None:
        return {"missing": ["name"], "customer": customer.ref.id}
    return None


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
        }
    return None


def refused(evidence: Evidence) -> Answer:
    """Twikey refused exactly what would be sent again now."""
    last, submission = evidence.memory.last_attempt, compose(evidence)
    if last is None or submission is None or last.state is not AttemptState.REFUSED:
        return None
    if last.fingerprint != submission.fingerprint():
        return None
    return {**last.facts, "at": _iso(last.at)}


def partly_settled(evidence: Evidence) -> Answer:
    """Part of it is settled: sent with that part, never collected by itself."""
    invoice, still_open = evidence.invoice, evidence.open
    if invoice is None or still_open is None or not still_open.is_positive:
        return None
    if still_open < invoice.total:
        settled = invoice.total - still_open
        return {**_amount("open", still_open), "settled": settled.plain()}
    return None


def settled_since(evidence: Evidence) -> Answer:
    """Imported, then settled in Teamleader while Twikey may still collect it."""
    target = evidence.target
    if target.own is None or not target.own.state.is_open:
        return None
    how = _settled_how(evidence)
    if how is None:
        return None
    amount = target.own.amount.plain() if target.own.amount else None
    return {"how": how, "target_id": target.own.id, "at_twikey": amount}


def past_due(evidence: Evidence) -> Answer:
    """The due date has passed: Twikey will store it as expired."""
    invoice = evidence.invoice
    if _is_done(evidence) or invoice is None or invoice.due_on is None:
        return None
    days = (evidence.today - invoice.due_on).days
    return {"due_on": invoice.due_on.isoformat(), "days": days} if days > 0 else None


def sent_by_teamleader(evidence: Evidence) -> Answer:
    """Teamleader already sent it, so an invitation is a second mail."""
    invoice = evidence.invoice
    return {} if invoice is not None and invoice.sent else None


def no_email(evidence: Evidence) -> Answer:
    """No valid address: the invitation waits for a person."""
    customer, detail = evidence.customer, evidence.detail
    if not isinstance(customer, Customer) or not isinstance(detail, InvoiceDetail):
        return None
    if payer_of(customer, detail, evidence.policy).email:
        return None
    found = detail.email or customer.invoicing_email or customer.primary_email
    return {"customer": customer.ref.id, "invalid": bool(found)}


def document_waiting(evidence: Evidence) -> Answer:
    """The PDF is not there yet."""
    record = evidence.memory.document
    if record.state not in (DocumentState.WANTED, DocumentState.WAITING):
        return None
    return {
        "attempts": record.attempts,
        "next": _iso(record.next_at),
        "problem": record.problem,
    }


def invitation_waiting(evidence: Evidence) -> Answer:
    """Held for the PDF, for an address, or because the profile is not confirmed."""
    record = evidence.memory.invitation
    if record.state is not InvitationState.WAITING:
        return None
    return {"held_for": record.held_for}


def invitation_unknown(evidence: Evidence) -> Answer:
    """An invitation may or may not have gone out."""
    record = evidence.memory.invitation
    if record.state is not InvitationState.UNKNOWN:
        return None
    return {"at": _iso(record.at)}


def just_booked(evidence: Evidence) -> Answer:
    """Booked so recently that nothing is late yet."""
    booked, invoice = evidence.memory.first_booked_at, evidence.invoice
    if _is_done(evidence) or invoice is None or not invoice.is_booked or booked is None:
        return None
    age = evidence.now - booked
    if age >= evidence.policy.alert_after:
        return None
    return {"first_seen": _iso(booked), "seconds": int(age.total_seconds())}


def _deleted_at_twikey(evidence: Evidence) -> Answer:
    """A person deleted our invoice there: only an import by number brings it back."""
    if evidence.trigger is Trigger.NUMBER:
        return None
    return {
        "route": "bot",
        "target_id": evidence.memory.target_id,
        "state": "deleted",
        "at": _iso(evidence.memory.imported_at),
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


def _is_twin(invoice: Invoice, namesake: Namesake) -> bool:
    mine = namesake.tied_to in (None, invoice.source_id)
    return mine and is_same_invoice(invoice, namesake.invoice)


def _strangers(
    evidence: Evidence, invoice: Invoice, target: TargetSight
) -> list[Namesake]:
    own = {target.own.id if target.own else None, evidence.memory.target_id}
    return [
        namesake
        for namesake in target.namesakes
        if namesake.invoice.id not in own and not _is_twin(invoice, namesake)
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


def _profile_problem(evidence: Evidence, problems: set[ProfileProblem]) -> Answer:
    profile = evidence.profile
    if isinstance(profile, Unread):
        return Unknown(profile.system, profile.operation)
    if not isinstance(profile, ProfileChoice) or profile.problem not in problems:
        return None
    return {
        "problem": profile.problem,
        "level": profile.level,
        "profile": profile.id,
        "seen": dict(profile.seen),
    }


def _settled_how(evidence: Evidence) -> str | None:
    invoice = evidence.invoice
    if isinstance(evidence.source, Missing):
        return "deleted"
    if invoice is None:
        return None
    if (evidence.open or invoice.total).is_positive and not invoice.is_settled:
        return None
    return "credited" if evidence.credited.is_positive else "paid"


def _is_done(evidence: Evidence) -> bool:
    """Whether it is in Twikey already, where what is late here says nothing new."""
    target, invoice = evidence.target, evidence.invoice
    return target.own is not None or (
        invoice is not None and any(_is_twin(invoice, n) for n in target.namesakes)
    )


def _amount(name: str, money: Money) -> dict[str, object]:
    return {name: money.plain(), "currency": money.currency}


def _iso(moment: object) -> str | None:
    return moment.isoformat() if hasattr(moment, "isoformat") else None
