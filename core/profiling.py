"""Which payment profile an invoice goes to: what the custom fields and Twikey say.

Without a configured field this costs at most one question to Twikey in some minutes,
and one for each customer where Twikey tells what it keeps on customers.
A field on the invoice costs no call of its own, one on the subscription costs each
invoice whose own field is empty one call, and each subscription one in a run.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from core.domain.custom_fields import FieldContext
from core.domain.customers import customer_number
from core.domain.evidence import Evidence, Unread
from core.domain.invoice import Customer, CustomFieldId, InvoiceDetail, SourceId
from core.domain.policy import Policy
from core.domain.profile import (
    LevelSight,
    ProfileChoice,
    ProfileLevel,
    ProfileProblem,
    as_seen,
    choice_in,
    choose_profile,
)
from core.errors import RemoteError, RemoteRefused
from core.ports import LedgerTx, Subscription
from core.systems import Systems


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
            sights: list[LevelSight] = []
            choice = (
                _by_person(evidence, sights)
                or await self._by_fields(evidence, sights)
                or await self._by_customer(evidence, sights)
            )
            return replace(await self._checked(choice), sights=tuple(sights))
        except RemoteError as error:
            return Unread(error.system, error.operation)

    async def warm_up(self, evidence: Evidence) -> None:
        """Ask early what Twikey keeps on the customer, beside the full invoice.

        Only where the customer's number is known without reading the customer.
        """
        ref = evidence.invoice.customer if evidence.invoice else None
        if ref is None or self._policy.customer_number_fields:
            return
        sent_as = await self._systems.ledger.read(lambda tx: tx.customers.of_ref(ref))
        # What goes wrong comes up again when the answer is needed.
        with suppress(RemoteError):
            await self._systems.target.kept_customer(sent_as or ref.id)

    async def _by_fields(
        self, evidence: Evidence, sights: list[LevelSight]
    ) -> ProfileChoice | None:
        detail = evidence.detail
        if not isinstance(detail, InvoiceDetail):
            return None
        own = await self._by_invoice(detail, sights)
        return own or await self._by_subscriptions(detail.source_id, sights)

    async def _by_invoice(
        self, detail: InvoiceDetail, sights: list[LevelSight]
    ) -> ProfileChoice | None:
        asked = self._policy.invoice_profile_field
        if not asked:
            return None
        value = detail.custom_fields.get(CustomFieldId(asked))
        sights.append(LevelSight(ProfileLevel.INVOICE, _seen(value)))
        chosen = await self._choice(ProfileLevel.INVOICE, {"invoice": value})
        if asked in detail.custom_fields:
            return chosen
        return chosen or await self._without_field(asked, FieldContext.INVOICE)

    async def _by_subscriptions(
        self, source_id: SourceId, sights: list[LevelSight]
    ) -> ProfileChoice | None:
        asked = self._policy.subscription_profile_field
        if not asked:
            return None
        values: dict[str, object] = {}
        is_shown = True
        ids = await self._systems.source.subscriptions_of(source_id)
        if ids:
            # So that a change of one of them makes this invoice be judged again.
            await self._systems.ledger.write(
                lambda tx: tx.invoices.came_from(source_id, ids)
            )
        for id_ in ids:
            found = await self._subscription(id_)
            if found is not None:
                where = found.title if found.title not in values else found.id
                values[where] = found.custom_fields.get(CustomFieldId(asked))
                is_shown = is_shown and asked in found.custom_fields
        level = ProfileLevel.SUBSCRIPTION
        sights += [LevelSight(level, _seen(each), at) for at, each in values.items()]
        chosen = await self._choice(level, values)
        if is_shown:
            return chosen
        return chosen or await self._without_field(asked, FieldContext.SUBSCRIPTION)

    async def _without_field(
        self, asked: str, context: FieldContext
    ) -> ProfileChoice | None:
        """Hold what does not show the field at all, unless the field is just empty.

        A field that was deleted, or belongs to something else, would let every invoice
        go where nobody decided.
        """
        try:
            defined = await self._systems.source.field_definitions()
        except RemoteRefused:
            # Whoever may not read the definitions cannot tell one from the other.
            return None
        if any(one.id == asked and one.context is context for one in defined):
            return None
        level = ProfileLevel(context.value)
        return ProfileChoice(level, None, ProfileProblem.NO_FIELD)

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

    async def _by_customer(
        self, evidence: Evidence, sights: list[LevelSight]
    ) -> ProfileChoice:
        customer = evidence.customer
        if not isinstance(customer, Customer):
            return choose_profile(customer_known=False, last_sent=None, default=None)
        number = customer_number(customer, self._policy)
        default = self._policy.default_profile
        kept = await self._systems.target.kept_customer(number)
        known, last = await self._systems.ledger.read(
            lambda tx: (
                tx.targets.knows_customer(number),
                tx.targets.last_profile(number),
            )
        )
        sights += [
            LevelSight(ProfileLevel.CUSTOMER, kept.profile_id),
            LevelSight(ProfileLevel.LAST_SENT, last),
            LevelSight(ProfileLevel.DEFAULT, default),
        ]
        return choose_profile(
            customer_known=known or kept.is_known is True,
            last_sent=last,
            default=default,
            kept=kept.profile_id,
        )

    async def _checked(self, choice: ProfileChoice) -> ProfileChoice:
        """Make sure that Twikey has the profile: what was sent last may be gone."""
        if choice.id is None:
            return choice
        if await self._systems.target.knows_profile(choice.id):
            return choice
        return replace(choice, problem=ProfileProblem.UNKNOWN)


def _by_person(evidence: Evidence, sights: list[LevelSight]) -> ProfileChoice | None:
    chosen = evidence.memory.chosen_profile
    if chosen is None:
        return None
    sights.append(LevelSight(ProfileLevel.PERSON, chosen.id))
    return ProfileChoice(ProfileLevel.PERSON, chosen.id)


def _seen(value: object) -> str | None:
    return None if value in (None, []) else as_seen(value) or None


def profile_for(tx: LedgerTx, number: str, default: str | None) -> ProfileChoice:
    """Choose the profile for a customer by what the ledger knows of the number."""
    return choose_profile(
        customer_known=tx.targets.knows_customer(number),
        last_sent=tx.targets.last_profile(number),
        default=default,
    )
