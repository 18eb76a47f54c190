"""The diagnosis: why an invoice is not in Twikey, and whether it would go in now."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from core.domain.diagnosis import Ambiguous, Diagnosis, Links
from core.domain.evidence import Evidence, Unread
from core.domain.history import SeenBy, TimelineEntry
from core.domain.invoice import Invoice, SourceId
from core.domain.judging import judge
from core.domain.lasting import lasting_verdict
from core.domain.money import Money
from core.domain.policy import Policy
from core.domain.profile import ProfileChoice
from core.domain.reason import Reason, Trigger
from core.domain.verdict import (
    Blocked,
    Eligible,
    Undecided,
    Verdict,
    decisive_reason,
)
from core.errors import RemoteError
from core.gathering import Gatherer, Question
from core.lines import judgement_on
from core.mandates import mandates_beside, refresh_mandates
from core.matching import matches_of
from core.ports import LedgerTx
from core.ports.ledger import KnownInvoice
from core.readings import (
    ACCOUNT,
    Readings,
    follow_feed,
    read_account,
    read_credit_notes,
    read_departments,
)
from core.resolving import Resolved, remembered, resolve
from core.systems import Systems


async def diagnose(
    systems: Systems, policy: Policy, typed: str
) -> Diagnosis | Ambiguous:
    """Answer for one invoice, however its number is spelled.

    Never raises ``RemoteError``: a system that does not answer makes the verdict
    unknown, and says so.
    """
    readings = await _readings(systems)
    try:
        resolved = await resolve(systems, typed)
    except RemoteError as error:
        unread = Unread(error.system, error.operation)
        return await _unreachable(systems, policy, readings, typed, unread)
    if resolved.is_ambiguous:
        return Ambiguous(typed, matches_of(resolved, readings))
    evidence = await _evidence(systems, policy, readings, resolved)
    return await _answer(systems, readings, typed, evidence, resolved.gone)


async def _readings(systems: Systems) -> Readings:
    """Read what is shared; a diagnosis goes on without what does not answer."""
    try:
        account = await read_account(systems)
    except RemoteError:
        stored = await systems.ledger.read(lambda tx: tx.settings.all().get(ACCOUNT))
        account = stored or ""
    departments, feed, _ = await asyncio.gather(
        read_departments(systems), follow_feed(systems), refresh_mandates(systems)
    )
    return Readings(account, departments, feed)


async def _evidence(
    systems: Systems, policy: Policy, readings: Readings, resolved: Resolved
) -> Evidence:
    if not resolved.rows:
        return await Gatherer(systems, readings, policy).unresolved(resolved)
    row = resolved.rows[0]
    unread = await read_credit_notes(systems, row.created_at)
    gatherer = Gatherer(systems, replace(readings, credit_notes=unread), policy)
    question = Question(Trigger.AUTOMATIC, SeenBy.WHY, ask_target=True)
    first = await gatherer.first([row], question)
    return (await gatherer.second(first))[0]


async def _unreachable(
    systems: Systems, policy: Policy, readings: Readings, typed: str, unread: Unread
) -> Diagnosis:
    """Answer from memory what can be: Teamleader itself cannot be asked."""
    known = await remembered(systems, typed)
    known = known if len(known) == 1 else ()
    source_id = known[0].source_id if known else None
    gatherer = Gatherer(systems, readings, policy)
    evidence = await gatherer.absent(typed, source_id, unread)
    return await _answer(systems, readings, typed, evidence, known)


async def _answer(
    systems: Systems,
    readings: Readings,
    typed: str,
    evidence: Evidence,
    known: tuple[KnownInvoice, ...],
) -> Diagnosis:
    verdict = judge(evidence)
    subject: Invoice | KnownInvoice | None = evidence.invoice or next(iter(known), None)
    timeline: tuple[TimelineEntry, ...] = ()
    if subject is not None:
        unit = _recording(subject.source_id, evidence)
        timeline = await systems.ledger.write(unit)
    beside = await systems.ledger.read(lambda tx: mandates_beside(tx, evidence))
    last_sight = await _last_sight(systems, evidence, subject)
    return Diagnosis(
        asked=typed,
        verdict=verdict,
        would_import_now=_would_import(judge(evidence.asked_by(Trigger.NUMBER))),
        document=evidence.memory.document,
        invitation=evidence.memory.invitation,
        number=subject.number if subject else None,
        source_id=subject.source_id if subject else None,
        department=_department(subject, readings),
        customer_name=subject.customer_name if subject else None,
        amount=last_sight.amount,
        due_on=last_sight.due_on,
        first_cause=_first_cause(evidence, verdict),
        timeline=timeline,
        links=_links(evidence, last_sight),
        profile=_profile(evidence),
        mandates_beside=beside,
        profile_names=await _profile_names(systems, evidence.policy),
    )


@dataclass(frozen=True)
class _Sight:
    """What an invoice looked like, now or when it was last seen."""

    amount: Money | None = None
    due_on: date | None = None
    web_url: str | None = None


async def _last_sight(
    systems: Systems, evidence: Evidence, subject: Invoice | KnownInvoice | None
) -> _Sight:
    if evidence.invoice is not None:
        seen = evidence.invoice
        return _Sight(seen.total, seen.due_on, seen.web_url)
    if subject is None:
        return _Sight()
    source_id = subject.source_id
    return await systems.ledger.read(lambda tx: _remembered(tx, source_id))


def _remembered(tx: LedgerTx, source_id: SourceId) -> _Sight:
    """Return the last sight; what is gone from Teamleader has no address there."""
    for entry in tx.overview.of([source_id]):
        addresses = {} if entry.is_gone else tx.watched.addresses([source_id])
        return _Sight(entry.amount, entry.due_on, addresses.get(source_id))
    return _Sight()


async def _profile_names(systems: Systems, policy: Policy) -> Mapping[str, str]:
    """Return what profiles are called; ids do where Twikey does not tell."""
    known = {profile.id: profile.name for profile in policy.profiles}
    with suppress(RemoteError):
        return {**await systems.target.profile_names(), **known}
    return known


def _profile(evidence: Evidence) -> ProfileChoice | None:
    chosen = evidence.profile
    return chosen if isinstance(chosen, ProfileChoice) else None


def _department(
    subject: Invoice | KnownInvoice | None, readings: Readings
) -> str | None:
    return readings.department_name(subject.department_id) if subject else None


def _would_import(by_number: Verdict) -> bool | None:
    if isinstance(by_number, Undecided):
        return None
    return isinstance(by_number, Eligible)


def _recordable(verdict: Verdict) -> Reason | None:
    """Return the reason worth remembering as a cause: being in Twikey is none."""
    reason = decisive_reason(verdict)
    return None if reason is Reason.ALREADY_IMPORTED else reason


def _first_cause(evidence: Evidence, verdict: Verdict) -> Reason | None:
    """Return what kept it out first: nothing, where it was imported before."""
    memory = evidence.memory
    if memory.first_cause is not None or memory.imported_at is not None:
        return memory.first_cause
    return _recordable(verdict)


def _recording(
    source_id: SourceId, evidence: Evidence
) -> Callable[[LedgerTx], tuple[TimelineEntry, ...]]:
    def unit(tx: LedgerTx) -> tuple[TimelineEntry, ...]:
        found = tx.invoices.reasons_found([source_id]).get(source_id, frozenset())
        lasting = lasting_verdict(evidence, found)
        if isinstance(lasting, Blocked):
            tx.invoices.judged([judgement_on(source_id, lasting, tried=False)])
        return tx.invoices.timeline(source_id)

    return unit


def _links(evidence: Evidence, last_sight: _Sight) -> Links:
    own = evidence.target.own
    same = [n.invoice for n in evidence.target.namesakes]
    at_twikey = own or (same[0] if same else None)
    return Links(
        teamleader=last_sight.web_url,
        twikey=at_twikey.url if at_twikey else None,
    )
