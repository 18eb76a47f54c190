"""What people decide about one invoice: that it stays out, or where it goes.

A decision is kept with who and when, shown in the time line, and judged at once. What
is in Twikey, or may be on its way there, is beyond it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.alerting import let_go
from core.diagnosing import diagnose
from core.domain.diagnosis import Ambiguous, Diagnosis, Match
from core.domain.history import LeftOut, Memory
from core.domain.invoice import SourceId
from core.domain.number import ids_in
from core.domain.reason import Reason
from core.ports import LedgerTx
from core.ports.ledger import Judgement, KnownInvoice
from core.resolving import remembered
from core.systems import Systems


class Hindrance(StrEnum):
    """Why nothing was decided."""

    NOT_KNOWN = "not-known"
    IMPORTED = "imported"
    GONE = "gone"
    UNDER_WAY = "under-way"
    NOT_OUT = "not-out"
    NO_SUCH_PROFILE = "no-such-profile"


@dataclass(frozen=True)
class Undone:
    """Nothing was decided; ``number`` is what the invoice is called, if known."""

    why: Hindrance
    typed: str
    number: str | None = None


@dataclass(frozen=True)
class Excluding:
    """Why an invoice is to stay out, and the last day of it; no day is for good."""

    why: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Excluded:
    """An invoice was left out."""

    source_id: SourceId
    number: str | None
    decision: LeftOut


@dataclass(frozen=True)
class TakenBack:
    """An invoice that was left out is judged again like any other."""

    found: Diagnosis


@dataclass(frozen=True)
class Redirected:
    """An invoice goes to the profile a person chose, once it is imported."""

    source_id: SourceId
    number: str | None
    profile_id: str


class Deciding:
    """What people decide about single invoices; ``by`` is who decided."""

    def __init__(self, systems: Systems) -> None:
        self._systems = systems

    async def leave_out(
        self, typed: str, by: str, wanted: Excluding
    ) -> Excluded | Undone | Ambiguous:
        """Keep an invoice out of Twikey; ``typed`` is a number or an id.

        Alerts that hold it close their line. Works on what is remembered while a
        system does not answer.
        """
        found = await self._looked_at(typed)
        if isinstance(found, Ambiguous):
            return found
        source_id = found.source_id
        if source_id is None:
            return Undone(Hindrance.NOT_KNOWN, typed)
        if _is_at_twikey(found):
            return Undone(Hindrance.IMPORTED, typed, found.number)

        def unit(tx: LedgerTx) -> LeftOut | Hindrance:
            return _leave_out(tx, source_id, by, wanted)

        done = await self._systems.ledger.write(unit)
        if isinstance(done, Hindrance):
            return Undone(done, typed, found.number)
        return Excluded(source_id, found.number, done)

    async def take_back(self, typed: str, by: str) -> TakenBack | Undone | Ambiguous:
        """Let a left out invoice in again, and judge it at once."""
        known, memories = await self._remembered(typed)
        out = [one for one in known if memories[one.source_id].left_out is not None]
        if len(out) > 1:
            return Ambiguous(typed, tuple(map(_match, out)))
        if not out:
            return _not_out(typed, known)
        source_id = out[0].source_id
        if not await self._systems.ledger.write(
            lambda tx: _take_back(tx, source_id, by)
        ):
            return _not_out(typed, known)
        found = await self._looked_at(source_id)
        if isinstance(found, Ambiguous):
            return found
        return TakenBack(found)

    async def choose_profile(
        self, source_id: SourceId, profile_id: str, by: str
    ) -> Redirected | Undone:
        """Let one invoice go to a payment profile; its customer's next is not bound.

        Raises ``RemoteError`` if Twikey could not be asked for the profile.
        """
        known = await self._systems.ledger.read(lambda tx: tx.invoices.known(source_id))
        number = known.number if known else None
        if not await self._systems.target.knows_profile(profile_id):
            return Undone(Hindrance.NO_SUCH_PROFILE, source_id, number)

        def unit(tx: LedgerTx) -> Hindrance | None:
            return _choose(tx, source_id, profile_id, by)

        hindrance = await self._systems.ledger.write(unit)
        if hindrance is not None:
            return Undone(hindrance, source_id, number)
        return Redirected(source_id, number, profile_id)

    async def withdraw_profile(self, source_id: SourceId, by: str) -> bool:
        """Let the profile of an invoice be chosen as if nobody had."""
        return await self._systems.ledger.write(
            lambda tx: tx.decisions.withdraw_profile(source_id, by)
        )

    async def _looked_at(self, typed: str) -> Diagnosis | Ambiguous:
        policy = await self._systems.policy()
        return await diagnose(self._systems, policy, typed)

    async def _remembered(
        self, typed: str
    ) -> tuple[tuple[KnownInvoice, ...], dict[SourceId, Memory]]:
        ids = [SourceId(one) for one in ids_in(typed)]
        known = () if ids else await remembered(self._systems, typed)

        def query(
            tx: LedgerTx,
        ) -> tuple[tuple[KnownInvoice, ...], dict[SourceId, Memory]]:
            named = [tx.invoices.known(one) for one in ids]
            several = known or tuple(one for one in named if one is not None)
            return several, dict(tx.invoices.recall([one.source_id for one in several]))

        return await self._systems.ledger.read(query)


def _leave_out(
    tx: LedgerTx, source_id: SourceId, by: str, wanted: Excluding
) -> LeftOut | Hindrance:
    memory = tx.invoices.recall([source_id])[source_id]
    hindrance = _hindrance(memory)
    if hindrance is not None:
        return hindrance
    decision = tx.decisions.leave_out(source_id, by, wanted.why, wanted.until)
    tx.audit.add(by, "left-out", source_id, decision.facts())
    if memory.decisive is not Reason.DRAFT:
        judged = Judgement(source_id, Reason.LEFT_OUT, decision.facts(), tried=False)
        tx.invoices.judged([judged])
    let_go(tx, source_id, by)
    return decision


def _take_back(tx: LedgerTx, source_id: SourceId, by: str) -> bool:
    done = tx.decisions.take_back(source_id, by)
    if done:
        tx.audit.add(by, "taken-back", source_id, {})
    return done


def _choose(
    tx: LedgerTx, source_id: SourceId, profile_id: str, by: str
) -> Hindrance | None:
    hindrance = _hindrance(tx.invoices.recall([source_id])[source_id])
    if hindrance is None:
        tx.decisions.choose_profile(source_id, profile_id, by)
        tx.audit.add(by, "profile-chosen", source_id, {"profile": profile_id})
    return hindrance


def _hindrance(memory: Memory) -> Hindrance | None:
    """Return why it is too late to decide anything.

    A create whose answer nobody knows may have happened.
    """
    last = memory.last_attempt
    if not memory.is_known:
        return Hindrance.NOT_KNOWN
    if memory.imported_at is not None:
        return Hindrance.IMPORTED
    if last is not None and last.state.is_open:
        return Hindrance.UNDER_WAY
    return Hindrance.GONE if memory.gone_at is not None else None


def _is_at_twikey(found: Diagnosis) -> bool:
    return found.decisive is Reason.ALREADY_IMPORTED


def _not_out(typed: str, known: tuple[KnownInvoice, ...]) -> Undone:
    number = known[0].number if len(known) == 1 else None
    why = Hindrance.NOT_OUT if known else Hindrance.NOT_KNOWN
    return Undone(why, typed, number)


def _match(known: KnownInvoice) -> Match:
    return Match(known.source_id, known.number, None, known.customer_name)
