"""Short messages that nobody asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from bot.views import alert_buttons, buttons
from bot.views.blocks import (
    Message,
    actions,
    bold,
    bulleted,
    channel_link,
    choice,
    code,
    context,
    mention,
    message,
    section,
)
from bot.views.counting import named
from bot.views.links import linked
from bot.views.values import Value
from bot.words import Safe, Voice
from bot.words.reasons import code as in_words
from core.domain.invoice import SourceId
from core.domain.money import Money
from core.domain.policy import Window
from core.domain.reason import Facts, System

_CONNECT = "/twikey connect"
_API_KEY = "TWIKEY_API_KEY"
_LONGEST = timedelta(days=3650)
_NAMED_MOST = 10


def stock(voice: Voice, count: int, days: Window | None) -> Message:
    """Tell of what was open before the start; ``days`` on which it was created."""
    told = voice.say("stock.text", count=count)
    if days is None:
        return message(section(told))
    asked = Window(max(days.first, days.last - _LONGEST), days.last)
    return message(choice(told, alert_buttons.stock(voice, count, asked)))


def zero_imported(
    voice: Voice, invoices: Sequence[tuple[str | None, str, Money]]
) -> Message:
    """Tell of invoices that were booked at 0.00, got an amount and came in.

    Each with where Teamleader shows it, its number and its amount now.
    """
    told = bold(voice.say("zero_imported.text", count=len(invoices)))
    listed = [
        voice.say(
            "zero_imported.line",
            number=linked(named(voice, number), url),
            amount=amount,
        )
        for url, number, amount in invoices[:_NAMED_MOST]
    ]
    if len(invoices) > _NAMED_MOST:
        rest = len(invoices) - _NAMED_MOST
        listed.append(voice.say("list.more", count=rest))
    return message(section(told, *bulleted(listed)))


def unannounced(voice: Voice, count: int) -> Message:
    """Tell that invoices were found that Teamleader did not tell of."""
    told = bold(voice.say("unannounced.text", count=count))
    return message(section(told, voice.say("unannounced.what")))


def missed_runs(voice: Voice, facts: Facts) -> Message:
    """Tell from when to when nobody looked, and what was found afterwards."""
    since, until = (
        datetime.fromisoformat(str(facts[name])) for name in ("since", "until")
    )
    told = bold(voice.say("missed_runs.text", since=since, until=until))
    count = int(str(facts["count"]))
    late = voice.say("missed_runs.late" if count else "missed_runs.none", count=count)
    what, advice = voice.say("missed_runs.what"), voice.say("missed_runs.advice")
    return message(section(told, what, late), context(advice))


def hooks_repaired(voice: Voice, facts: Facts) -> Message:
    """Tell that Teamleader's webhooks were not as they should be."""
    counts = {name: _count(facts.get(name)) for name in ("added", "removed")}
    return message(section(voice.say("hooks_repaired.text", **counts)))


def test_alert(voice: Voice, facts: Facts) -> Message:
    """Show that alerts arrive here, and who wanted to know."""
    at = datetime.fromisoformat(str(facts["at"]))
    by = mention(str(facts["by"]))
    said = voice.say("test_alert.by", by=by, at=at)
    return message(section(bold(voice.say("test_alert.text")), said))


def connection_lost(voice: Voice, system: System, admins: Collection[str]) -> Message:
    """Tell that we may not act in a system any more, and who can mend it how."""
    told = bold(voice.say("connection.lost", system=voice.say(f"system.{system}")))
    key = "connection.reconnect" if system is System.TEAMLEADER else "connection.keys"
    asked = voice.listed([mention(admin) for admin in admins])
    named = {"command": code(_CONNECT), "setting": code(_API_KEY)}
    mend = voice.say(key, admins=asked, **named)
    blocks = [section(told, voice.say("connection.meanwhile"), mend)]
    if system is System.TEAMLEADER:
        blocks.append(actions(buttons.connect_again(voice)))
    return message(*blocks)


def connection_back(voice: Voice, system: System) -> Message:
    """Tell that we may act in a system again."""
    name = voice.say(f"system.{system}")
    return message(section(voice.say("connection.back", system=name)))


def gave_up(
    voice: Voice, source_id: SourceId, number: str | None, problem: str | None
) -> Message:
    """Tell that a PDF is not fetched any more by itself."""
    shown = named(voice, number)
    lines = [voice.say("gave_up.text", number=shown)]
    if problem:
        why = in_words(voice, "problem", problem)
        lines.append(voice.say("gave_up.problem", problem=why))
    value = Value(source_id, (number or source_id)[:100])
    offered = buttons.fetch(voice, value), buttons.why(voice, value)
    return message(section(*lines), actions(*offered))


def misplaced(voice: Voice, told: Message, channel: str, problem: str) -> Message:
    """Return a message for people who do not expect it, with why they get it."""
    key = (
        "outbox.elsewhere.archived" if problem == "is_archived" else "outbox.elsewhere"
    )
    note = voice.say(key, channel=channel_link(channel))
    shown = message(*told.blocks, context(note))
    return Message(shown.text, shown.blocks)


def _count(told: object) -> Safe:
    return Safe(str(told)) if isinstance(told, int) else Safe("0")
