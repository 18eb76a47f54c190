"""Teamleader's companies and contacts into our words; pure, and read loosely.

What is missing or odd stays empty: whether enough is left to bill somebody is a
question for the rules.
"""

from __future__ import annotations

from core.adapters.reading import Node
from core.adapters.teamleader.mapping import custom_fields
from core.adapters.territories import country_code, language_code
from core.domain.invoice import (
    Address,
    Customer,
    CustomerId,
    CustomerKind,
    CustomerRef,
)
from core.ports import ChangedCustomer


def customer(node: Node, ref: CustomerRef) -> Customer:
    """Read a row of companies or contacts; never raises."""
    company = ref.kind is CustomerKind.COMPANY
    return Customer(
        ref=ref,
        company_name=node["name"].loose_text() if company else None,
        first_name=None if company else node["first_name"].loose_text(),
        last_name=None if company else node["last_name"].loose_text(),
        primary_email=_of_type(node["emails"], "primary", "email"),
        invoicing_email=_of_type(node["emails"], "invoicing", "email"),
        language=language_code(node["language"].loose_text()),
        vat_number=node["vat_number"].loose_text(),
        mobile=_of_type(node["telephones"], "mobile", "number"),
        address=address(node["primary_address"]),
        custom_fields=custom_fields(node["custom_fields"]),
        web_url=_address_of_page(node["web_url"]),
    )


def changed(node: Node, *, kind: CustomerKind) -> ChangedCustomer:
    """Read who a row is and when it changed; raises ``Misshapen``."""
    ref = CustomerRef(kind, CustomerId(node["id"].text()))
    return ChangedCustomer(ref, node["updated_at"].moment())


def address(node: Node) -> Address:
    """Read a postal address."""
    return Address(
        line=node["line_1"].loose_text(),
        postal_code=node["postal_code"].loose_text(),
        city=node["city"].loose_text(),
        country=country_code(node["country"].loose_text()),
    )


def _address_of_page(node: Node) -> str | None:
    found = node.loose_text()
    return found if found and found.startswith(("https://", "http://")) else None


def _of_type(node: Node, kind: str, key: str) -> str | None:
    for each in node.loose_items():
        if each["type"].value == kind:
            return each[key].loose_text()
    return None
