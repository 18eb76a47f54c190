"""Channels that cannot be written to, and where messages went instead.

They outlive a restart, and every replica knows of them, because they are kept as one
stored setting.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from core.ports import LedgerTx

NAME: Final = "channel_trouble"
_BY: Final = "bot"


@dataclass(frozen=True)
class Trouble:
    """A channel that refuses our messages, with its word for why."""

    channel: str
    code: str
    since: datetime


@dataclass(frozen=True)
class Elsewhere:
    """Where a message stands that belongs in another channel.

    ``edition`` tells one message of a key from the next one.
    """

    channel: str
    ts: str
    edition: str


@dataclass(frozen=True)
class Detours:
    """The channels in trouble, by channel, and the messages told elsewhere, by key."""

    troubles: Mapping[str, Trouble] = field(default_factory=dict)
    told: Mapping[str, Elsewhere] = field(default_factory=dict)

    def troubled(self, trouble: Trouble) -> Detours:
        """Return them with a channel in trouble; since when stays as it was."""
        since = self.troubles.get(trouble.channel, trouble).since
        known = replace(trouble, since=since)
        return replace(self, troubles={**self.troubles, trouble.channel: known})

    def healed(self, channel: str) -> Detours:
        """Return them without trouble in a channel."""
        left = {name: one for name, one in self.troubles.items() if name != channel}
        return replace(self, troubles=left)

    def told_at(self, key: str, elsewhere: Elsewhere | None) -> Detours:
        """Return them with where a message stands; ``None`` forgets it."""
        kept = {name: one for name, one in self.told.items() if name != key}
        if elsewhere is not None:
            kept[key] = elsewhere
        return replace(self, told=kept)


def read_detours(tx: LedgerTx) -> Detours:
    """Return what is remembered."""
    stored = tx.settings.all().get(NAME)
    if not stored:
        return Detours()
    kept = json.loads(stored)
    troubles = {
        channel: Trouble(channel, one["code"], datetime.fromisoformat(one["since"]))
        for channel, one in kept["troubles"].items()
    }
    told = {key: Elsewhere(**one) for key, one in kept["told"].items()}
    return Detours(troubles, told)


def keep_detours(tx: LedgerTx, detours: Detours) -> None:
    """Remember them, if they are others than before."""
    if detours == read_detours(tx):
        return
    troubles = {
        channel: {"code": one.code, "since": one.since.isoformat()}
        for channel, one in detours.troubles.items()
    }
    told = {key: vars(one) for key, one in detours.told.items()}
    tx.settings.put(NAME, json.dumps({"troubles": troubles, "told": told}), _BY)
