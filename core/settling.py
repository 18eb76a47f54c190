"""Invoices that were settled in Teamleader while Twikey may still collect them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from core.domain.alert import AlertLine, LineState
from core.domain.invoice import SourceId
from core.domain.money import Money
from core.domain.outcome import Line
from core.domain.reason import Facts, Reason
from core.ports import LedgerTx
from core.ports.watch import OutboxMessage
from core.systems import Systems

CAUSE = Reason.SETTLED_SINCE.value


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


def _note(tx: LedgerTx, seen: dict[SourceId, Line]) -> None:
    told = tx.alerts.get(CAUSE)
    before = {line.source_id: line for line in told.lines} if told else {}
    changed: list[AlertLine] = []
    for source_id, line in seen.items():
        facts = _settled(line)
        old = before.get(source_id)
        if facts is not None and (old is None or old.state is LineState.SOLVED):
            changed.append(_line(tx, source_id, line, facts, LineState.OPEN))
        elif facts is None and old is not None and old.state is LineState.OPEN:
            changed.append(_line(tx, source_id, line, old.facts, LineState.SOLVED))
    _tell(tx, changed)


def _note_gone(tx: LedgerTx, ids: Collection[SourceId]) -> None:
    changed: list[AlertLine] = []
    for source_id in ids:
        known = tx.invoices.known(source_id)
        if known is None:
            continue
        tx.invoices.see_gone(source_id)
        target_id = tx.invoices.recall([source_id])[source_id].target_id
        at_twikey = tx.targets.get(target_id) if target_id else None
        if at_twikey is None or not at_twikey.state.is_open:
            continue
        amount = at_twikey.amount or Money.zero()
        facts: Facts = {
            "how": "deleted",
            "target_id": at_twikey.id,
            "at_twikey": amount.plain(),
        }
        changed.append(
            AlertLine(
                source_id=source_id,
                number=known.number,
                department_id=known.department_id,
                customer_name=known.customer_name,
                amount=amount,
                due_on=at_twikey.due_on,
                state=LineState.OPEN,
                changed_at=tx.now,
                facts=facts,
            )
        )
    _tell(tx, changed)


def _settled(line: Line) -> Facts | None:
    found = (f for f in line.findings if f.reason is Reason.SETTLED_SINCE)
    return next((f.facts for f in found), None)


def _line(
    tx: LedgerTx, source_id: SourceId, line: Line, facts: Facts, state: LineState
) -> AlertLine:
    known = tx.invoices.known(source_id)
    return AlertLine(
        source_id=source_id,
        number=line.number,
        department_id=known.department_id if known else None,
        customer_name=line.customer_name,
        amount=line.amount or Money.zero(),
        due_on=None,
        state=state,
        changed_at=tx.now,
        facts=facts,
    )


def _tell(tx: LedgerTx, changed: Sequence[AlertLine]) -> None:
    if not changed:
        return
    tx.alerts.put_lines(CAUSE, changed)
    record = tx.alerts.get(CAUSE)
    if record is not None and not record.open_lines:
        tx.alerts.close(CAUSE)
    tx.outbox.put(OutboxMessage("alert", f"alert:{CAUSE}", {"cause": CAUSE}))
