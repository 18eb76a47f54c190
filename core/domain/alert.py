"""Alerts that are true: one per cause, changed only when something changed."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from core.domain.invoice import SourceId
from core.domain.money import Money
from core.domain.reason import Alert, Facts, Reason, System
from core.domain.rules import RULE_OF, alerts

_PARAMETER = {
    Reason.PROFILE_UNKNOWN: "profile",
    Reason.REFUSED: "code",
}
"""Facts that tell causes of one reason apart: each deleted profile is its own."""


LEFT_OUT = "left-out"
"""Tells in the facts of an accepted line that its invoice was left out."""


class LineState(StrEnum):
    """Where one invoice of an alert stands."""

    OPEN = "open"
    SOLVED = "solved"
    ACCEPTED = "accepted"


@dataclass(frozen=True)
class LateInvoice:
    """An invoice that should be in Twikey by now and is not, with its present cause.

    ``reason`` is ``None`` where a system did not answer; then ``system`` is set, and
    ``former`` is the reason before that, to which the facts belong.
    """

    source_id: SourceId
    number: str | None
    department_id: str
    customer_name: str | None
    amount: Money
    due_on: date | None
    created_at: datetime
    booked_at: datetime
    reason: Reason | None
    system: System | None
    facts: Facts = field(default_factory=dict)
    web_url: str | None = None
    former: Reason | None = None

    def still_out_for(self, chosen: Mapping[str, Alert]) -> LateInvoice:
        """Return it under its former reason, if people want to hear of that one."""
        former, facts = self.former, self.facts
        if former is None or former is Reason.DRAFT:
            return self
        if alerts(former, facts) or level_of(former, facts, chosen) is Alert.ALERT:
            return replace(self, reason=former, system=None, former=None)
        return self

    @property
    def is_judged(self) -> bool:
        """Whether anybody looked at it since it was booked."""
        booked = self.reason not in (None, Reason.DRAFT)
        return booked or self.system is not None

    @property
    def cause(self) -> str:
        """What is wrong, as a key: one alert each."""
        if self.reason is None or not self.is_judged:
            return f"unknown:{self.system or 'bot'}"
        parameter = self.facts.get(_PARAMETER.get(self.reason, ""))
        return f"{self.reason}:{parameter}" if parameter else self.reason.value


@dataclass(frozen=True)
class AlertLine:
    """One invoice of an alert; ``facts`` tell how it was solved or by whom accepted.

    ``web_url`` and ``target_url`` are where Teamleader and Twikey show it, and
    ``department`` names the entity that bills where there are several: known when an
    alert is read, never written with it.
    """

    source_id: SourceId
    number: str | None
    department_id: str | None
    customer_name: str | None
    amount: Money
    due_on: date | None
    state: LineState
    changed_at: datetime
    facts: Facts = field(default_factory=dict)
    web_url: str | None = field(default=None, compare=False)
    target_url: str | None = field(default=None, compare=False)
    department: str | None = field(default=None, compare=False)

    @property
    def is_left_out(self) -> bool:
        """Whether it was accepted by leaving its invoice out."""
        return self.state is LineState.ACCEPTED and self.facts.get("how") == LEFT_OUT


@dataclass(frozen=True)
class AlertRecord:
    """One cause with its invoices; ``channel`` and ``ts`` where its message stands.

    ``posted_at`` is when that message was new, ``moved_at`` when the alert was told
    again, if it ever was.
    """

    cause: str
    opened_at: datetime
    closed_at: datetime | None = None
    channel: str | None = None
    ts: str | None = None
    posted_at: datetime | None = None
    moved_at: datetime | None = None
    lines: tuple[AlertLine, ...] = ()

    @property
    def open_lines(self) -> tuple[AlertLine, ...]:
        """The invoices that still wait for somebody."""
        return tuple(line for line in self.lines if line.state is LineState.OPEN)


@dataclass(frozen=True)
class AlertChange:
    """What has to be written about one cause; without open lines left it closes."""

    cause: str
    lines: tuple[AlertLine, ...]
    closes: bool


def level_of(reason: Reason | None, facts: Facts, chosen: Mapping[str, Alert]) -> Alert:
    """Return what the channel hears: people's choice, else the table's.

    A paid invoice that something else had stopped before is an alert; a system that
    does not answer always is one. That a booked invoice was a draft says nothing.
    """
    if reason is None or reason is Reason.DRAFT:
        return Alert.ALERT
    if reason.value in chosen:
        return chosen[reason.value]
    return Alert.ALERT if alerts(reason, facts) else RULE_OF[reason].alert


def changes(
    late: Iterable[LateInvoice],
    present: Sequence[AlertRecord],
    now: datetime,
    how_solved: Mapping[SourceId, Facts],
) -> tuple[AlertChange, ...]:
    """Compare what is late now with the alerts; only differences are returned.

    ``late`` holds those worth an alert, ``present`` the open alerts, and of a cause
    that has none the latest closed one: what people accepted there stays accepted. An
    invoice that is not late any more, or late for another cause, is solved here;
    ``how_solved`` tells how, where that is known.
    """
    wanted: dict[str, dict[SourceId, LateInvoice]] = {}
    for invoice in late:
        wanted.setdefault(invoice.cause, {})[invoice.source_id] = invoice
    known = {record.cause: record for record in present}
    found = [
        _change(cause, known.get(cause), wanted.get(cause, {}), now, how_solved)
        for cause in sorted(wanted.keys() | known.keys())
    ]
    return tuple(change for change in found if change is not None)


def by_risk(lines: Iterable[AlertLine], today: date) -> list[AlertLine]:
    """Sort by what is at risk: the soonest due first, then the largest amount."""

    def risk(line: AlertLine) -> tuple[int, float]:
        days = (line.due_on - today).days if line.due_on else 10_000
        return (max(days, -1), -float(line.amount.rounded))

    return sorted(lines, key=risk)


def _change(
    cause: str,
    record: AlertRecord | None,
    wanted: Mapping[SourceId, LateInvoice],
    now: datetime,
    how_solved: Mapping[SourceId, Facts],
) -> AlertChange | None:
    before = _standing(record, wanted)
    joined = [
        _line(invoice, now)
        for source_id, invoice in wanted.items()
        if source_id not in before or before[source_id].state is LineState.SOLVED
    ]
    solved = [
        replace(
            line,
            state=LineState.SOLVED,
            changed_at=now,
            facts=how_solved.get(source_id, {}),
        )
        for source_id, line in before.items()
        if line.state is LineState.OPEN and source_id not in wanted
    ]
    if not joined and not solved:
        return None
    after = before | {line.source_id: line for line in (*joined, *solved)}
    still_open = any(line.state is LineState.OPEN for line in after.values())
    taken_over = before.values() if record and record.closed_at else ()
    lines = (*taken_over, *joined, *solved)
    return AlertChange(cause, lines, closes=not still_open)


def _standing(
    record: AlertRecord | None, wanted: Container[SourceId]
) -> dict[SourceId, AlertLine]:
    """Return the lines that count: of a closed alert only what was accepted.

    An invoice that is late once more was taken back in, if it had been left out.
    """
    if record is None:
        return {}
    return {
        line.source_id: line
        for line in record.lines
        if not (line.is_left_out and line.source_id in wanted)
        and (
            record.closed_at is None
            or (line.state is LineState.ACCEPTED and line.source_id in wanted)
        )
    }


def _line(invoice: LateInvoice, now: datetime) -> AlertLine:
    return AlertLine(
        source_id=invoice.source_id,
        number=invoice.number,
        department_id=invoice.department_id,
        customer_name=invoice.customer_name,
        amount=invoice.amount,
        due_on=invoice.due_on,
        state=LineState.OPEN,
        changed_at=now,
        facts=invoice.facts,
    )
