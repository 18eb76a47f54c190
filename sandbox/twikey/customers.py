"""Customers: made on the fly by an invoice, changed by query parameters."""

from __future__ import annotations

from typing import Any

from sandbox.twikey import fields
from sandbox.twikey.model import Customer, Visit
from sandbox.twikey.problems import ApiProblem
from sandbox.twikey.profiles import profile_id
from sandbox.twikey.world import World
from sandbox.wire import Response

LIMITS = {
    "email": 70,
    "firstname": 50,
    "lastname": 50,
    "companyName": 140,
    "coc": 50,
    "vatno": 50,
    "l": 2,
    "address": 70,
    "city": 50,
    "zip": 50,
    "country": 2,
    "mobile": 50,
    "peppol": 50,
    "delivery": 20,
}
NUMBER_LENGTH = 50
SHOWN = (
    "email",
    "firstname",
    "lastname",
    "companyName",
    "address",
    "city",
    "zip",
    "country",
    "l",
)
_SPELLING = {name.lower(): name for name in LIMITS}


def checked(sent: fields.Body) -> dict[str, str]:
    """Return the known fields of a customer; others are ignored without a word.

    Upper and lower case in names do not matter: some samples write ``firstName``.
    """
    respelt = {_SPELLING.get(name.lower(), name): sent[name] for name in sent}
    country = respelt.get("country")
    fields.country(country if isinstance(country, str) else "")
    found = {
        name: fields.text(respelt, name, longest) for name, longest in LIMITS.items()
    }
    fields.email(found["email"], "email")
    fields.language(found["l"], "l")
    return {name: value for name, value in found.items() if value}


def of_invoice(world: World, body: fields.Body) -> Customer:
    """Find or make the customer an invoice names; raises ``ApiProblem`` for none."""
    if body.get("customer") is not None:
        return _inline(world, body["customer"])
    if body.get("customerByRef"):
        return known(world, fields.text(body, "customerByRef", NUMBER_LENGTH))
    if body.get("customerByDocument"):
        return _by_mandate(world, fields.text(body, "customerByDocument", 50))
    raise ApiProblem("err_missing_params", "customer")


def known(world: World, number: str) -> Customer:
    """Return the customer with this number; raises ``ApiProblem`` if unknown."""
    if number not in world.customers:
        raise ApiProblem("err_debtor_not_found", number)
    return world.customers[number]


def shown(customer: Customer) -> dict[str, Any]:
    """Return a customer as the API shows one."""
    found = {name: customer.fields[name] for name in SHOWN if name in customer.fields}
    return {
        "id": customer.id,
        "customerNumber": customer.number or None,
        **found,
        "mobile": customer.fields.get("mobile"),
    }


def read(world: World, visit: Visit) -> Response:
    """Answer ``GET /creditor/customer/{number}``, which is not documented."""
    if not world.switches.customer_get:
        return Response(404)
    (number,) = visit.args
    if number not in world.customers:
        raise ApiProblem("err_not_found", number)
    customer = world.customers[number]
    kept = {"ct": customer.ct} if world.switches.customer_shows_profile else {}
    return Response.of_json(shown(customer) | kept)


def change(world: World, visit: Visit) -> Response:
    """Answer ``PATCH``: only the query string counts, a body changes nothing."""
    customer = known(world, visit.args[0])
    sent = visit.request.query_dict()
    found = checked(sent)
    if "ct" in sent:
        customer.ct = profile_id(world, sent["ct"])
    if "companyName" not in found:
        found.pop("coc", None)
    _renumber(world, customer, fields.text(sent, "customerNumber", NUMBER_LENGTH))
    customer.fields.update(found)
    return Response(204)


def replace(world: World, visit: Visit) -> Response:
    """Answer ``PUT``: the form replaces everything, an unknown number is made."""
    (number,) = visit.args
    found = checked(visit.request.form())
    customer = world.customers.get(number) or _made(world, number)
    customer.fields = found
    world.customers[number] = customer
    return Response(204)


def remove(world: World, visit: Visit) -> Response:
    """Answer ``DELETE``; a customer with a mandate stays."""
    customer = known(world, visit.args[0])
    if any(each.customer_number == customer.number for each in world.mandates.values()):
        raise ApiProblem("err_remove_stale", customer.number)
    del world.customers[customer.number]
    return Response(204)


def _inline(world: World, sent: Any) -> Customer:
    if not isinstance(sent, dict):
        raise ApiProblem("err_invalid_params", "customer")
    number = fields.text(sent, "customerNumber", NUMBER_LENGTH)
    found = checked(sent)
    if not number and "email" not in found:
        raise ApiProblem("err_missing_params", "customerNumber")
    customer = world.customers.get(number) if number else _by_email(world, found)
    if customer is None:
        customer = _made(world, number)
        customer.fields = found
    elif world.switches.create_updates_customer:
        customer.fields.update(found)
    return customer


def remember(world: World, customer: Customer) -> None:
    """Keep a customer an accepted invoice brought along."""
    world.customers.setdefault(customer.number or customer.email, customer)


def _by_email(world: World, found: dict[str, str]) -> Customer | None:
    fitting = (e for e in world.customers.values() if e.email == found["email"])
    return next(fitting, None)


def _by_mandate(world: World, number: str) -> Customer:
    mandate = world.mandates.get(number)
    if mandate is None or mandate.state == "CANCELLED":
        raise ApiProblem("err_no_contract", number)
    return known(world, mandate.customer_number)


def _made(world: World, number: str) -> Customer:
    return Customer(world.count(), number)


def _renumber(world: World, customer: Customer, number: str) -> None:
    if not number or number == customer.number:
        return
    if number in world.customers:
        raise ApiProblem("err_duplicate_ref", number)
    world.customers.pop(customer.number)
    for mandate in world.mandates.values():
        if mandate.customer_number == customer.number:
            mandate.customer_number = number
    customer.number = number
    world.customers[number] = customer
