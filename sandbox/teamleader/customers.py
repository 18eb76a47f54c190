"""The operations on companies and contacts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from sandbox.teamleader.answers import Operations, data, payload
from sandbox.teamleader.asking import Ask, Given, Json
from sandbox.teamleader.books import found
from sandbox.teamleader.filters import (
    among_ids,
    has_id,
    mentions,
    one_status,
    same_text,
    since,
)
from sandbox.teamleader.lists import Filter, Listing
from sandbox.teamleader.parties import Company, Contact, Customer
from sandbox.teamleader.settling import Settling
from sandbox.teamleader.shapes import custom_fields, iso, payment_term, ref
from sandbox.wire import Response

C = TypeVar("C", Company, Contact)


class Customers:
    """Reads companies and contacts."""

    def __init__(self, desk: Settling) -> None:
        self._desk = desk
        self._companies = self._company_listing()
        self._contacts = self._contact_listing()

    def operations(self) -> Operations:
        """Return the operations by name."""
        return {
            "companies.list": self.list_companies,
            "companies.info": self.company,
            "contacts.list": self.list_contacts,
            "contacts.info": self.contact,
        }

    def list_companies(self, ask: Ask) -> Response:
        """List companies."""
        return payload(self._companies.answer(ask, self._desk.switches))

    def list_contacts(self, ask: Ask) -> Response:
        """List contacts."""
        return payload(self._contacts.answer(ask, self._desk.switches))

    def company(self, ask: Ask) -> Response:
        """Show one company in full."""
        ask.expect("id", "includes")
        company = found(self._desk.books.companies, ask.id(), "Company")
        fields = custom_fields(self._desk, "company", company.custom_fields)
        shown = self._company(company) | _full(company)
        return data(shown | {"custom_fields": fields})

    def contact(self, ask: Ask) -> Response:
        """Show one contact in full; the VAT number is here only."""
        ask.expect("id", "includes")
        contact = found(self._desk.books.contacts, ask.id(), "Contact")
        shown = self._contact(contact) | _full(contact)
        shown["vat_number"] = contact.vat_number
        shown["companies"] = [_membership(each) for each in contact.company_ids]
        fields = custom_fields(self._desk, "contact", contact.custom_fields)
        return data(shown | {"custom_fields": fields})

    def _company_listing(self) -> Listing[Company]:
        return Listing(
            rows=lambda: self._desk.books.companies.values(),
            show=lambda each, includes: (
                self._company(each) | _of_list(each) | self._fields(each, includes)
            ),
            filters={
                **_filters(Company, lambda each: (each.name, each.vat_number)),
                "vat_number": same_text(lambda each: each.vat_number),
                "national_identification_number": same_text(
                    lambda each: each.national_identification_number
                ),
            },
            sorts=_sorts(Company),
            includes=frozenset({"custom_fields"}),
        )

    def _contact_listing(self) -> Listing[Contact]:
        return Listing(
            rows=lambda: self._desk.books.contacts.values(),
            show=lambda each, includes: (
                self._contact(each) | _of_list(each) | self._fields(each, includes)
            ),
            filters={
                **_filters(Contact, lambda each: (each.shown_name, each.email)),
                "company_id": has_id(lambda each: each.company_ids),
            },
            sorts=_sorts(Contact),
            includes=frozenset({"custom_fields"}),
        )

    def _fields(self, customer: Company | Contact, includes: frozenset[str]) -> Json:
        if "custom_fields" not in includes:
            return {}
        values = customer.custom_fields
        return {"custom_fields": custom_fields(self._desk, customer.kind, values)}

    def _company(self, company: Company) -> Json:
        return {
            "id": company.id,
            "name": company.name,
            "vat_number": company.vat_number,
            "business_type": None,
            "preferred_currency": None,
            "responsible_user": ref("user", self._desk.user_id),
            "web_url": f"{self._desk.public_url}/company_detail.php?id={company.id}",
            **_common(company),
        }

    def _contact(self, contact: Contact) -> Json:
        return {
            "id": contact.id,
            "first_name": contact.first_name,
            "last_name": contact.last_name,
            "salutation": contact.salutation,
            "gender": None,
            "birthdate": None,
            "web_url": f"{self._desk.public_url}/contact_detail.php?id={contact.id}",
            **_common(contact),
        }


def _common(customer: Company | Contact) -> Json:
    return {
        "status": customer.status,
        "national_identification_number": customer.national_identification_number,
        "emails": _emails(customer),
        "telephones": _telephones(customer),
        "website": customer.website,
        "iban": customer.iban,
        "bic": customer.bic,
        "language": customer.language,
        "payment_term": payment_term(customer.payment_days),
        "invoicing_preferences": {"electronic_invoicing_address": None},
        "marketing_mails_consent": False,
        "tags": list(customer.tags),
        "added_at": iso(customer.added_at),
        "updated_at": iso(customer.updated_at),
    }


def _emails(customer: Company | Contact) -> list[Json]:
    kinds = [("primary", customer.email)]
    if customer.kind == "company":
        kinds.append(("invoicing", customer.invoicing_email))
    return [{"type": kind, "email": email} for kind, email in kinds if email]


def _telephones(customer: Company | Contact) -> list[Json]:
    kinds = [("phone", customer.phone)]
    if customer.kind == "contact":
        kinds.append(("mobile", customer.mobile))
    return [{"type": kind, "number": number} for kind, number in kinds if number]


def _address(customer: Customer) -> Json | None:
    if customer.street is None and customer.city is None:
        return None
    return {
        "line_1": customer.street,
        "postal_code": customer.postal_code,
        "city": customer.city,
        "country": customer.country,
        "area_level_two": None,
    }


def _of_list(customer: Customer) -> Json:
    return {"primary_address": _address(customer)}


def _full(customer: Customer) -> Json:
    kinds = (("primary", _address(customer)), ("invoicing", customer.invoicing_address))
    shown = [{"type": kind, "address": address} for kind, address in kinds if address]
    return {"addresses": shown, "remarks": customer.remarks, "price_list": None}


def _membership(company_id: str) -> Json:
    return {
        "position": None,
        "secondary_position": None,
        "division": None,
        "decision_maker": False,
        "company": ref("company", company_id),
    }


def _filters(
    _: type[C], texts: Callable[[C], Iterable[str | None]]
) -> dict[str, Filter[C]]:
    return {
        "ids": among_ids(lambda each: each.id),
        "term": mentions(texts),
        "status": one_status(lambda each: each.status, ("active", "deactivated")),
        "updated_since": since(lambda each: each.updated_at),
        "email": _by_email,
    }


def _by_email(given: Given) -> Callable[[C], bool]:
    given.part("type").one_of(("primary",))
    wanted = given.part("email").text().casefold()
    return lambda each: (each.email or "").casefold() == wanted


def _sorts(_: type[C]) -> dict[str, Callable[[C], object]]:
    return {
        "name": lambda each: each.shown_name,
        "added_at": lambda each: each.added_at,
        "updated_at": lambda each: each.updated_at,
    }
