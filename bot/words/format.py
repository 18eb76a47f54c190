"""How amounts, days and moments are written: the only place that decides it."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.domain.money import Money

# Fixed here, so that the machine's locale never changes what people read.
_MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
)  # fmt: skip


def amount(money: Money) -> str:
    """Write an amount: ``EUR 1,234.50``."""
    return f"{money.currency} {money.rounded:,.2f}"


def day(on: date) -> str:
    """Write a calendar day: ``22 Nov 2026``."""
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Write a moment in a time zone: ``22 Nov 2026, 10:42``."""
    local = at.astimezone(zone)
    return f"{day(local.date())}, {local:%H:%M}"


def clock_time(at: datetime, zone: ZoneInfo) -> str:
    """Write the time of day of a moment: ``10:42``."""
    return f"{at.astimezone(zone):%H:%M}"


def number(count: int) -> str:
    """Write a count: ``5,000``."""
    return f"{count:,}"


def size(count: int) -> str:
    """Write a number of bytes: ``84 kB``, ``1.2 MB``."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} kB"
    return f"{count / 1_000_000:.1f} MB"
