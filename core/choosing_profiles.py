"""Deciding which custom fields name the payment profile: what there is, what changes.

Nothing here changes anything outside; a decision is saved by :mod:`core.choices`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from core.completing import DETAILS_AT_ONCE
from core.domain.consequences import Consequences, compared
from core.domain.custom_fields import FieldContext, FieldDefinition
from core.domain.evidence import Evidence
from core.domain.history import SeenBy
from core.domain.invoice import SourceId
from core.domain.policy import Policy
from core.domain.reason import Reason, System, Trigger
from core.errors import RemoteError
from core.gathering import Gatherer, Question
from core.ports import InvoiceFilter, LedgerTx
from core.profiling import Profiling
from core.readings import Readings, read_account
from core.stocktaking import read_list
from core.systems import Systems

LOOKED_AT_MOST = 40
"""Each costs a call or two, and somebody waits: a dialog stands open."""

PROFILE_REASONS = frozenset({Reason.PROFILE_UNREADABLE, Reason.PROFILE_UNKNOWN})
"""What another choice of fields or profiles can mend."""

_BEYOND_PROFILES = frozenset(
    {
        Reason.NOT_FOUND,
        Reason.DELETED,
        Reason.DRAFT,
        Reason.ZERO_AMOUNT,
        Reason.NEGATIVE_AMOUNT,
        Reason.CREDITED,
        Reason.PAID,
        Reason.CURRENCY,
    }
)
"""Out for a reason that no profile changes: not worth a call."""


@dataclass(frozen=True)
class KnownProfile:
    """A payment profile to choose from.

    ``is_listed`` says that Twikey shows it now, ``is_confirmed`` that its two switches
    are known for certain.
    """

    id: str
    name: str
    is_listed: bool
    is_confirmed: bool


@dataclass(frozen=True)
class ProfileOffer:
    """What there is to choose from; ``unread`` are the systems that did not tell.

    ``profiles_are_listed`` is false where this Twikey account does not list its
    profiles: then only those that the settings name are known.
    """

    fields: tuple[FieldDefinition, ...] = ()
    profiles: tuple[KnownProfile, ...] = ()
    profiles_are_listed: bool = False
    unread: frozenset[System] = frozenset()

    def fields_of(self, *contexts: FieldContext) -> tuple[FieldDefinition, ...]:
        """Return the custom fields of some contexts, by their labels."""
        return tuple(one for one in self.fields if one.context in contexts)


class ChoosingProfiles:
    """Lists the choices and foresees what they would do."""

    def __init__(self, systems: Systems) -> None:
        self._systems = systems

    async def offer(self) -> ProfileOffer:
        """Return the fields and profiles to choose from.

        Never raises ``RemoteError``: a system that does not answer is told in it.
        """
        unread: set[System] = set()
        fields: tuple[FieldDefinition, ...] = ()
        listed: Mapping[str, str] = {}
        try:
            fields = await self._systems.source.field_definitions()
        except RemoteError as error:
            unread.add(error.system)
        try:
            listed = await self._systems.target.profile_names()
        except RemoteError as error:
            unread.add(error.system)
        policy = await self._systems.policy()
        return ProfileOffer(
            fields, _profiles(policy, listed), bool(listed), frozenset(unread)
        )

    async def would_change(self, wanted: Policy) -> Consequences:
        """Judge open invoices under the settings in force and under others.

        Costs one list and a call or two for each of at most forty invoices. Never
        raises ``RemoteError``: what could not be found out is counted as unknown.
        """
        policy = await self._systems.policy()
        ids = await self._systems.ledger.read(_candidates)
        asked = ids[:LOOKED_AT_MOST]
        more = len(ids) - len(asked)
        try:
            before = await self._judged_as_now(asked, policy)
        except RemoteError as error:
            return Consequences(0, len(asked), more, error.system)
        after = await self._under(before, wanted)
        return replace(compared(before, after), not_looked_at=more)

    async def recheck(self, reasons: Collection[Reason], by: str) -> int:
        """Make the invoices that are out for these reasons due now; count them."""

        def unit(tx: LedgerTx) -> int:
            count = tx.watched.judge_again_for(reasons)
            facts = {"reasons": sorted(reasons), "count": count}
            tx.audit.add(by, "asked-to-recheck", "invoices", facts)
            return count

        return await self._systems.ledger.write(unit)

    async def _judged_as_now(
        self, ids: Sequence[SourceId], policy: Policy
    ) -> list[Evidence]:
        if not ids:
            return []
        account = await read_account(self._systems)
        listed = await read_list(self._systems.source, InvoiceFilter(ids=tuple(ids)))
        gatherer = Gatherer(self._systems, Readings(account), policy)
        question = Question(Trigger.AUTOMATIC, SeenBy.CHECK, spare_calls=True)
        return await gatherer.second(await gatherer.first(listed.rows, question))

    async def _under(
        self, evidences: Sequence[Evidence], wanted: Policy
    ) -> list[Evidence]:
        profiling = Profiling(self._systems, wanted)
        places = asyncio.Semaphore(DETAILS_AT_ONCE)

        async def at(evidence: Evidence) -> Evidence:
            changed = replace(evidence, policy=wanted)
            async with places:
                return replace(changed, profile=await profiling.profile(changed))

        return list(await asyncio.gather(*map(at, evidences)))


def _candidates(tx: LedgerTx) -> list[SourceId]:
    """Return the open invoices that a profile may matter to, the troubled ones first.

    The longest booked come first among equals.
    """
    late = [
        one for one in tx.watched.late(tx.now) if one.reason not in _BEYOND_PROFILES
    ]
    late.sort(key=lambda one: one.reason not in PROFILE_REASONS)
    return [one.source_id for one in late]


def _profiles(policy: Policy, listed: Mapping[str, str]) -> tuple[KnownProfile, ...]:
    names = {profile.id: profile.name for profile in policy.profiles} | dict(listed)
    if policy.default_profile:
        names.setdefault(policy.default_profile, policy.default_profile)
    return tuple(
        KnownProfile(id_, name, id_ in listed, policy.confirmed(id_) is not None)
        for id_, name in sorted(names.items(), key=lambda one: (one[1], one[0]))
    )
