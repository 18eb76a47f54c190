"""The operations on the account itself: user, settings, webhooks."""

from __future__ import annotations

from sandbox.teamleader.answers import Operations, data, done, payload
from sandbox.teamleader.asking import Ask, Json
from sandbox.teamleader.books import Definition
from sandbox.teamleader.desk import TIME_ZONE
from sandbox.teamleader.filters import among_ids, one_status, statuses
from sandbox.teamleader.lists import Listing
from sandbox.teamleader.parties import Department
from sandbox.teamleader.settling import Settling
from sandbox.teamleader.shapes import ref
from sandbox.wire import Response

CONTEXTS = (
    "contact", "company", "deal", "project", "milestone", "product", "invoice",
    "subscription", "ticket",
)  # fmt: skip


class Account:
    """Who and what this account is."""

    def __init__(self, desk: Settling) -> None:
        self._desk = desk
        self._departments = _departments(desk)
        self._definitions = _definitions(desk)

    def operations(self) -> Operations:
        """Return the operations by name."""
        return {
            "users.me": self.me,
            "departments.list": self.departments,
            "customFieldDefinitions.list": self.definitions,
            "paymentMethods.list": self.payment_methods,
            "webhooks.register": self.register,
            "webhooks.unregister": self.unregister,
            "webhooks.list": self.webhooks,
        }

    def me(self, ask: Ask) -> Response:
        """Show the user who consented, and the account's id."""
        ask.expect()
        return data(
            {
                "id": self._desk.user_id,
                "account": ref("account", self._desk.account_id),
                "first_name": "Sofie",
                "last_name": "Proef",
                "email": "sofie@bill.example",
                "email_verification_status": "confirmed",
                "telephones": [],
                "language": "nl-BE",
                "function": "Boekhouding",
                "time_zone": TIME_ZONE,
                "preferences": {
                    "invoiceable": True,
                    "historic_time_tracking_limit": None,
                    "whitelabeling": False,
                },
                "teams": [],
            }
        )

    def departments(self, ask: Ask) -> Response:
        """List departments, all at once."""
        return payload(self._departments.answer(ask, self._desk.switches))

    def definitions(self, ask: Ask) -> Response:
        """List custom field definitions, 20 to a page like everything else."""
        return payload(self._definitions.answer(ask, self._desk.switches))

    def payment_methods(self, ask: Ask) -> Response:
        """List the ways to pay."""
        ask.expect("filter", "page", "sort")
        methods = self._desk.payment_methods.items()
        rows = [{"id": i, "name": name, "status": "active"} for i, name in methods]
        return data(rows)

    def register(self, ask: Ask) -> Response:
        """Register an address for some types of events."""
        ask.expect("url", "types")
        types = ask.given("types").list()
        self._desk.hooks.register(ask.given("url").text(), types)
        return done()

    def unregister(self, ask: Ask) -> Response:
        """Take types off an address."""
        ask.expect("url", "types")
        types = ask.given("types").list()
        self._desk.hooks.unregister(ask.given("url").text(), types)
        return done()

    def webhooks(self, ask: Ask) -> Response:
        """List the registered addresses by URL."""
        ask.expect()
        known = sorted(self._desk.hooks.registered.items())
        return data([{"url": url, "types": sorted(types)} for url, types in known])


def _departments(desk: Settling) -> Listing[Department]:
    return Listing(
        rows=lambda: desk.books.departments.values(),
        show=lambda each, _: _department(each),
        filters={
            "ids": among_ids(lambda each: each.id),
            "status": statuses(lambda each: each.status, ("active", "archived")),
        },
        sorts={"name": lambda each: each.name},
        paged=False,
    )


def _department(each: Department) -> Json:
    emails = [{"type": "primary", "email": each.email}] if each.email else []
    return {
        "id": each.id,
        "name": each.name,
        "vat_number": each.vat_number,
        "currency": each.currency,
        "emails": emails,
        "status": each.status,
    }


def _definitions(desk: Settling) -> Listing[Definition]:
    return Listing(
        rows=lambda: desk.books.definitions.values(),
        show=lambda each, _: _definition(each),
        filters={
            "ids": among_ids(lambda each: each.id),
            "context": one_status(lambda each: each.context, CONTEXTS),
        },
        sorts={
            "label": lambda each: each.label,
            "context": lambda each: each.context,
        },
    )


def _definition(each: Definition) -> Json:
    shown: Json = {
        "id": each.id,
        "context": each.context,
        "type": each.type,
        "label": each.label,
        "group": each.group,
        "required": each.required,
    }
    if each.options:
        options = [{"id": i, "value": text} for i, text in each.options]
        shown["configuration"] = {"options": options, "extra_option_allowed": False}
    return shown
