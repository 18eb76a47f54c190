"""Who hears of what nobody asked for: channels, mentions, and how often all is well."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

ALERT_CHANNEL, SUMMARY_CHANNEL = "ALERT_CHANNEL", "SUMMARY_CHANNEL"
ALERT_MENTIONS, QUIET_CAUSES, ALL_WELL = "ALERT_MENTIONS", "QUIET_CAUSES", "ALL_WELL"

_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}")
_MENTIONED = re.compile(r"[UWS][A-Z0-9]{2,}")


class AllWell(StrEnum):
    """When an overview is told although nothing waits on anybody."""

    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


@dataclass(frozen=True)
class Audience:
    """What people chose; a channel that is ``None`` is the one of the settings.

    ``mentioned`` are people and user groups, by their ids, that an alert names, except
    for the causes that are ``quiet``.
    """

    alerts: str | None = None
    summaries: str | None = None
    mentioned: tuple[str, ...] = ()
    quiet: frozenset[str] = frozenset()
    all_well: AllWell = AllWell.DAILY

    def named_for(self, cause: str) -> tuple[str, ...]:
        """Return whom an alert of a cause mentions."""
        return () if cause in self.quiet else self.mentioned


def read_audience(stored: Mapping[str, str]) -> Audience:
    """Read it from stored settings; what is not understood counts as not chosen."""
    mentioned = _words(stored.get(ALERT_MENTIONS, ""))
    return Audience(
        alerts=_channel(stored.get(ALERT_CHANNEL, "")),
        summaries=_channel(stored.get(SUMMARY_CHANNEL, "")),
        mentioned=tuple(one for one in mentioned if _MENTIONED.fullmatch(one)),
        quiet=frozenset(_words(stored.get(QUIET_CAUSES, ""))),
        all_well=_all_well(stored.get(ALL_WELL, "")),
    )


def spelled(words: Iterable[str]) -> str:
    """Return several words as one stored text."""
    return ",".join(sorted(words))


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _channel(text: str) -> str | None:
    return text if _CHANNEL.fullmatch(text) else None


def _all_well(text: str) -> AllWell:
    known = text in {one.value for one in AllWell}
    return AllWell(text) if known else AllWell.DAILY
