"""Bulk create: taken in at once, told only when polled often enough."""

from __future__ import annotations

from typing import Any

from sandbox.twikey import creating, fields
from sandbox.twikey.model import Visit
from sandbox.twikey.problems import ApiProblem
from sandbox.twikey.world import World
from sandbox.wire import Response

MOST = 5000


def submit(world: World, visit: Visit) -> Response:
    """Answer ``POST /creditor/invoice/bulk`` with the id of the batch.

    A bad element does not sink the others.
    """
    orders = fields.parsed(visit.request)
    if not isinstance(orders, list) or not 0 < len(orders) <= MOST:
        raise ApiProblem("err_invalid_params")
    batch = world.new_id()
    results = [_one(world, each) for each in orders]
    busy = world.switches.bulk_busy_polls
    world.batches[batch] = {"busy": busy, "results": results}
    return Response.of_json({"batchId": batch})


def result(world: World, visit: Visit) -> Response:
    """Answer the poll: 409 while busy, then one status per element."""
    batch = world.batches.get(visit.request.query_dict().get("batchId", ""))
    if batch is None:
        raise ApiProblem("err_not_found")
    if batch["busy"] > 0:
        batch["busy"] -= 1
        return Response(409)
    return Response.of_json(batch["results"])


def _one(world: World, body: Any) -> dict[str, Any]:
    sent = body if isinstance(body, dict) else {}
    try:
        invoice = creating.create(world, creating.Order(sent, source="bulk"))
    except ApiProblem as problem:
        return {"id": sent.get("id"), "status": problem.code}
    return {"id": invoice.id, "status": "OK"}
