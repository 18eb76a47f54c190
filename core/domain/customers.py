"""Who pays, as Twikey wants to know it: names, addresses and codes put right."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass

from core.domain.invoice import (
    Customer,
    CustomerKind,
    CustomFieldId,
    InvoiceDetail,
)
from core.domain.policy import Policy

_EMAIL = re.compile(r"^[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}$")
_IN_BRACKETS = re.compile(r"<([^<>]*)>")
_SPLIT = re.compile(r"[,;\s]+")
_NOT_CODE = re.compile(r"[^0-9A-Z]")
_LANGUAGES = frozenset({"en", "nl", "fr", "de", "it", "pt", "es"})
_EMAIL_MOST = 70


@dataclass(frozen=True)
class Payer:
    """The customer part of a submission; empty fields are left out when sent."""

    customer_number: str
    company_name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    language: str | None = None
    vat_number: str | None = None
    address: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country: str | None = None
    mobile: str | None = None

    def as_facts(self) -> dict[str, str]:
        """Return the filled fields by name."""
        return {name: value for name, value in asdict(self).items() if value}


def payer_of(customer: Customer, detail: InvoiceDetail | None, policy: Policy) -> Payer:
    """Describe a customer for Twikey; without an invoice as it stands by itself."""
    company = customer.ref.kind is CustomerKind.COMPANY
    found = addresses(detail.email if detail else None)
    found = found or addresses(customer.invoicing_email)
    found = found or addresses(customer.primary_email)
    return Payer(
        customer_number=customer_number(customer, policy),
        company_name=customer.name if company else None,
        first_name=None if company else _text(customer.first_name),
        last_name=None if company else _text(customer.last_name),
        email=found[0] if found else None,
        language=language(customer.language),
        vat_number=vat_number(customer.vat_number),
        address=_text(customer.address.line),
        postal_code=_text(customer.address.postal_code),
        city=_text(customer.address.city),
        country=country(customer.address.country),
        mobile=mobile(customer.mobile),
    )


def cc_addresses(
    customer: Customer, detail: InvoiceDetail, payer: Payer
) -> tuple[str, ...]:
    """Return who gets a copy: the company's invoicing address, and further ones.

    Several addresses in one field count as recipient and copies.
    """
    copies = (*addresses(detail.email), *addresses(customer.invoicing_email))
    return tuple(copy for copy in dict.fromkeys(copies) if copy != payer.email)


def customer_number(customer: Customer, policy: Policy) -> str:
    """Return the number the customer has at Twikey.

    The configured custom field if it is filled, else Teamleader's own id: never
    anything that could change with a name or an address.
    """
    for field_id in policy.customer_number_fields:
        value = customer.custom_fields.get(CustomFieldId(field_id))
        if isinstance(value, str | int) and str(value).strip():
            return str(value).strip()
    return customer.ref.id


def addresses(text: str | None) -> tuple[str, ...]:
    """Return the valid e-mail addresses in a field that people filled in."""
    if not text:
        return ()
    bracketed = _IN_BRACKETS.findall(text)
    parts = bracketed or _SPLIT.split(text)
    return tuple(
        dict.fromkeys(part.strip().lower() for part in parts if is_email(part.strip()))
    )


def is_email(text: str) -> bool:
    """Whether Twikey could take this as an e-mail address."""
    return len(text) <= _EMAIL_MOST and _EMAIL.match(text) is not None


def language(code: str | None) -> str | None:
    """Return a language Twikey knows, or ``None`` to leave it to the profile."""
    short = (code or "").strip().lower()[:2]
    return short if short in _LANGUAGES else None


def vat_number(text: str | None) -> str | None:
    """Return a VAT number without dots and spaces."""
    return _NOT_CODE.sub("", (text or "").upper()) or None


def country(code: str | None) -> str | None:
    """Return a two-letter country code, or ``None`` for anything else."""
    short = (code or "").strip().upper()
    return short if re.fullmatch(r"[A-Z]{2}", short) else None


def mobile(text: str | None) -> str | None:
    """Return a mobile number in international form, or ``None`` if it is not."""
    digits = re.sub(r"[^\d+]", "", text or "")
    digits = re.sub(r"^00", "+", digits)
    return digits if re.fullmatch(r"\+\d{8,15}", digits) else None


def _text(value: str | None) -> str | None:
    return (value or "").strip() or None
