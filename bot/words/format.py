"""How amounts, days and moments are written: the only place that decides it.

The language decides, never the locale of the machine: Babel's data for the way people
write in Belgium, or in the language's own country where it is another.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from core.domain.money import Money

ENGLISH = "en"
_LOCALES = {"en": "en_GB", "nl": "nl_BE", "fr": "fr_BE", "de": "de_DE"}
# The code instead of the sign, so that a message without fonts says the same.
_CODE_FIRST = "¤¤ #,##0.00;¤¤ -#,##0.00"
_CODE_LAST = "#,##0.00 ¤¤;-#,##0.00 ¤¤"
_AMOUNTS = {"en": _CODE_FIRST, "nl": _CODE_FIRST, "fr": _CODE_LAST, "de": _CODE_LAST}


def amount(money: Money, language: str = ENGLISH) -> str:
    """Write an amount: ``EUR 1,234.50``, ``1.234,50 EUR``."""
    return format_currency(
        money.rounded,
        money.currency,
        format=_AMOUNTS[language],
        locale=_locale(language),
        currency_digits=False,
    )


def day(on: date, language: str = ENGLISH) -> str:
    """Write a calendar day: ``22 Nov 2026``."""
    return format_date(on, "d MMM y", locale=_locale(language))


def moment(at: datetime, zone: ZoneInfo, language: str = ENGLISH) -> str:
    """Write a moment in a time zone: ``22 Nov 2026, 10:42``."""
    local = at.astimezone(zone)
    return f"{day(local.date(), language)}, {local:%H:%M}"


def clock_time(at: datetime, zone: ZoneInfo) -> str:
    """Write the time of day of a moment: ``10:42``."""
    return f"{at.astimezone(zone):%H:%M}"


def number(count: int, language: str = ENGLISH) -> str:
    """Write a count: ``5,000``, ``5.000``."""
    return format_decimal(int(count), locale=_locale(language))


def size(count: int, language: str = ENGLISH) -> str:
    """Write a number of bytes: ``84 kB``, ``1.2 MB``."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} kB"
    told = format_decimal(count / 1_000_000, "#,##0.0", locale=_locale(language))
    return f"{told} MB"


def is_one(count: int, language: str) -> bool:
    """Whether a count takes the singular: in French zero does too."""
    return bool(_locale(language).plural_form(count) == "one")


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES[language])
