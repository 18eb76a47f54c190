"""Keeping Teamleader's hints coming to us, and to nobody we were before.

Teamleader does not say what registering the same type twice does, nor when it drops a
registration. So the list is read first, and only what differs is ordered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, urlsplit

from core.ports import HookRegistry, LedgerTx, Registration
from core.ports.watch import OutboxMessage
from core.systems import Systems

MARK: Final = "hooks"
"""Stands for a registration that was whole once."""

REPAIRED: Final = "hooks-repaired"
ROLE: Final = "hooks"
LEASE_SECONDS: Final = 300.0

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

        ``url`` ends in the secret. Returns what was changed, which is nothing while
        another replica is at it; people hear of it unless it is the first time. Raises
        ``RemoteError``: what is missing then is noticed the next time.
        """
        if not await self._systems.ledger.write(self._lead):
            return Changes()
        try:
            changes = await self._repair(url)
            await self._systems.ledger.write(lambda tx: _remember(tx, changes))
        finally:
            await self._systems.ledger.write(
                lambda tx: tx.leaders.resign(ROLE, self._systems.owner)
            )
        return changes

    async def _repair(self, url: str) -> Changes:
        """Order what differs; an old address goes last, when the new one has all."""
        listed = await self._registry.webhooks()
        surplus, former = surplus_of(listed, url), former_of(listed, url)
        await self._unregister(surplus)
        if surplus:
            # Whether a type that was there twice is gone altogether is not documented.
            listed = await self._registry.webhooks()
        added = missing_of(listed, url)
        if added:
            await self._registry.register_webhooks(url, added)
        await self._unregister(former)
        return Changes(added, (*surplus, *former))

    async def _unregister(self, unwanted: Sequence[Registration]) -> None:
        for one in unwanted:
            await self._registry.unregister_webhooks(one.url, one.types)

    def _lead(self, tx: LedgerTx) -> bool:
        return tx.leaders.lead(ROLE, self._systems.owner, LEASE_SECONDS)


def missing_of(listed: Sequence[Registration], url: str) -> tuple[str, ...]:
    """Return the wanted types that do not come to our address."""
    present = _types_at(listed, url)
    return tuple(each for each in WANTED if each not in present)


def surplus_of(listed: Sequence[Registration], url: str) -> tuple[Registration, ...]:
    """Return what is too much at our address: unwanted types, and those twice there."""
    present = Counter(_types_at(listed, url))
    too_much = {e for e, times in present.items() if times > 1 or e not in WANTED}
    return tuple(
        Registration(one.url, types)
        for one in listed
        if _is_same(one.url, url) and (types := _among(one.types, too_much))
    )


def former_of(listed: Sequence[Registration], url: str) -> tuple[Registration, ...]:
    """Return what comes to an address of ours under an old secret, never a foreign one.

    Such an address differs from ours in what follows the last slash.
    """
    return tuple(
        Registration(one.url, tuple(dict.fromkeys(one.types)))
        for one in listed
        if one.types and _is_beside(one.url, url) and not _is_same(one.url, url)
    )


def _types_at(listed: Sequence[Registration], url: str) -> list[str]:
    return [e for one in listed if _is_same(one.url, url) for e in one.types]


def _among(types: Sequence[str], wanted: Container[str]) -> tuple[str, ...]:
    return tuple(each for each in dict.fromkeys(types) if each in wanted)


def _is_same(other: str, ours: str) -> bool:
    """Whether two spellings are one address: Teamleader may write ours differently."""
    return _is_beside(other, ours) and urlsplit(other).path == urlsplit(ours).path


def _is_beside(other: str, ours: str) -> bool:
    """Whether an address is on our host and below the path that ours is below."""
    try:
        there, here = urlsplit(other), urlsplit(ours)
        same_host = _place(there) == _place(here)
    except ValueError:
        return False
    return same_host and there.path.startswith(here.path.rpartition("/")[0] + "/")


def _place(parts: SplitResult) -> tuple[str | None, int | None]:
    return parts.hostname, parts.port or _PORTS.get(parts.scheme)


def _remember(tx: LedgerTx, changes: Changes) -> None:
    if changes and tx.marks.get(MARK) is not None:
        counts = {"added": len(changes.added), "removed": changes.removed_types}
        tx.outbox.put(OutboxMessage(REPAIRED, REPAIRED, dict(counts)))
    tx.marks.put(MARK, tx.now)
