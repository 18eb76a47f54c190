"""Customers that Twikey knows under another number than ours.

Mandates are found by customer number, so importing under another number makes a second
customer whose mandate nobody finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from core.domain.customers import customer_number
from core.domain.invoice import Customer, CustomerRef, Invoice
from core.domain.number import fold
from core.domain.policy import Policy
from core.domain.target import is_same_invoice
from core.ports import InvoiceFilter
from core.reading_customers import read_customers
from core.readings import follow_feed
from core.systems import Systems

LOOK_BACK = timedelta(days=90)

Foreign = tuple[str, str, str]
"""A customer's name, our number, and Twikey's."""


async def foreign_customers(systems: Systems, policy: Policy) -> tuple[Foreign, ...]:
    """Compare the customers of invoices that are on both sides.

    Looks at the invoices of the last three months. Raises ``RemoteError``.
    """
    await follow_feed(systems)
    since = systems.clock.now() - LOOK_BACK
    at_twikey: dict[CustomerRef, str] = {}
    async for page in systems.source.invoices(InvoiceFilter(updated_since=since)):
        rows = [row for row in page if isinstance(row, Invoice)]
        at_twikey |= await _numbers_there(systems, rows)
    customers = await read_customers(systems, policy, at_twikey.keys())
    return _differing(customers.values(), at_twikey, policy)


async def _numbers_there(
    systems: Systems, rows: Sequence[Invoice]
) -> dict[CustomerRef, str]:
    numbers = [fold(row.number) for row in rows if row.number]
    namesakes = await systems.ledger.read(lambda tx: tx.targets.namesakes(numbers))
    found: dict[CustomerRef, str] = {}
    for row in rows:
        for namesake in namesakes.get(fold(row.number or ""), ()):
            theirs = namesake.invoice.customer_number
            if row.customer and theirs and is_same_invoice(row, namesake.invoice):
                found[row.customer] = theirs
    return found


def _differing(
    customers: Iterable[Customer],
    at_twikey: dict[CustomerRef, str],
    policy: Policy,
) -> tuple[Foreign, ...]:
    differing = []
    for customer in customers:
        ours, theirs = customer_number(customer, policy), at_twikey[customer.ref]
        if ours != theirs:
            differing.append((customer.name or customer.ref.id, ours, theirs))
    return tuple(sorted(differing))
