"""Whether it is the time for it, and whether the automatic import may."""

from __future__ import annotations

from core.domain.checks.answer import Answer, Unknown, amount_fact, is_twin, iso
from core.domain.evidence import Evidence, Unread
from core.domain.policy import ZeroChanged


def outside_window(evidence: Evidence) -> Answer:
    """Created on a day that was not asked for."""
    invoice, window = evidence.invoice, evidence.window
    if invoice is None or window is None:
        return None
    if window.holds(invoice.created_at, evidence.policy.time_zone):
        return None
    return {
        "created": iso(invoice.created_at),
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
    return {"created": iso(invoice.created_at), "since": iso(since)}


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
        **amount_fact("total", invoice.total),
        "zero_seen": iso(at_zero[-1].seen_at) if at_zero else None,
    }


def on_hold(evidence: Evidence) -> Answer:
    """Put on hold in Teamleader."""
    detail = evidence.detail
    if isinstance(detail, Unread):
        return Unknown(detail.system, detail.operation)
    if detail is not None and detail.on_hold_since is not None:
        return {"since": detail.on_hold_since.isoformat()}
    return None


def past_due(evidence: Evidence) -> Answer:
    """The due date has passed: Twikey will store it as expired."""
    invoice = evidence.invoice
    if _is_done(evidence) or invoice is None or invoice.due_on is None:
        return None
    days = (evidence.today - invoice.due_on).days
    return {"due_on": invoice.due_on.isoformat(), "days": days} if days > 0 else None


def just_booked(evidence: Evidence) -> Answer:
    """Booked so recently that nothing is late yet."""
    booked, invoice = evidence.memory.first_booked_at, evidence.invoice
    if _is_done(evidence) or invoice is None or not invoice.is_booked or booked is None:
        return None
    age = evidence.now - booked
    if age >= evidence.policy.alert_after:
        return None
    return {"first_seen": iso(booked), "seconds": int(age.total_seconds())}


def _is_done(evidence: Evidence) -> bool:
    """Whether it is in Twikey already, where what is late here says nothing new."""
    target, invoice = evidence.target, evidence.invoice
    return target.own is not None or (
        invoice is not None and any(is_twin(invoice, n) for n in target.namesakes)
    )
