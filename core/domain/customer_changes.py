"""What changed at a customer since Twikey was last told of it; pure.

Fields go by their names in :class:`~core.domain.customers.Payer`, without the customer
number, which never changes: another number would be another customer at Twikey.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.domain.customers import Payer, payer_of
from core.domain.emails import addresses
from core.domain.invoice import Customer, CustomerRef
from core.domain.policy import Policy

_NUMBER, _EMAIL = "customer_number", "email"
_EMAIL_OF = "email_of"
"""Says which address of the customer the e-mail at Twikey was taken from."""

_PRIMARY, _INVOICING = "primary", "invoicing"


@dataclass(frozen=True)
class SentCustomer:
    """A customer as it was when something was sent under its number.

    There are no ``fields`` where nobody knows what was sent.
    """

    number: str
    ref: CustomerRef
    fields: Mapping[str, str]


def sent_with(payer: Payer, customer: Customer, policy: Policy) -> SentCustomer:
    """Return what is remembered of a customer that an invoice brought along.

    An e-mail that only the invoice names is not the customer's, so its own primary
    address is kept instead: that is what can change.
    """
    fields = fields_now(
        customer, policy, {_EMAIL_OF: _source_of(payer.email, customer)}
    )
    return SentCustomer(payer.customer_number, customer.ref, fields)


def fields_now(
    customer: Customer, policy: Policy, before: Mapping[str, str]
) -> dict[str, str]:
    """Return what Twikey should know of a customer today.

    The e-mail is the same address of the customer as ``before``: an invoicing address
    that goes on invoices as a copy never takes the place of the primary one.
    """
    source = before.get(_EMAIL_OF, _INVOICING)
    fields = payer_of(customer, None, policy).as_facts()
    del fields[_NUMBER]
    if source == _PRIMARY:
        own = addresses(customer.primary_email)
        fields |= {_EMAIL: own[0] if own else ""}
    filled = {name: value for name, value in fields.items() if value}
    return {**filled, _EMAIL_OF: source}


def changes_since(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """Return the filled fields that differ; one that was emptied stays at Twikey."""
    return {
        name: value
        for name, value in now.items()
        if name != _EMAIL_OF and before.get(name) != value
    }


def still_certain(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """Return what Twikey has for certain after one more invoice of a customer.

    Whether a create changes a customer that is there is not documented. So a field that
    differs counts as unknown and goes with the next change, and all of them do where
    nobody knows what was sent. The e-mail is left as it was, because only a change at
    the customer may touch it.
    """
    return {
        name: value
        for name, value in before.items()
        if name in (_EMAIL, _EMAIL_OF) or (now and now.get(name, value) == value)
    }


def _source_of(email: str | None, customer: Customer) -> str:
    invoicing = addresses(customer.invoicing_email)[:1]
    return _INVOICING if email is None or email in invoicing else _PRIMARY
