"""When an alert that stands in the channel has to be seen once more.

A message that is changed in place notifies nobody. What gets worse is therefore told
again in a new message, but rarely: people stop reading what comes too often.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Final

from core.domain.alert import AlertLine, AlertRecord, LineState
from core.domain.reason import Reason

CALM: Final = timedelta(days=1)
"""An alert is told again at most that often."""

CALM_AT_ONCE: Final = timedelta(hours=1)
"""The same where Twikey may be collecting without right: that cannot wait a day."""

SOON: Final = timedelta(days=3)
FACTOR: Final = 2
LEAST_MORE: Final = 5
"""A few more invoices are no flood, even if they are twice as many as before."""

DayOf = Callable[[datetime], date]


def has_worsened(record: AlertRecord, now: datetime, day_of: DayOf) -> bool:
    """Whether an alert has to be told again, compared with when it was told last.

    That is so when invoices joined a message older than a day, when its first due date
    has come within three days, or at any age when it holds twice as many invoices.
    ``day_of`` gives the business day of a moment.
    """
    if record.ts is None or not record.open_lines:
        return False
    told_at = record.posted_at or record.opened_at
    calm = _calm(record)
    if record.moved_at is not None and now - record.moved_at < calm:
        return False
    if _has_multiplied(record, told_at):
        return True
    if now - told_at < calm:
        return False
    return _has_joined(record, told_at) or _is_soon_due(record, told_at, now, day_of)


def _calm(record: AlertRecord) -> timedelta:
    at_once = record.cause == Reason.SETTLED_SINCE.value
    return CALM_AT_ONCE if at_once else CALM


def _has_joined(record: AlertRecord, told_at: datetime) -> bool:
    return any(line.changed_at > told_at for line in record.open_lines)


def _has_multiplied(record: AlertRecord, told_at: datetime) -> bool:
    before, present = len(_open_at(record, told_at)), len(record.open_lines)
    return present >= before * FACTOR and present - before >= LEAST_MORE


def _is_soon_due(
    record: AlertRecord, told_at: datetime, now: datetime, day_of: DayOf
) -> bool:
    was = _within(_open_at(record, told_at), day_of(told_at))
    return _within(record.open_lines, day_of(now)) and not was


def _open_at(record: AlertRecord, moment: datetime) -> list[AlertLine]:
    """Return the lines that waited for somebody at a moment."""
    return [
        line
        for line in record.lines
        if (line.state is LineState.OPEN) == (line.changed_at <= moment)
    ]


def _within(lines: Iterable[AlertLine], today: date) -> bool:
    return any(line.due_on and line.due_on - today <= SOON for line in lines)
