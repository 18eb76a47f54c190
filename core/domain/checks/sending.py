"""Whether Twikey could take it, and what waits after it did."""

from __future__ import annotations

from core.domain.checks.answer import Answer, Unknown, iso
from core.domain.customers import number_problem, payer_of
from core.domain.evidence import Evidence, Missing, Unread
from core.domain.history import (
    AttemptState,
    DocumentState,
    InvitationState,
)
from core.domain.invoice import Customer, InvoiceDetail
from core.domain.policy import Policy
from core.domain.profile import ProfileChoice, ProfileProblem
from core.domain.submission import compose


def profile_unreadable(evidence: Evidence) -> Answer:
    """The custom field names no profile or is gone, or two subscriptions disagree."""
    problems = set(ProfileProblem) - {ProfileProblem.UNKNOWN}
    return _profile_problem(evidence, problems)


def profile_unknown(evidence: Evidence) -> Answer:
    """Twikey has no such profile."""
    return _profile_problem(evidence, {ProfileProblem.UNKNOWN})


def customer_incomplete(evidence: Evidence) -> Answer:
    """Without a name, a certain number or a customer at all Twikey cannot take it."""
    customer = evidence.customer
    if isinstance(customer, Unread):
        return Unknown(customer.system, customer.operation)
    if isinstance(customer, Missing):
        return {"missing": ["customer"]}
    return None if customer is None else _lacking(customer, evidence.policy)


def refused(evidence: Evidence) -> Answer:
    """Twikey refused exactly what would be sent again now."""
    last, submission = evidence.memory.last_attempt, compose(evidence)
    if last is None or submission is None or last.state is not AttemptState.REFUSED:
        return None
    if last.fingerprint != submission.fingerprint():
        return None
    return {**last.facts, "at": iso(last.at)}


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
        "next": iso(record.next_at),
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
    return {"at": iso(record.at)}


def _lacking(customer: Customer, policy: Policy) -> Answer:
    """Tell what is missing; a number that is not certain makes a second customer."""
    number = number_problem(customer, policy)
    missing = {
        "name": customer.name is None,
        "number": number is not None,
        "number_field": number is None and not customer.number_is_kept,
    }
    found = [what for what, is_missing in missing.items() if is_missing]
    if not found:
        return None
    page = {"page": customer.web_url} if customer.web_url else {}
    seen = {"seen": number} if number else {}
    gone = {"field": "gone"} if missing["number_field"] else {}
    return {"missing": found, "customer": customer.ref.id, **page, **seen, **gone}


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
