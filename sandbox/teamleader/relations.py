"""What the vendor's user does with departments, customers and subscriptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from sandbox.teamleader.asking import Json, refused
from sandbox.teamleader.books import Definition, Subscription, found
from sandbox.teamleader.desk import Desk
from sandbox.teamleader.parties import Company, Contact, Customer, Department, Ref
from sandbox.teamleader.sums import Amount, cents


class DepartmentDetails(TypedDict, total=False):
    """What may be said about a department; next_number starts its counter."""

    prefix: str
    next_number: int
    next_credit_number: int
    vat_number: str | None
    currency: str
    email: str | None
    status: str


class CustomerDetails(TypedDict, total=False):
    """What may be said about a company or a contact."""

    salutation: str | None
    company_ids: list[str]
    email: str | None
    invoicing_email: str | None
    phone: str | None
    mobile: str | None
    vat_number: str | None
    national_identification_number: str | None
    street: str | None
    postal_code: str | None
    city: str | None
    country: str
    invoicing_address: Json | None
    iban: str | None
    bic: str | None
    language: str | None
    payment_days: int | None
    website: str | None
    remarks: str | None
    status: str
    tags: list[str]


class CustomerChanges(CustomerDetails, total=False):
    """What may change about them: the name of a company, the two of a person."""

    name: str
    first_name: str | None
    last_name: str


class SubscriptionDetails(TypedDict, total=False):
    """What may be said about a subscription."""

    department_id: str
    currency: str
    status: str
    starts_on: date
    next_renewal_date: date | None
    created_at: datetime
    custom_fields: dict[str, Any]


class Relations(Desk):
    """Departments, customers, subscriptions and their custom fields."""

    def add_department(self, name: str, **details: Unpack[DepartmentDetails]) -> str:
        """Add an entity that bills; its numbers start with the year by default."""
        department = Department(self.mint.id(), name, **details)
        department.prefix = department.prefix or str(self.today().year)
        self.books.departments[department.id] = department
        return department.id

    def add_company(self, name: str, **details: Unpack[CustomerDetails]) -> str:
        """Add a company."""
        now = self.moment()
        company = Company(self.mint.id(), now, now, name=name)
        _change(company, details)
        self.books.companies[company.id] = company
        self.announce("company.added", company.id)
        return company.id

    def add_contact(
        self,
        first_name: str | None,
        last_name: str,
        **details: Unpack[CustomerDetails],
    ) -> str:
        """Add a person."""
        now = self.moment()
        contact = Contact(self.mint.id(), now, now)
        _change(contact, {"first_name": first_name, "last_name": last_name, **details})
        self.books.contacts[contact.id] = contact
        self.announce("contact.added", contact.id)
        return contact.id

    def update_customer(
        self, customer_id: str, **details: Unpack[CustomerChanges]
    ) -> None:
        """Change a customer; booked invoices keep the old name and address."""
        customer = self.books.customer(customer_id)
        _change(customer, details)
        self.touch(customer)
        self.announce(f"{customer.kind}.updated", customer.id)

    def delete_customer(self, customer_id: str) -> None:
        """Delete a customer; invoices go on pointing to it."""
        kind = self.books.customer(customer_id).kind
        self.books.companies.pop(customer_id, None)
        self.books.contacts.pop(customer_id, None)
        self.announce(f"{kind}.deleted", customer_id)

    def customer_ref(self, customer_id: str) -> Ref:
        """Return the typed reference of a customer."""
        return Ref(self.books.customer(customer_id).kind, customer_id)

    def add_subscription(
        self,
        title: str,
        customer_id: str,
        total: Amount,
        **details: Unpack[SubscriptionDetails],
    ) -> str:
        """Add a subscription."""
        subscription = Subscription(
            id=self.mint.id(),
            title=title,
            department_id=self.any_department(),
            customer=self.customer_ref(customer_id),
            total=cents(total),
            created_at=self.moment(),
            starts_on=self.today(),
        )
        _change(subscription, details)
        self.books.subscriptions[subscription.id] = subscription
        self.announce("subscription.added", subscription.id)
        return subscription.id

    def deactivate_subscription(self, subscription_id: str) -> None:
        """End a subscription."""
        found(
            self.books.subscriptions, subscription_id, "Subscription"
        ).status = "deactivated"
        self.announce("subscription.deactivated", subscription_id)

    def any_department(self) -> str:
        """Return the first department, made on the spot if there is none."""
        for department_id in self.books.departments:
            return department_id
        return self.add_department("Koeltechniek Stand-in", email="info@bill.example")

    def any_customer(self) -> str:
        """Return the first company, made on the spot if there is none."""
        for company_id in self.books.companies:
            return company_id
        return self.add_company("Bakkerij Proef BV", email="bakkerij@customer.example")

    def add_custom_field_definition(
        self,
        context: str,
        label: str,
        kind: str = "single_line",
        options: tuple[str, ...] = (),
    ) -> str:
        """Define a custom field of, for instance, an "invoice" or "subscription"."""
        pairs = tuple((self.mint.id(), text) for text in options)
        definition = Definition(self.mint.id(), context, kind, label, pairs)
        self.books.definitions[definition.id] = definition
        return definition.id

    def rename_option(self, definition_id: str, old: str, new: str) -> None:
        """Rename an option of a select; values that hold the old text stay."""
        old_one = found(self.books.definitions, definition_id, "Definition")
        pairs = tuple((i, new if text == old else text) for i, text in old_one.options)
        self.books.definitions[definition_id] = Definition(
            old_one.id, old_one.context, old_one.type, old_one.label, pairs
        )

    def set_custom_field(self, owner_id: str, definition_id: str, value: Any) -> None:
        """Fill a custom field of an invoice, customer or subscription."""
        books = self.books
        if owner_id in books.subscriptions:
            books.subscriptions[owner_id].custom_fields[definition_id] = value
            self.announce("subscription.updated", owner_id)
            return
        if owner_id in books.invoices:
            invoice = books.invoices[owner_id]
            invoice.custom_fields[definition_id] = value
            self.touch(invoice)
            self.announce("invoice.updated", owner_id)
            return
        customer = books.customer(owner_id)
        customer.custom_fields[definition_id] = value
        self.touch(customer)
        self.announce(f"{customer.kind}.updated", owner_id)


def _change(thing: Customer | Subscription, details: Mapping[str, Any]) -> None:
    known = {each.name for each in fields(thing)} - {"id", "kind"}
    for name, value in details.items():
        if name not in known:
            raise refused(f"{name} does not exist here", name)
        setattr(thing, name, value)
