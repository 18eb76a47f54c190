"""Keeping Teamleader's hints coming to us, and to nobody we were before.

Teamleader does not say what registering the same type twice does, nor when it drops a
registration. So the list is read first, and only what differs is ordered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, urlsplit

from core.ports import HookRegistry, LedgerTx, Registration
from core.ports.watch import OutboxMessage
from core.systems import Systems

MARK: Final = "hooks"
"""Stands for a registration that was whole once."""

REPAIRED: Final = "hooks-repaired"

_EVENTS: Final = {
    "invoice": "drafted booked sent updated deleted paymentRegistered paymentRemoved",
    "creditNote": "booked updated deleted",
    "company": "updated deleted",
    "contact": "updated deleted",
    "subscription": "updated deactivated",
    "account": "deactivated deleted",
}
WANTED: Final = tuple(
    f"{subject}.{event}"
    for subject, events in _EVENTS.items()
    for event in events.split()
)
"""What we want to hear of, by Teamleader's names."""

_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Changes:
    """What has to be, or was, ordered: types at our address, and types at any."""

    added: tuple[str, ...] = ()
    removed: tuple[Registration, ...] = field(default=(), repr=False)

    @property
    def removed_types(self) -> int:
        """How many types were taken off, over all addresses."""
        return sum(len(one.types) for one in self.removed)

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)


class Registering:
    """Compares what is registered with what we want."""

    def __init__(self, systems: Systems, registry: HookRegistry) -> None:
        self._systems = systems
        self._registry = registry

    async def keep(self, url: str) -> Changes:
        """Have each wanted type registered exactly once at our address.

        ``url`` ends in the secret. Returns what was changed; people hear of it unless
        it is the first time. Raises ``RemoteError``: what is still missing then is
        noticed the next time.
        """
        listed = await self._registry.webhooks()
        removed = stale(listed, url)
        for one in removed:
            await self._registry.unregister_webhooks(one.url, one.types)
        if any(one.url == url for one in removed):
            # Whether a type that was there twice is gone altogether is not documented.
            listed = await self._registry.webhooks()
        added = missing(listed, url)
        if added:
            await self._registry.register_webhooks(url, added)
        changes = Changes(added, removed)
        await self._systems.ledger.write(lambda tx: _remember(tx, changes))
        return changes


def missing(listed: Sequence[Registration], url: str) -> tuple[str, ...]:
    """Return the wanted types that do not come to our address."""
    present = {each for one in listed if one.url == url for each in one.types}
    return tuple(each for each in WANTED if each not in present)


def stale(listed: Sequence[Registration], url: str) -> tuple[Registration, ...]:
    """Return what is registered too much, without doubles: never what is foreign.

    At our address these are types we do not want, and those that are there twice; at
    an address of ours under an old secret it is everything.
    """
    found = []
    for one in listed:
        surplus = _surplus(one.types) if one.url == url else ()
        if one.url != url and _is_former(one.url, url):
            surplus = tuple(dict.fromkeys(one.types))
        if surplus:
            found.append(Registration(one.url, surplus))
    return tuple(found)


def _surplus(types: Sequence[str]) -> tuple[str, ...]:
    return tuple(
        each
        for each in dict.fromkeys(types)
        if each not in WANTED or types.count(each) > 1
    )


def _is_former(other: str, ours: str) -> bool:
    """Whether an address differs from ours in the secret only."""
    there, here = _split(other), _split(ours)
    if there is None or here is None or _place(there) != _place(here):
        return False
    prefix = here.path.rpartition("/")[0] + "/"
    return there.path.startswith(prefix)


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _place(parts: SplitResult) -> tuple[str | None, int | None]:
    return parts.hostname, parts.port or _PORTS.get(parts.scheme)


def _remember(tx: LedgerTx, changes: Changes) -> None:
    if changes and tx.marks.get(MARK) is not None:
        counts = {"added": len(changes.added), "removed": changes.removed_types}
        tx.outbox.put(OutboxMessage(REPAIRED, REPAIRED, dict(counts)))
    tx.marks.put(MARK, tx.now)
