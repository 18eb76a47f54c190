"""An alert: one message per cause, true at every moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.views import alert_buttons, counting
from bot.views.blocks import (
    Block,
    Message,
    actions,
    bold,
    bulleted,
    clipped,
    context,
    header,
    mention,
    message,
    plain,
    section,
)
from bot.views.links import linked_number
from bot.views.risk import cause_name, due, first_due, read_cause
from bot.words import Safe, Voice, format
from bot.words.reasons import text, title, way_out
from core.domain.alert import AlertLine, AlertRecord, LineState, by_risk
from core.domain.money import Money
from core.domain.reason import PARTLY, Reason

_LINES_MOST = 20
_BUTTONS_MOST = 4
_DEPARTMENT_MOST = 20
_DONE_MOST = 8
_REASONS = {reason.value for reason in Reason}


def alert(
    voice: Voice, record: AlertRecord, today: date, mentioned: Sequence[str] = ()
) -> Message:
    """Tell how one cause stands; ``mentioned`` are people and groups to call."""
    if not record.open_lines:
        return _over(voice, record, today)
    lines = by_risk(record.open_lines, today)
    listed = bulleted(listed_line(voice, line, today) for line in lines[:_LINES_MOST])
    if len(lines) > _LINES_MOST:
        rest = len(lines) - _LINES_MOST
        listed.append(voice.say("list.more", count=rest))
    return message(
        header(headline(voice, record)),
        section(*_what(voice, record, today)),
        *_called(voice, mentioned),
        section(*listed),
        *_buttons(voice, record, lines),
        *_done(voice, record, today),
        *_again(voice, record),
    )


def _called(voice: Voice, mentioned: Sequence[str]) -> list[Block]:
    if not mentioned:
        return []
    names = voice.listed([mention(one) for one in mentioned])
    return [context(voice.say("alert.called", names=names))]


def moved(voice: Voice, record: AlertRecord) -> Message:
    """Tell in an older message of an alert that a newer one holds."""
    told = bold(headline(voice, record))
    return message(section(told, voice.say("alert.moved")))


def headline(voice: Voice, record: AlertRecord) -> Safe:
    """Return the cause with how many invoices are open for it."""
    reason, system = read_cause(record.cause)
    name = cause_name(voice, reason, system)
    _, _, parameter = record.cause.partition(":")
    if reason is Reason.PROFILE_UNKNOWN and parameter:
        name = voice.say("alert.profile", title=name, profile=parameter)
    return voice.say("alert.title", title=name, count=len(record.open_lines))


def at_risk(voice: Voice, record: AlertRecord, today: date) -> Safe:
    """Return how much money waits, and how soon it is due."""
    lines = record.open_lines
    if is_settled(record):
        return _collects(voice, lines)
    amount = counting.total_of(voice, [line.amount for line in lines])
    if is_uncertain(record):
        return voice.say("alert.uncertain", amount=amount)
    told = voice.say("alert.waits", amount=amount)
    soonest = min((line.due_on for line in lines if line.due_on), default=None)
    if soonest is None:
        return told
    return Safe(f"{told} {first_due(voice, soonest, today)}")


def _collects(voice: Voice, lines: Sequence[AlertLine]) -> Safe:
    amount = counting.total_of(voice, [_at_twikey(line) for line in lines])
    parts = [Money.of(str(o)) for line in lines if (o := line.facts.get(PARTLY))]
    if not parts:
        return voice.say("alert.collects", amount=amount)
    still_open = counting.total_of(voice, parts)
    return voice.say("alert.collects.partly", amount=amount, open=still_open)


def is_settled(record: AlertRecord) -> bool:
    """Whether it is about invoices that Twikey may collect without right."""
    return record.cause == Reason.SETTLED_SINCE


def is_uncertain(record: AlertRecord) -> bool:
    """Whether it is about invoices in Twikey whose invitation may not be out."""
    return record.cause == Reason.INVITATION_UNKNOWN


def listed_line(voice: Voice, line: AlertLine, today: date) -> Safe:
    """Return one open invoice as a line of a list."""
    parts = [linked_number(voice, line), voice.worded(line.amount)]
    if line.due_on is not None:
        parts.append(voice.say("alert.line_due", due=due(voice, line.due_on, today)))
    if line.department:
        department = clipped(plain(line.department), _DEPARTMENT_MOST)
        parts.append(voice.worded(department))
    if PARTLY in line.facts:
        still_open = Money.of(str(line.facts[PARTLY]))
        parts.append(voice.say("alert.line_open", open=still_open))
    return Safe(" · ".join(parts))


def _what(voice: Voice, record: AlertRecord, today: date) -> list[Safe]:
    reason, _ = read_cause(record.cause)
    lines = [bold(at_risk(voice, record, today))]
    if reason is None:
        return [*lines, voice.say("alert.unknown_way_out")]
    ways = [way_out(voice, reason, line.facts) for line in record.open_lines]
    several = ways if is_settled(record) else ways[:1]
    return [*lines, _why(voice, record, reason), *dict.fromkeys(several)]


def _why(voice: Voice, record: AlertRecord, reason: Reason) -> Safe:
    """Return what holds for every open invoice of an alert."""
    facts = record.open_lines[0].facts
    if len(record.open_lines) == 1:
        return text(voice, reason, facts)
    if reason is Reason.REFUSED:
        said = {name: fact for name, fact in facts.items() if name != "at"}
        return text(voice, reason, said)
    return voice.say(f"reason.{reason}.when")


def _at_twikey(line: AlertLine) -> Money:
    held = line.facts.get("at_twikey")
    return Money.of(str(held)) if held else line.amount


def _buttons(
    voice: Voice, record: AlertRecord, lines: Sequence[AlertLine]
) -> list[Block]:
    rows = [
        actions(
            *alert_buttons.for_settled(voice, line)
            if is_settled(record)
            else alert_buttons.for_line(voice, line, record.cause)
        )
        for line in lines[:_BUTTONS_MOST]
    ]
    if len(lines) > 1 and not (is_settled(record) or is_uncertain(record)):
        rows.append(actions(alert_buttons.retry_all(voice, record)))
    return rows


def _again(voice: Voice, record: AlertRecord) -> list[Block]:
    if record.moved_at is None:
        return []
    return [context(voice.say("alert.again", since=record.opened_at))]


def _done(voice: Voice, record: AlertRecord, today: date) -> list[Block]:
    done = [line for line in record.lines if line.state is not LineState.OPEN]
    if not done:
        return []
    done.sort(key=lambda line: line.changed_at, reverse=True)
    listed = bulleted(_done_line(voice, line, today) for line in done[:_DONE_MOST])
    if len(done) > _DONE_MOST:
        listed.append(voice.say("list.more", count=len(done) - _DONE_MOST))
    return [section(bold(voice.say("alert.done")), *listed)]


def _done_line(voice: Voice, line: AlertLine, today: date) -> Safe:
    number = counting.named(voice, line.number)
    at = _moment(voice, line.changed_at, today)
    by = mention(str(line.facts.get("by")))
    if line.state is LineState.ACCEPTED:
        key = "alert.left_out" if line.is_left_out else "alert.accepted"
        return voice.say(key, number=number, by=by, at=at)
    how = str(line.facts.get("how"))
    if how == "imported":
        arrived = datetime.fromisoformat(str(line.facts["at"]))
        at = _moment(voice, arrived, today)
        key = f"alert.arrived.{line.facts.get('trigger')}"
        known = key if voice.knows(key) else "alert.arrived"
        return voice.say(known, number=number, at=at)
    if how == "changed" and line.facts.get("reason") in _REASONS:
        name = title(voice, Reason(str(line.facts["reason"])))
        return voice.say("alert.changed", number=number, title=name, at=at)
    if how == "marked":
        return voice.say("alert.marked", number=number, by=by, at=at)
    key = f"alert.solved.{how}"
    return voice.say(key if voice.knows(key) else "alert.solved", number=number, at=at)


def _moment(voice: Voice, at: datetime, today: date) -> Safe:
    """Return a time of day, with its day if that is another one."""
    if at.astimezone(voice.zone).date() == today:
        return Safe(format.clock_time(at, voice.zone))
    return voice.worded(at)


def _over(voice: Voice, record: AlertRecord, today: date) -> Message:
    """Tell that nothing is open any more: short, and without buttons."""
    name = cause_name(voice, *read_cause(record.cause))
    accepted = sum(line.state is LineState.ACCEPTED for line in record.lines)
    count = len(record.lines) - accepted
    key = "alert.over" if count else "alert.none_open"
    lines = [bold(voice.say(key, count=count, title=name))]
    if accepted:
        lines.append(voice.say("alert.over_accepted", count=accepted))
    return message(section(*lines), *_done(voice, record, today))
