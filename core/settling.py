"""Invoices that were settled in Teamleader while Twikey may still collect them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from core.announcing import announce
from core.domain.alert import AlertChange, AlertLine, LineState
from core.domain.invoice import SourceId
from core.domain.money import Money
from core.domain.outcome import Line
from core.domain.reason import PARTLY, Facts, Reason
from core.domain.target import TargetId, TargetInvoice
from core.ports import LedgerTx
from core.systems import Systems

CAUSE = Reason.SETTLED_SINCE.value
OPEN_AGAIN, AGREED, GONE = "open-again", "agreed", "gone"
STILL_OPEN = (OPEN_AGAIN, AGREED)

_TOLD_OF_A_PART = ("how", PARTLY, "at_twikey")


class Settling:
    """Tells people at once, and notices when it is over; never acts by itself."""

    def __init__(self, systems: Systems) -> None:
        self._systems = systems

    async def note(self, lines: Sequence[Line]) -> None:
        """Compare what a run saw with what was told before."""
        seen = {line.source_id: line for line in lines if line.source_id}
        if seen:
            await self._systems.ledger.write(lambda tx: _note(tx, seen))

    async def note_gone(self, ids: Collection[SourceId]) -> None:
        """Remember that Teamleader no longer has some invoices we knew."""
        if ids:
            await self._systems.ledger.write(lambda tx: _note_gone(tx, ids))

    async def look_again(self) -> None:
        """Notice what Twikey does not collect any more; asks the ledger only."""
        await self._systems.ledger.write(note_over)


def note_over(tx: LedgerTx) -> int:
    """Solve what Twikey does not collect any more; returns how many lines."""
    over = [
        _solved(tx, line, how)
        for line in _told(tx).values()
        if line.state is LineState.OPEN
        and (how := _how_over(tx, line)) not in STILL_OPEN
    ]
    _tell(tx, over)
    return len(over)


def _note(tx: LedgerTx, seen: dict[SourceId, Line]) -> None:
    before = _told(tx)
    changed: list[AlertLine] = []
    for source_id, line in seen.items():
        facts, old = _settled(line), before.get(source_id)
        if facts is not None and _is_news(old, facts):
            changed.append(_line(tx, source_id, line, facts))
        elif facts is None and old is not None and old.state is LineState.OPEN:
            changed.append(_solved(tx, old, _how_over(tx, old)))
    _tell(tx, changed)


def _note_gone(tx: LedgerTx, ids: Collection[SourceId]) -> None:
    before = _told(tx)
    changed: list[AlertLine] = []
    for source_id in ids:
        if tx.invoices.known(source_id) is None:
            continue
        tx.invoices.see_gone(source_id)
        target_id = tx.invoices.recall([source_id])[source_id].target_id
        at_twikey = tx.targets.get(target_id) if target_id else None
        if at_twikey is None or not at_twikey.state.is_open:
            continue
        line = _gone_line(tx, source_id, at_twikey)
        if _is_news(before.get(source_id), line.facts):
            changed.append(line)
    _tell(tx, changed)


def _told(tx: LedgerTx) -> dict[SourceId, AlertLine]:
    record = tx.alerts.get(CAUSE)
    return {line.source_id: line for line in record.lines} if record else {}


def _is_news(old: AlertLine | None, facts: Facts) -> bool:
    """Whether people do not know it yet: it is settled at all, or by more than before.

    A part that somebody accepted is not all of it.
    """
    if old is None or old.state is LineState.SOLVED:
        return True
    if PARTLY not in old.facts:
        return old.state is LineState.OPEN and PARTLY in facts
    is_more = any(old.facts.get(name) != facts.get(name) for name in _TOLD_OF_A_PART)
    return PARTLY not in facts or (old.state is LineState.OPEN and is_more)


def _settled(line: Line) -> Facts | None:
    found = (f for f in line.findings if f.reason is Reason.SETTLED_SINCE)
    return next((f.facts for f in found), None)


def _how_over(tx: LedgerTx, line: AlertLine) -> str:
    """Tell why nothing is collected wrongly any more, from what Twikey shows."""
    at_twikey = tx.targets.get(TargetId(str(line.facts.get("target_id"))))
    if at_twikey is None:
        return GONE
    if at_twikey.state.is_open and PARTLY in line.facts:
        return AGREED
    return OPEN_AGAIN if at_twikey.state.is_open else at_twikey.state.value.lower()


def _solved(tx: LedgerTx, line: AlertLine, how: str) -> AlertLine:
    told = {**line.facts, "how": how}
    return replace(line, state=LineState.SOLVED, changed_at=tx.now, facts=told)


def _line(tx: LedgerTx, source_id: SourceId, line: Line, facts: Facts) -> AlertLine:
    known = tx.invoices.known(source_id)
    at_twikey = tx.targets.get(TargetId(str(facts.get("target_id"))))
    return AlertLine(
        source_id=source_id,
        number=line.number,
        department_id=known.department_id if known else None,
        customer_name=line.customer_name,
        amount=line.amount or Money.zero(),
        due_on=at_twikey.due_on if at_twikey else None,
        state=LineState.OPEN,
        changed_at=tx.now,
        facts=facts,
    )


def _gone_line(
    tx: LedgerTx, source_id: SourceId, at_twikey: TargetInvoice
) -> AlertLine:
    known = tx.invoices.known(source_id)
    amount = at_twikey.amount or Money.zero()
    return AlertLine(
        source_id=source_id,
        number=known.number if known else at_twikey.number,
        department_id=known.department_id if known else None,
        customer_name=known.customer_name if known else None,
        amount=amount,
        due_on=at_twikey.due_on,
        state=LineState.OPEN,
        changed_at=tx.now,
        facts={
            "how": "deleted",
            "target_id": at_twikey.id,
            "at_twikey": amount.plain(),
        },
    )


def _tell(tx: LedgerTx, changed: Sequence[AlertLine]) -> None:
    """Write what changed; what was accepted stays so in an alert that opens anew."""
    if not changed:
        return
    ids = {line.source_id for line in changed}
    record = tx.alerts.get(CAUSE)
    others = (
        [line for line in record.lines if line.source_id not in ids] if record else []
    )
    accepted = [line for line in others if line.state is LineState.ACCEPTED]
    taken_over = accepted if record and record.closed_at else []
    still_open = any(line.state is LineState.OPEN for line in (*others, *changed))
    lines = (*taken_over, *changed)
    announce(tx, AlertChange(CAUSE, lines, closes=not still_open))
