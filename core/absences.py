"""Ids that Teamleader did not show: hints for them make nobody ask again at once.

Whoever found out the address could name any id. So a new hint for an id that was not
there a moment ago waits for the next look at it, which it never brings forward.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.ports import Clock
from core.ports.watch import ClaimedHint

REST = timedelta(minutes=1)
MOST = 10_000


@dataclass(frozen=True)
class _Absence:
    until: datetime
    count: int


class Absences:
    """Remembers for a minute what was not there; one per process is enough."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._absent: dict[str, _Absence] = {}

    def resting(self, claimed: Iterable[ClaimedHint]) -> dict[ClaimedHint, datetime]:
        """Return the hints that have to wait, and until when.

        A look that was put off anyway is not a new hint, and does not wait.
        """
        now = self._clock.now()
        waits = {}
        for hint in claimed:
            absence = self._absent.get(hint.id)
            if absence and absence.until > now and absence.count != hint.count:
                waits[hint] = absence.until
        return waits

    def note(self, looked: Iterable[ClaimedHint], missing: Collection[str]) -> None:
        """Remember which of the hints that were looked at led nowhere."""
        until = self._clock.now() + REST
        for hint in looked:
            self._absent.pop(hint.id, None)
            if hint.id in missing:
                self._absent[hint.id] = _Absence(until, hint.count)
        while len(self._absent) > MOST:
            del self._absent[next(iter(self._absent))]
