"""Which payment profile an invoice goes to: what the custom fields and Twikey say.

Without a configured field this costs at most one question to Twikey in some minutes.
A field on the invoice costs no call of its own, one on the subscription costs each
invoice whose own field is empty one call, and each subscription one in a run.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from core.domain.customers import customer_number
from core.domain.evidence import Evidence, Unread
from core.domain.invoice import Customer, CustomFieldId, InvoiceDetail, SourceId
from core.domain.policy import Policy
from core.domain.profile import (
    ProfileChoice,
    ProfileLevel,
    ProfileProblem,
    choice_in,
    choose_profile,
)
from core.errors import RemoteError
from core.ports import LedgerTx, Subscription
from core.systems import Systems

_CHECKED = (ProfileLevel.INVOICE, ProfileLevel.SUBSCRIPTION, ProfileLevel.DEFAULT)
"""Who may name a profile that Twikey does not have; the others had it from there."""


class Profiling:
    """Chooses the profiles of one run."""

    def __init__(self, systems: Systems, policy: Policy) -> None:
        self._systems = systems
        self._policy = policy
        self._subscriptions: dict[str, Subscription | None] = {}
        self._turns: dict[str, asyncio.Lock] = {}

    async def profile(self, evidence: Evidence) -> ProfileChoice | Unread:
        """Choose for an invoice whose detail and customer were gathered."""
        try:
            choice = await self._by_fields(evidence) or await self._by_customer(
                evidence
            )
            return await self._checked(choice)
        except RemoteError as error:
            return Unread(error.system, error.operation)

    async def _by_fields(self, evidence: Evidence) -> ProfileChoice | None:
        detail = evidence.detail
        if not isinstance(detail, InvoiceDetail):
            return None
        own = await self._by_invoice(detail)
        return own or await self._by_subscriptions(detail.source_id)

    async def _by_invoice(self, detail: InvoiceDetail) -> ProfileChoice | None:
        asked = self._policy.invoice_profile_field
        if not asked:
            return None
        value = detail.custom_fields.get(CustomFieldId(asked))
        return await self._choice(ProfileLevel.INVOICE, {"invoice": value})

    async def _by_subscriptions(self, source_id: SourceId) -> ProfileChoice | None:
        asked = self._policy.subscription_profile_field
        if not asked:
            return None
        values: dict[str, object] = {}
        for id_ in await self._systems.source.subscriptions_of(source_id):
            found = await self._subscription(id_)
            if found is not None:
                where = found.title if found.title not in values else found.id
                values[where] = found.custom_fields.get(CustomFieldId(asked))
        return await self._choice(ProfileLevel.SUBSCRIPTION, values)

    async def _choice(
        self, level: ProfileLevel, values: Mapping[str, object]
    ) -> ProfileChoice | None:
        names = {profile.id: profile.name for profile in self._policy.profiles}
        if choice_in(level, values, names) is None:
            return None
        told = await self._systems.target.profile_names()
        return choice_in(level, values, {**told, **names})

    async def _subscription(self, subscription_id: str) -> Subscription | None:
        async with self._turns.setdefault(subscription_id, asyncio.Lock()):
            if subscription_id not in self._subscriptions:
                found = await self._systems.source.subscription(subscription_id)
                self._subscriptions[subscription_id] = found
        return self._subscriptions[subscription_id]

    async def _by_customer(self, evidence: Evidence) -> ProfileChoice:
        customer = evidence.customer
        if not isinstance(customer, Customer):
            return choose_profile(customer_known=False, last_sent=None, default=None)
        number = customer_number(customer, self._policy)
        default = self._policy.default_profile
        return await self._systems.ledger.read(
            lambda tx: profile_for(tx, number, default)
        )

    async def _checked(self, choice: ProfileChoice) -> ProfileChoice:
        if choice.id is None or choice.level not in _CHECKED:
            return choice
        if await self._systems.target.knows_profile(choice.id):
            return choice
        return replace(choice, problem=ProfileProblem.UNKNOWN)


def profile_for(tx: LedgerTx, number: str, default: str | None) -> ProfileChoice:
    """Choose the profile for a customer by what the ledger knows of the number."""
    return choose_profile(
        customer_known=tx.targets.knows_customer(number),
        last_sent=tx.targets.last_profile(number),
        default=default,
    )
