"""Reading who is billed: the customers of a run, and what is needed beside them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from core.domain.custom_fields import FieldContext
from core.domain.customers import needs_attention
from core.domain.evidence import Evidence, Unread
from core.domain.invoice import Customer, CustomerKind, CustomerRef, InvoiceDetail
from core.domain.policy import Policy
from core.errors import RemoteError, RemoteRefused
from core.ports import LedgerTx
from core.systems import Systems

Customers = Mapping[CustomerRef, Customer]

_CONTEXTS = {
    CustomerKind.COMPANY: FieldContext.COMPANY,
    CustomerKind.CONTACT: FieldContext.CONTACT,
}


async def read_customers(
    systems: Systems, policy: Policy, refs: Collection[CustomerRef]
) -> Customers:
    """Read customers, with the number each was last sent to Twikey under.

    Raises ``RemoteError``.
    """
    wanted = sorted(set(refs), key=lambda ref: (ref.kind, ref.id))
    found = await systems.source.customers(wanted)
    numbers = await systems.ledger.read(lambda tx: _numbers(tx, found))
    sent = {
        ref: replace(customer, sent_as=numbers.get(ref))
        for ref, customer in found.items()
    }
    return await _with_certain_numbers(systems, policy, sent)


async def with_attention(systems: Systems, evidence: Evidence) -> Evidence:
    """Add the address of the person an invoice is meant for, where it is needed.

    One call for such an invoice, none for others.
    """
    customer, detail = evidence.customer, evidence.detail
    if not isinstance(customer, Customer) or not isinstance(detail, InvoiceDetail):
        return evidence
    if detail.attention is None or not needs_attention(customer, detail):
        return evidence
    try:
        found = await systems.source.customers([detail.attention])
    except RemoteError as error:
        return replace(evidence, customer=Unread(error.system, error.operation))
    person = found.get(detail.attention)
    email = person.primary_email if person else None
    return replace(evidence, detail=replace(detail, attention_email=email))


def _numbers(tx: LedgerTx, refs: Collection[CustomerRef]) -> dict[CustomerRef, str]:
    known = ((ref, tx.customers.of_ref(ref)) for ref in refs)
    return {ref: number for ref, number in known if number is not None}


async def _with_certain_numbers(
    systems: Systems, policy: Policy, customers: Customers
) -> Customers:
    """Mark those whose number nobody can know, since its field is gone.

    Those that were sent before keep their number. A field that is merely empty is
    shown, or at least defined.
    """
    fields = policy.customer_number_fields
    doubtful = {
        ref: customer
        for ref, customer in customers.items()
        if fields
        and customer.sent_as is None
        and not any(one in customer.custom_fields for one in fields)
    }
    if not doubtful:
        return customers
    try:
        defined = await systems.source.field_definitions()
    except RemoteRefused:
        # Whoever may not read the definitions cannot tell.
        return customers
    kept = {one.context for one in defined if one.id in fields}
    if not kept & set(_CONTEXTS.values()):
        uncertain = {
            ref: replace(customer, number_is_kept=False)
            for ref, customer in doubtful.items()
        }
        return {**customers, **uncertain}
    return customers
