"""Creating one invoice at Twikey, once.

The id at Twikey is ours and written down before the call. After an answer that never
came, Twikey is asked for that id before anything is sent again, by whoever looks at the
invoice next.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from core.domain.history import PART_SENT, AttemptState, Memory
from core.domain.money import Money
from core.domain.reason import Facts
from core.domain.submission import Submission
from core.domain.target import TargetInvoice
from core.domain.verdict import Eligible
from core.errors import (
    RemoteError,
    RemoteRefused,
    RemoteUnavailable,
    UnexpectedResponse,
)
from core.following import Follows
from core.ports import Created, LedgerTx, Refused
from core.ports.ledger import AttemptStart, Claim
from core.systems import Systems

log = logging.getLogger(__name__)

LEASE_SECONDS = 120.0
"""Longer than a create with its look-up and one repetition can take."""

MAY_HAVE_HAPPENED = (RemoteUnavailable, UnexpectedResponse)


@dataclass(frozen=True)
class Made:
    """It is at Twikey now, under our id."""

    invoice: TargetInvoice


@dataclass(frozen=True)
class Overtaken:
    """What was judged no longer holds: the invoice has to be looked at again.

    Another worker was quicker, or Twikey had the number already and answered with the
    invoice that has it.
    """


@dataclass(frozen=True)
class Busy:
    """Another worker is creating this invoice at this moment."""


Creation = Made | Overtaken | Busy | Refused


async def create_once(
    systems: Systems, eligible: Eligible, follows: Follows, run_id: str | None
) -> Creation:
    """Create an eligible invoice; what follows is written down with its success.

    Raises ``RemoteError`` where it could not be found out what became of it; that too
    is written down, and the next look settles it.
    """
    began_at = systems.clock.monotonic()
    claim = await systems.ledger.write(
        lambda tx: _begin(tx, eligible, systems.owner, run_id)
    )
    if not isinstance(claim, Claim):
        return claim
    if systems.clock.monotonic() - began_at > LEASE_SECONDS / 2:
        # This process stood still: what was judged is old, and the lease all but over.
        await _finish(systems, claim, AttemptState.NOT_CREATED, {})
        return Overtaken()
    try:
        answer = await _call(systems, claim, eligible, began_at)
    except RemoteError as error:
        state = _state_after(error)
        told = {**_told(error), **_part_of(eligible)}
        await _finish(systems, claim, state, told)
        raise
    if isinstance(answer, Overtaken):
        return answer
    return await _conclude(systems, claim, eligible, answer, follows)


async def _call(
    systems: Systems, claim: Claim, eligible: Eligible, began_at: float
) -> Created | Refused | Overtaken:
    try:
        return await systems.target.create(eligible)
    except MAY_HAVE_HAPPENED as error:
        log.warning("create-unanswered", extra={"operation": error.operation})
    sent = eligible.submission
    found = await systems.target.find(sent.target_id)
    if found is not None:
        return Created(found)
    stood_still = systems.clock.monotonic() - began_at > LEASE_SECONDS / 2
    if stood_still or not await systems.ledger.read(
        lambda tx: _may_repeat(tx, claim, sent)
    ):
        # The attempt stays open, if nobody settled it: the next look asks Twikey.
        await systems.ledger.write(lambda tx: tx.invoices.release(claim))
        return Overtaken()
    return await systems.target.create(eligible)


async def _conclude(
    systems: Systems,
    claim: Claim,
    eligible: Eligible,
    answer: Created | Refused,
    follows: Follows,
) -> Creation:
    if isinstance(answer, Refused):
        await _finish(systems, claim, AttemptState.REFUSED, answer.facts())
        return answer
    invoice, sent = answer.invoice, eligible.submission
    if invoice.id != sent.target_id:
        await _finish(
            systems,
            claim,
            AttemptState.ANSWERED_OTHER,
            {"answered": invoice.id},
            invoice,
        )
        return Overtaken()
    differs = invoice.amount is not None and invoice.amount != sent.amount
    facts = {
        "amount": sent.amount.plain(),
        "differs": differs,
        **_part_of(eligible),
    }
    made = _Made(claim, invoice, facts, follows)
    return Made(invoice) if await systems.ledger.write(made.write) else Busy()


@dataclass(frozen=True)
class _Made:
    """A create that succeeded, to be written down with all that follows."""

    claim: Claim
    invoice: TargetInvoice
    facts: Facts
    follows: Follows

    def write(self, tx: LedgerTx) -> bool:
        was_open = _is_open(tx, self.claim)
        kept = tx.invoices.finish_attempt(self.claim, AttemptState.CREATED, self.facts)
        tx.targets.put(self.invoice)
        if kept:
            self._follow(tx, was_open=was_open)
        tx.invoices.release(self.claim)
        return kept

    def _follow(self, tx: LedgerTx, *, was_open: bool) -> None:
        if was_open:
            self.follows.write(tx, self.claim.source_id, self.invoice)
        else:
            # Somebody found it before: by now the customer may be invited.
            self.follows.add(tx, self.claim.source_id, self.invoice)


def _begin(
    tx: LedgerTx, eligible: Eligible, owner: str, run_id: str | None
) -> Claim | Busy | Overtaken:
    sent = eligible.submission
    claim = tx.invoices.claim(sent.source_id, owner, LEASE_SECONDS)
    if claim is None:
        return Busy()
    if _has_moved_on(tx.invoices.recall([sent.source_id])[sent.source_id], sent):
        tx.invoices.release(claim)
        return Overtaken()
    start = AttemptStart(
        target_id=sent.target_id,
        generation=sent.generation,
        fingerprint=sent.fingerprint(),
        customer_number=sent.payer.customer_number,
        profile_id=sent.profile_id,
        run_id=run_id,
        one_off=sent.one_off_profile,
        customer=sent.customer,
        facts=_part_of(eligible),
    )
    return claim if tx.invoices.begin_attempt(claim, start) else Busy()


def _part_of(eligible: Eligible) -> Facts:
    """Return what is kept of the part that Twikey is told to be settled already."""
    sent = eligible.submission
    part = sent.paid_part or Money.zero(sent.amount.currency)
    return {PART_SENT: part.plain()}


def _has_moved_on(memory: Memory, sent: Submission) -> bool:
    """Whether something happened to the invoice after it was judged.

    An attempt that was left open has to be settled by asking Twikey first. What a
    person decided meanwhile holds for this create already.
    """
    last = memory.last_attempt
    left_open = last is not None and last.state.is_open
    done = memory.imported_at is not None and memory.generation >= sent.generation
    return left_open or done or memory.decisions != sent.decisions


def _may_repeat(tx: LedgerTx, claim: Claim, sent: Submission) -> bool:
    """Whether a create that Twikey shows nothing of may be sent once more.

    Not if anybody has seen the invoice there meanwhile: then the call did arrive, and
    a person deleted what came of it.
    """
    was_seen = tx.targets.get(sent.target_id) is not None
    return _is_open(tx, claim) and tx.invoices.holds(claim) and not was_seen


def _is_open(tx: LedgerTx, claim: Claim) -> bool:
    last = tx.invoices.recall([claim.source_id])[claim.source_id].last_attempt
    return last is not None and last.state.is_open


async def _finish(
    systems: Systems,
    claim: Claim,
    state: AttemptState,
    facts: Facts,
    invoice: TargetInvoice | None = None,
) -> bool:
    def unit(tx: LedgerTx) -> bool:
        # Whoever heard nothing knows less than somebody who settled it meanwhile.
        knows = not state.is_open or _is_open(tx, claim)
        kept = knows and tx.invoices.finish_attempt(claim, state, facts)
        if invoice is not None:
            tx.targets.put(invoice)
        tx.invoices.release(claim)
        return kept

    return await systems.ledger.write(unit)


def _told(error: RemoteError) -> Facts:
    """Return what is kept of a call that failed: the exact words, for support."""
    if isinstance(error, RemoteRefused):
        said = {"code": error.code, "message": error.message, "extra": error.extra}
        return {"operation": error.operation, **said}
    return {"operation": error.operation, "answer": error.detail}


def _state_after(error: RemoteError) -> AttemptState:
    unclear = isinstance(error, MAY_HAVE_HAPPENED)
    return AttemptState.UNKNOWN if unclear else AttemptState.NOT_CREATED
