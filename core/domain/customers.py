"""Who pays, as Twikey wants to know it: names, addresses and codes put right."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass

from core.domain.emails import addresses
from core.domain.invoice import (
    Customer,
    CustomerKind,
    CustomFieldId,
    InvoiceDetail,
)
from core.domain.policy import Policy

BELGIUM = "BE"
_NOT_CODE = re.compile(r"[^0-9A-Z]")
_VAT_WORD = re.compile(r"\b(?:BTW|TVA|VAT|UST|MWST|NR|ID)\b")
_OLD_BELGIAN = re.compile(r"BE[0-9]{9}")
_VAT_DIGITS = 6
_LANGUAGES = frozenset({"en", "nl", "fr", "de", "it", "pt", "es"})
_NUMBER_MOST = 50
"""Longest customer number that Twikey takes."""

_SHOWN_MOST = 100


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
    recipients = _recipients(customer, detail)
    return Payer(
        customer_number=customer_number(customer, policy),
        company_name=customer.name if company else None,
        first_name=None if company else _text(customer.first_name),
        last_name=None if company else _text(customer.last_name),
        email=recipients[0] if recipients else None,
        language=language(customer.language),
        vat_number=vat_number(customer.vat_number, customer.address.country),
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
    copies = (*_recipients(customer, detail), *addresses(customer.invoicing_email))
    return tuple(copy for copy in dict.fromkeys(copies) if copy != payer.email)


def needs_attention(customer: Customer, detail: InvoiceDetail) -> bool:
    """Whether the person an invoice is for the attention of is the one to mail."""
    first = addresses(detail.email) or addresses(customer.invoicing_email)
    return detail.attention is not None and not first


def customer_number(customer: Customer, policy: Policy) -> str:
    """Return the number the customer has at Twikey, which never changes by itself.

    The configured custom field if it is filled; else the number it was sent under
    before, so that a field that was emptied makes no second customer; else
    Teamleader's own id.
    """
    number = _number_in_fields(customer, policy)
    return number if isinstance(number, str) else customer.sent_as or customer.ref.id


def number_problem(customer: Customer, policy: Policy) -> str | None:
    """Return what the field for the number holds where that can be no number."""
    number = _number_in_fields(customer, policy)
    return number.seen if isinstance(number, _NoNumber) else None


@dataclass(frozen=True)
class _NoNumber:
    seen: str


def _number_in_fields(customer: Customer, policy: Policy) -> str | _NoNumber | None:
    for field_id in policy.customer_number_fields:
        value = customer.custom_fields.get(CustomFieldId(field_id))
        if value in (None, []) or (isinstance(value, str) and not value.strip()):
            continue
        return _number_of(value) or _NoNumber(str(value)[:_SHOWN_MOST])
    return None


def _number_of(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    number = str(value).strip()
    is_line = number.isprintable() and len(number) <= _NUMBER_MOST
    return number if is_line else None


def _recipients(customer: Customer, detail: InvoiceDetail | None) -> tuple[str, ...]:
    """Return the addresses of the first field that holds a valid one."""
    fields = (
        detail.email if detail else None,
        customer.invoicing_email,
        detail.attention_email if detail else None,
        customer.primary_email,
    )
    return next(filter(None, map(addresses, fields)), ())


def language(code: str | None) -> str | None:
    """Return a language Twikey knows, or ``None`` to leave it to the profile."""
    short = (code or "").strip().lower()[:2]
    return short if short in _LANGUAGES else None


def vat_number(text: str | None, country_code: str | None = None) -> str | None:
    """Return a VAT number without dots, spaces and words; ``None`` for none.

    A Belgian one may lack its country, and the older ones their leading zero. One that
    is too long is left as it is: Twikey says so, and a person is told.
    """
    plain = _NOT_CODE.sub("", _VAT_WORD.sub("", (text or "").upper()))
    if plain.isdecimal() and (country_code or "").strip().upper() == BELGIUM:
        plain = BELGIUM + plain
    if _OLD_BELGIAN.fullmatch(plain):
        plain = f"{BELGIUM}0{plain.removeprefix(BELGIUM)}"
    digits = sum(sign.isdecimal() for sign in plain)
    return plain if digits >= _VAT_DIGITS else None


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
