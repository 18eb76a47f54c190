"""Telling Twikey what changed at customers in Teamleader; never the other way.

Only customers that came to Twikey with an invoice of ours are followed, and only while
automatic import is on.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.domain.customer_changes import SentCustomer, changes_since, fields_now
from core.domain.invoice import Customer, CustomerRef
from core.domain.policy import Policy
from core.errors import RemoteError, RemoteRefused, UnexpectedResponse
from core.ports import LedgerTx, Refused
from core.systems import Systems

log = logging.getLogger(__name__)

BY = "bot"
NO_SUCH_CUSTOMER = "err_debtor_not_found"


class CustomerUpdates:
    """Brings what Twikey knows of customers up to date."""

    def __init__(self, systems: Systems) -> None:
        self._systems = systems

    async def bring_up_to_date(self, refs: Sequence[CustomerRef]) -> None:
        """Read customers again and send Twikey what changed since it was last told.

        Raises ``RemoteError`` where one of the systems could not be asked; safe to
        repeat.
        """
        policy = await self._systems.policy()
        if not refs or not policy.auto_import:
            return
        sent = await self._systems.ledger.read(lambda tx: _sent_of(tx, refs))
        if not sent:
            return
        customers = await self._systems.source.customers(list(sent))
        await self._update_all(customers, sent, policy)

    async def _update_all(
        self,
        customers: Mapping[CustomerRef, Customer],
        sent: Mapping[CustomerRef, SentCustomer],
        policy: Policy,
    ) -> None:
        """Update each; one with an answer nobody understands holds up no other."""
        trouble: RemoteError | None = None
        for ref in (one for one in sent if one in customers):
            try:
                await self._update(sent[ref], customers[ref], policy)
            except (RemoteRefused, UnexpectedResponse) as error:
                trouble = error
        if trouble is not None:
            raise trouble

    async def _update(
        self, sent: SentCustomer, customer: Customer, policy: Policy
    ) -> None:
        changes = changes_since(sent.fields, fields_now(customer, policy, sent.fields))
        if not changes:
            return
        refused = await self._systems.target.update_customer(sent.number, changes)
        if refused is not None:
            log.warning("customer-update-refused", extra={"code": refused.code})
        told = replace(sent, fields={**sent.fields, **changes})
        await self._systems.ledger.write(
            lambda tx: _note(tx, told, sorted(changes), refused)
        )


def _sent_of(
    tx: LedgerTx, refs: Sequence[CustomerRef]
) -> dict[CustomerRef, SentCustomer]:
    found = {}
    for ref in refs:
        number = tx.customers.of_ref(ref)
        fields = None if number is None else tx.customers.get(number)
        if number is not None and fields is not None:
            found[ref] = SentCustomer(number, ref, fields)
    return found


def _note(
    tx: LedgerTx, told: SentCustomer, names: Sequence[str], refused: Refused | None
) -> None:
    """Write down what came of it.

    What was refused counts as told too: it would be refused again at every hint.
    """
    if refused is not None and refused.code == NO_SUCH_CUSTOMER:
        tx.customers.forget(told.number)
    else:
        tx.customers.put(told.number, told.ref, told.fields)
    if refused is None:
        tx.audit.add(BY, "customer-updated", told.number, {"fields": names})
        return
    facts = {"fields": names, "code": refused.code}
    tx.audit.add(BY, "customer-update-refused", told.number, facts)
