"""A bot in a hurry: leases and periods of minutes become seconds.

Only lengths and portions change; who may do what, and in which order, is the
production code's.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final

SHORTER: Final = {
    "bot.outbox.LEASE_SECONDS": 2.0,
    "bot.outbox.POLL_SECONDS": 0.3,
    "bot.pacing.SECONDS_APART": 0.01,
    "bot.schedule.ALERT_SECONDS": 1,
    "bot.schedule.DOCUMENT_SECONDS": 1,
    "bot.schedule.FEED_SECONDS": 2,
    "bot.schedule.HINT_SECONDS": 1,
    "bot.schedule.JUDGE_SECONDS": 1,
    "bot.schedule.PROBE_SECONDS": 1,
    "core.adapters.renewal._LEASE_SECONDS": 2.0,
    "core.adapters.teamleader.auth._EARLY_SECONDS": 1.0,
    "core.creating.LEASE_SECONDS": 2.0,
    "core.documents.LEASE_SECONDS": 2.0,
    "core.hinting.AT_ONCE": 5,
    "core.hinting.LEASE_SECONDS": 2.0,
    "core.readings.FEED_LEASE_SECONDS": 2.0,
    "storage.database._ABANDONED_SECONDS": 2.0,
}
"""Lengths in seconds, and how many hints one worker takes at a time.

A lease stays longer than a call to a stand-in takes.
"""


def hurry() -> None:
    """Shorten everything in this process; raises for a length that moved away."""
    for path, shorter in SHORTER.items():
        module, _, name = path.rpartition(".")
        found = import_module(module)
        getattr(found, name)
        setattr(found, name, shorter)
