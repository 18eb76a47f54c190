"""Gaps: times in which nobody looked, told by the sweep that makes up for them.

The bot may have been off, asleep or stuck, or got no answer. A lost connection is no
gap: it is told by itself, and so is its return.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from core.domain.reason import Facts
from core.ports import LedgerTx
from core.ports.watch import OutboxMessage
from core.silence import begin_listening
from core.standing import was_lost_since

SWEEP: Final = "sweep"
"""The mark of the change up to which everything was read."""

LOOKED: Final = "looked"
"""The mark of when the sweep last got on with its work."""

SWEPT: Final = "swept"
"""The mark of when a sweep last got through."""

MISSED: Final = "missed-runs"

PERIODS: Final = 3
SHORTEST: Final = timedelta(minutes=15)
"""One or two late sweeps are nobody's business, and neither are a few minutes."""

ON_TIME: Final = timedelta(minutes=5)
"""What comes in so soon after its last change did not come late."""


@dataclass(frozen=True)
class SweepEnd:
    """A sweep that got through: when it set out, and up to which change it read."""

    began: datetime
    mark: datetime


def longest_pause(sweep_every: timedelta) -> timedelta:
    """Return how long nobody may look before it counts as a gap."""
    return max(PERIODS * sweep_every, SHORTEST)


def open_gap(tx: LedgerTx, longest: timedelta) -> datetime | None:
    """Return since when nobody has looked, where that is too long and not told yet."""
    looked = tx.marks.get(LOOKED)
    if looked is None or tx.now - looked <= longest:
        return None
    return None if was_lost_since(tx, looked) else looked


def note_progress(tx: LedgerTx, longest: timedelta) -> None:
    """Remember that somebody is looking right now.

    A gap stays open until all of it was made up for, whoever does that in the end.
    """
    if open_gap(tx, longest) is None:
        end_gap(tx)


def end_gap(tx: LedgerTx) -> None:
    """Remember that everything was looked at up to now."""
    tx.marks.put(LOOKED, tx.now)


def end_sweep(tx: LedgerTx, end: SweepEnd, longest: timedelta | None) -> bool:
    """Move the mark, end a gap and have it told; without ``longest`` it is not told.

    Hints that did not come in a gap are no news: nobody was there to take them.
    Returns whether a gap was told.
    """
    gap = None if longest is None else _gap(tx, end.began, longest)
    got_through(tx, end.mark)
    if gap is not None:
        begin_listening(tx)
    # Two replicas may read the same mark: the insert decides between them.
    if gap is not None and tx.done.first_time(MISSED, str(gap["since"])):
        tx.outbox.put(OutboxMessage(MISSED, f"{MISSED}:{gap['since']}", gap))
        return True
    return False


def got_through(tx: LedgerTx, mark: datetime) -> None:
    """Remember that everything up to a change was looked at, by now."""
    tx.marks.put(SWEEP, mark)
    tx.marks.put(SWEPT, tx.now)
    end_gap(tx)


def last_sweep(tx: LedgerTx) -> datetime | None:
    """Return when a sweep last got through; ``None`` before the first one did."""
    return tx.marks.get(SWEPT)


def _gap(tx: LedgerTx, began: datetime, longest: timedelta) -> Facts | None:
    since = open_gap(tx, longest)
    if since is None:
        return None
    # A sweep that set out in time fell asleep on the way.
    until = began if began - since > longest else tx.now
    return {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "count": tx.watched.imported_late(since, ON_TIME),
    }
