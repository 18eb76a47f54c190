"""The open alerts, for one person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.views import alert_buttons
from bot.views.alert import at_risk, headline, is_settled, listed_line
from bot.views.blocks import (
    Block,
    Link,
    Message,
    actions,
    bold,
    bulleted,
    header,
    message,
    section,
)
from bot.words import Voice
from core.domain.alert import AlertRecord, by_risk

_ALERTS_MOST = 10
_BUTTONS_MOST = 3
_LINES_MOST = 2


def overview(voice: Voice, records: Sequence[AlertRecord], today: date) -> Message:
    """Tell what is open, the soonest due first."""
    shown = [record for record in records if record.open_lines]
    if not shown:
        return message(section(voice.say("alerts.none")))
    shown.sort(key=_soonest)
    blocks = [header(voice.say("alerts.title", count=len(shown)))]
    for place, record in enumerate(shown[:_ALERTS_MOST]):
        blocks.append(_told(voice, record, today))
        if place < _BUTTONS_MOST:
            blocks.append(_offered(voice, record, today))
    if len(shown) > _ALERTS_MOST:
        rest = len(shown) - _ALERTS_MOST
        blocks.append(section(voice.say("list.more", count=rest)))
    return message(*blocks)


def connect(voice: Voice, link: str) -> Message:
    """Give the way to connect Teamleader."""
    told = voice.say("connect.text")
    return message(section(told), actions(Link(voice.say("button.connect"), link)))


def _soonest(record: AlertRecord) -> tuple[bool, date]:
    days = [line.due_on for line in record.open_lines if line.due_on]
    return not is_settled(record), min(days, default=date.max)


def _told(voice: Voice, record: AlertRecord, today: date) -> Block:
    lines = by_risk(record.open_lines, today)
    listed = bulleted(listed_line(voice, line, today) for line in lines[:_LINES_MOST])
    if len(lines) > _LINES_MOST:
        listed.append(voice.say("list.more", count=len(lines) - _LINES_MOST))
    headed = bold(headline(voice, record))
    return section(headed, at_risk(voice, record, today), *listed)


def _offered(voice: Voice, record: AlertRecord, today: date) -> Block:
    """Offer what is most urgent; the alert itself in the channel offers more."""
    first = by_risk(record.open_lines, today)[0]
    if is_settled(record):
        return actions(*alert_buttons.for_settled(voice, first))
    *offered, _, _ = alert_buttons.for_line(voice, first, record.cause)
    if len(record.open_lines) == 1:
        return actions(*offered)
    return actions(*offered, alert_buttons.retry_all(voice, record))
