"""Gathering what the support of Twikey or Teamleader needs to know of an invoice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from core.domain.diagnosis import Ambiguous, Diagnosis
from core.domain.policy import Policy
from core.domain.support import SupportPack
from core.ports import LedgerTx
from core.systems import Systems

Diagnose = Callable[[str], Awaitable[Diagnosis | Ambiguous]]


@dataclass(frozen=True)
class About:
    """What is told of the bot itself; ``secrets`` are never told."""

    versions: Mapping[str, str]
    settings: Callable[[Policy], Mapping[str, str]]
    secrets: tuple[str, ...] = ()


class Supporting:
    """Makes support packs; a system that does not answer is told in the pack."""

    def __init__(self, systems: Systems, diagnose: Diagnose, about: About) -> None:
        self._systems = systems
        self._diagnose = diagnose
        self._about = about

    async def pack(self, typed: str) -> SupportPack | Ambiguous:
        """Gather everything known of one invoice; ``typed`` is a number or an id."""
        found = await self._diagnose(typed)
        if isinstance(found, Ambiguous):
            return found
        policy = await self._systems.policy()
        return await self._systems.ledger.read(
            lambda tx: _packed(tx, found, self._about, policy)
        )


def _packed(
    tx: LedgerTx, found: Diagnosis, about: About, policy: Policy
) -> SupportPack:
    bare = SupportPack(
        at=tx.now,
        diagnosis=found,
        versions=about.versions,
        settings=about.settings(policy),
        secrets=about.secrets,
    )
    if found.source_id is None:
        return bare
    return replace(
        bare,
        attempts=tx.invoices.recall([found.source_id])[found.source_id].attempts,
        acts=tx.audit.about(found.source_id, found.number),
        profile_id=tx.invoices.profile_sent(found.source_id),
    )
