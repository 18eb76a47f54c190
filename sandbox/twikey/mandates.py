"""Mandates: signing one, and asking which ones a customer has."""

from __future__ import annotations

from typing import Any

from sandbox.twikey.customers import known
from sandbox.twikey.model import Mandate, Visit
from sandbox.twikey.profiles import profile_id
from sandbox.twikey.world import World
from sandbox.wire import Response


def sign(world: World, customer_number: str, ct: int) -> Mandate:
    """Let a known customer sign a mandate in a profile.

    Invoices already there are not linked to it.
    """
    customer = known(world, customer_number)
    number = f"CORE{world.count()}"
    mandate = Mandate(number, customer.number, profile_id(world, ct), world.now())
    world.mandates[number] = mandate
    world.tell("mandate", {"Mndt": _shown(world, mandate), "EvtTime": _at(mandate)})
    _hint(world, mandate, "Sign")
    return mandate


def move(world: World, number: str, ct: int) -> Mandate:
    """Let the vendor bring a mandate over to another profile."""
    mandate = world.mandates[number]
    mandate.ct = profile_id(world, ct)
    world.tell(
        "mandate",
        {
            "AmdmntRsn": {"Rsn": "_T50"},
            "Mndt": _shown(world, mandate),
            "OrgnlMndtId": number,
            "EvtTime": _now(world),
        },
    )
    _hint(world, mandate, "Update")
    return mandate


def cancel(world: World, number: str) -> Mandate:
    """Let the customer withdraw; raises ``KeyError`` for an unknown mandate."""
    mandate = world.mandates[number]
    mandate.state = "CANCELLED"
    world.tell(
        "mandate",
        {
            "CxlRsn": {"Orgtr": {"Nm": "the customer"}, "Rsn": "MD16"},
            "OrgnlMndtId": number,
            "EvtTime": _now(world),
        },
    )
    _hint(world, mandate, "Cancel")
    return mandate


def query(world: World, visit: Visit) -> Response:
    """Answer ``GET /creditor/mandate/query?customerNumber=``."""
    wanted = visit.request.query_dict().get("customerNumber", "")
    found = [
        {
            "mndtId": each.number,
            "state": each.state,
            "customerNumber": each.customer_number,
            "ct": each.ct,
            "signDate": _at(each),
        }
        for each in world.mandates.values()
        if each.customer_number == wanted
    ]
    return Response.of_json({"Contracts": found})


def _shown(world: World, mandate: Mandate) -> dict[str, Any]:
    return {
        "MndtId": mandate.number,
        "Dbtr": _debtor(world, mandate),
        "SplmtryData": [{"Key": "TemplateId", "Value": mandate.ct}],
    }


def _debtor(world: World, mandate: Mandate) -> dict[str, Any]:
    number = mandate.customer_number
    if world.switches.mandate_customer == "Id":
        return {"Id": number}
    vat_number = world.customers[number].fields.get("vatno", "")
    return {"Id": vat_number, "CtctDtls": {"Othr": number}}


def _hint(world: World, mandate: Mandate, event: str) -> None:
    world.webhooks.queue(
        type="contract",
        mandateNumber=mandate.number,
        state=mandate.state,
        event=event,
    )


def _now(world: World) -> str:
    return world.now().isoformat(timespec="seconds")


def _at(mandate: Mandate) -> str:
    return mandate.signed_at.isoformat(timespec="seconds")
