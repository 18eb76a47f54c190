"""The one way from a key and facts to a text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.words import format
from bot.words.catalogue import LANGUAGES, asked_for, keys_below, texts
from core.domain.money import Money

DEFAULT_LANGUAGE = "en"
_QUOTED_MOST = 80
DEFAULT_ZONE = ZoneInfo("Europe/Brussels")


class Safe(str):
    """A text this program made itself: it is never cleaned again."""

    __slots__ = ()


def language_of(locale: str | None) -> str:
    """Return the language to speak to somebody whose locale is like ``nl-BE``."""
    short = (locale or "").replace("_", "-").split("-")[0].lower()
    return short if short in LANGUAGES else DEFAULT_LANGUAGE


@dataclass(frozen=True)
class Voice:
    """Speaks one language on one surface.

    ``clean`` makes data harmless on that surface, ``person`` shows a user id there.
    Moments are told in the company's time zone.
    """

    language: str = DEFAULT_LANGUAGE
    clean: Callable[[str], str] = str
    person: Callable[[str], str] = str
    zone: ZoneInfo = DEFAULT_ZONE

    def __post_init__(self) -> None:
        """Speak English where a language has no catalogue."""
        object.__setattr__(self, "language", language_of(self.language))

    def knows(self, key: str) -> bool:
        """Whether the catalogue has this key."""
        return key in self._catalogue

    def keys_below(self, prefix: str) -> tuple[str, ...]:
        """Return the last parts of the keys below one, in the catalogue's order."""
        return keys_below(self.language).get(prefix, ())

    def asks_for(self, key: str) -> frozenset[str]:
        """Return the names of the facts a text is filled with."""
        return asked_for(self.language)[key]

    def say(self, key: str, **facts: object) -> Safe:
        """Fill a text with facts; a ``count`` of one takes the singular, if any.

        Raises ``KeyError`` for an unknown key or a fact the text asks for in vain.
        """
        count = facts.get("count")
        singular = isinstance(count, int) and format.is_one(count, self.language)
        if singular and self.knows(f"{key}.one"):
            key = f"{key}.one"
        words = {name: self.worded(value) for name, value in facts.items()}
        return Safe(self._catalogue[key].format_map(words))

    def worded(self, value: object) -> Safe:
        """Return one value as people read it."""
        if isinstance(value, Safe):
            return value
        if value is None:
            return Safe(self._catalogue["none"])
        if isinstance(value, Money):
            return Safe(self.clean(format.amount(value, self.language)))
        if isinstance(value, datetime):
            return Safe(format.moment(value, self.zone, self.language))
        if isinstance(value, date):
            return Safe(format.day(value, self.language))
        if isinstance(value, int):
            return Safe(format.number(value, self.language))
        return Safe(self.clean(str(value)))

    def day_of(self, moment: datetime) -> Safe:
        """Return the company's calendar day of a moment."""
        return Safe(format.day(moment.astimezone(self.zone).date(), self.language))

    def listed(self, values: list[Safe]) -> Safe:
        """Return several values in one line."""
        return Safe(", ".join(values))

    @property
    def _catalogue(self) -> Mapping[str, str]:
        return texts(self.language)


def say(language: str, key: str, **facts: object) -> Safe:
    """Say what was wrong with something somebody typed.

    What they typed is quoted in one short line, not made harmless for any surface:
    whoever shows the sentence cleans it like data.
    """
    return Voice(language, clean=_quoted).say(key, **facts)


def _quoted(typed: str) -> str:
    shown = "".join(sign if sign.isprintable() else " " for sign in typed)
    line = " ".join(shown.split())
    return line if len(line) <= _QUOTED_MOST else line[: _QUOTED_MOST - 1] + "…"
