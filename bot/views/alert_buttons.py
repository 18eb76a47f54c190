"""The buttons of an alert: each acts on what it names and leaves the rest."""

from __future__ import annotations

from bot.views.blocks import Button, Confirm, Link
from bot.views.buttons import Verb, fix, invite_ask, leave_out, why
from bot.views.counting import named
from bot.views.decision_forms import MENDED_HERE
from bot.views.risk import cause_name, read_cause
from bot.views.values import Value, invoice_value
from bot.words import Voice
from core.domain.alert import AlertLine, AlertRecord
from core.domain.policy import Window
from core.domain.reason import PARTLY
from core.domain.rules import RULE_OF, Remedy

ALERT = "alert"
"""Stands in a button's value for the open invoices of an alert."""


def for_line(voice: Voice, line: AlertLine, cause: str) -> list[Button]:
    """Return the buttons for one invoice that is not in Twikey."""
    value = value_of(line)
    reason, _ = read_cause(cause)
    remedy = Remedy.NONE if reason is None else RULE_OF[reason].remedy
    if remedy is Remedy.INVITE:
        return [
            invite_ask(voice, value),
            why(voice, value),
            _accept(voice, line, cause),
        ]
    held = remedy is Remedy.IMPORT
    label = voice.say("button.import" if held else "button.retry", number=value.text)
    mended = [fix(voice, value)] if reason in MENDED_HERE else []
    return [
        Button(Verb.ALERT_RETRY, label, value.spelled()),
        *mended,
        why(voice, value),
        leave_out(voice, value),
        _accept(voice, line, cause),
    ]


def for_settled(voice: Voice, line: AlertLine) -> list[Button | Link]:
    """Return the buttons for one invoice that Twikey may collect without right.

    As paid, one that is settled in part would be given up for the rest.
    """
    value = value_of(line)
    marks = [] if PARTLY in line.facts else [mark_paid(voice, value)]
    offered: list[Button | Link] = [*marks, why(voice, value)]
    if line.target_url is not None:
        label = voice.say("button.twikey_number", number=value.text)
        offered.append(Link(label, line.target_url))
    return offered


def mark_paid(voice: Voice, value: Value) -> Button:
    """Mark one invoice as paid in Twikey."""
    confirm = Confirm(
        title=voice.say("confirm.mark_paid.title", number=value.text),
        text=voice.say("confirm.mark_paid.text"),
        yes=voice.say("confirm.mark_paid.yes"),
        no=voice.say("confirm.no"),
    )
    label = voice.say("button.mark_paid", number=value.text)
    return Button(Verb.MARK_PAID, label, value.spelled(), confirm=confirm)


def retry_all(voice: Voice, record: AlertRecord) -> Button:
    """Import every open invoice of an alert."""
    count = len(record.open_lines)
    confirm = Confirm(
        title=voice.say("confirm.title", count=count),
        text=voice.say("confirm.retry_all"),
        yes=voice.say("confirm.yes"),
        no=voice.say("confirm.no"),
    )
    name = cause_name(voice, *read_cause(record.cause))
    label = voice.say("button.retry_all", count=count, reason=name)
    value = Value(ALERT, record.cause).spelled()
    return Button(Verb.ALERT_RETRY_ALL, label, value, confirm=confirm)


def stock(voice: Voice, count: int, days: Window) -> Button:
    """Preview an import of what was open before the start."""
    span = f"{days.first.isoformat()}..{days.last.isoformat()}"
    label = voice.say("button.stock", count=count)
    return Button(Verb.OLDER, label, Value("", span).spelled())


def _accept(voice: Voice, line: AlertLine, cause: str) -> Button:
    number = named(voice, line.number)
    confirm = Confirm(
        title=voice.say("confirm.accept.title", number=number),
        text=voice.say("confirm.accept.text"),
        yes=voice.say("confirm.accept.yes"),
        no=voice.say("confirm.no"),
    )
    label = voice.say("button.accept", number=number)
    value = Value(line.source_id, cause).spelled()
    return Button(Verb.ACCEPT, label, value, confirm=confirm)


def value_of(line: AlertLine) -> Value:
    """Return what names the invoice of a line."""
    return invoice_value(line.source_id, line.number) or Value("", "")
