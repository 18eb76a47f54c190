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
    world.tell("mandate", {"Mndt": _shown(mandate), "EvtTime": _at(mandate)})
    world.webhooks.queue(
        type="contract", mandateNumber=number, state="SIGNED", event="Sign"
    )
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


def _shown(mandate: Mandate) -> dict[str, Any]:
    return {
        "MndtId": mandate.number,
        "Dbtr": {"Id": mandate.customer_number},
        "SplmtryData": [{"Key": "TemplateId", "Value": mandate.ct}],
    }


def _at(mandate: Mandate) -> str:
    return mandate.signed_at.isoformat(timespec="seconds")
