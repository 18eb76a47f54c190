"""Grouping the lines of a run for people: by cause, with sums."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.views.blocks import clipped, plain
from bot.views.values import Cause
from bot.words import Safe, Voice
from bot.words.reasons import title
from core.domain.money import EURO, Money
from core.domain.outcome import Line, Outcome, Run
from core.domain.reason import Reason

_NAME_MOST = 60


@dataclass(frozen=True)
class Group:
    """Invoices that are out for one cause."""

    cause: Cause
    lines: tuple[Line, ...]


def problems(run: Run) -> tuple[Group, ...]:
    """Return what people have to do something about, the largest cause first."""
    return _grouped(line for line in run.lines if line.needs_people)


def settled(run: Run) -> tuple[Group, ...]:
    """Return what stays out and needs nobody, the largest cause first."""
    return _grouped(
        line
        for line in run.of(Outcome.NOT_IMPORTED)
        if line.reason is not None and not line.needs_people
    )


def without_document(run: Run) -> tuple[Line, ...]:
    """Return what is in Twikey and waits for its PDF since an earlier run."""
    return tuple(
        line
        for line in run.of(Outcome.ALREADY_IMPORTED)
        if any(f.reason is Reason.DOCUMENT_WAITING for f in line.findings)
    )


def sum_of(voice: Voice, lines: Iterable[Line]) -> Safe:
    """Add up the totals of invoices, each currency by itself."""
    return total_of(voice, (line.amount for line in lines if line.amount is not None))


def total_of(voice: Voice, amounts: Iterable[Money]) -> Safe:
    """Add up amounts, each currency by itself."""
    sums: dict[str, Money] = {EURO: Money.zero()}
    for amount in amounts:
        currency = amount.currency
        sums[currency] = sums.get(currency, Money.zero(currency)) + amount
    if len(sums) > 1 and sums[EURO].is_zero:
        del sums[EURO]
    return voice.listed([voice.worded(one) for one in sums.values()])


def cause_title(voice: Voice, group: Group) -> Safe:
    """Return the headline of a group: its cause, count and sum."""
    if group.cause.is_ambiguous:
        return voice.say("summary.ambiguous", count=len(group.lines))
    facts = {"count": len(group.lines), "amount": sum_of(voice, group.lines)}
    if group.cause.reason is None:
        system = voice.say(f"system.{group.cause.system}")
        return voice.say("summary.unknown", system=system, **facts)
    name = title(voice, group.cause.reason)
    return voice.say("summary.problem", title=name, **facts)


def name_of(voice: Voice, line: Line) -> Safe:
    """Return what people call an invoice."""
    return named(voice, line.number)


def named(voice: Voice, number: str | None) -> Safe:
    """Return an invoice number, not too long."""
    if number is None:
        return voice.say("invoice.unnumbered")
    return voice.worded(clipped(plain(number), _NAME_MOST))


def listed(voice: Voice, line: Line) -> Safe:
    """Return one invoice as a line of a list, without the customer's name."""
    parts = [name_of(voice, line)]
    if line.amount is not None:
        parts.append(voice.worded(line.amount))
    if line.department:
        parts.append(voice.worded(clipped(plain(line.department), _NAME_MOST)))
    return Safe(" · ".join(parts))


def _grouped(lines: Iterable[Line]) -> tuple[Group, ...]:
    found: dict[Cause, list[Line]] = {}
    for line in lines:
        found.setdefault(Cause.of(line), []).append(line)
    groups = [Group(cause, tuple(held)) for cause, held in found.items()]
    return tuple(sorted(groups, key=lambda group: -len(group.lines)))
