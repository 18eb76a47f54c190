"""Which path is which operation; the names are the ones faults are planned by."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.twikey import (
    bulk,
    customers,
    feed,
    invitations,
    invoices,
    mandates,
    profiles,
)
from sandbox.twikey.model import Visit
from sandbox.twikey.world import World
from sandbox.wire import Response

Answer = Callable[[World, Visit], Response]


@dataclass(frozen=True)
class Route:
    """One operation; ``feed`` is read by one at a time, ``limited`` per minute."""

    operation: str
    method: str
    pattern: re.Pattern[str]
    answer: Answer
    limited: bool = False
    feed: str = ""


def _route(operation: str, where: str, answer: Answer, **more: str | bool) -> Route:
    method, _, path = where.partition(" ")
    pattern = re.compile("/creditor" + path, re.DOTALL)
    limited, reads = bool(more.get("limited")), str(more.get("feed", ""))
    return Route(operation, method, pattern, answer, limited, reads)


ROUTES = (
    _route("invoice.create", "POST /invoice", invoices.create),
    _route("invoice.feed", "GET /invoice", feed.invoice_page, feed="invoice"),
    _route("bulk.create", "POST /invoice/bulk", bulk.submit),
    _route("bulk.result", "GET /invoice/bulk", bulk.result),
    _route(
        "payment.feed",
        "GET /invoice/payment/feed",
        feed.payment_page,
        feed="payment",
    ),
    _route("invoice.action", "POST /invoice/([^/]+)/action", invitations.act),
    _route("invoice.pdf", "GET /invoice/([^/]+)/pdf", invoices.pdf, limited=True),
    _route("invoice.detail", "GET /invoice/(.+)", invoices.detail, limited=True),
    _route("invoice.update", "PUT /invoice/([^/]+)", invoices.update),
    _route("invoice.delete", "DELETE /invoice/([^/]+)", invoices.delete),
    _route("customer.get", "GET /customer/(.+)", customers.read),
    _route("customer.update", "PATCH /customer/(.+)", customers.change),
    _route("customer.put", "PUT /customer/(.+)", customers.replace),
    _route("customer.delete", "DELETE /customer/(.+)", customers.remove),
    _route("profile.list", "GET /template", profiles.listed),
    _route("profile.methods", "GET /payment/methods", profiles.methods),
    _route("mandate.query", "GET /mandate/query", mandates.query, limited=True),
    _route("mandate.feed", "GET /mandate", feed.mandate_page, feed="mandate"),
)


def find(method: str, path: str) -> tuple[Route, tuple[str, ...]] | None:
    """Return the route of a request with its path parts, None if there is none."""
    for route in ROUTES:
        hit = route.pattern.fullmatch(path)
        if hit is not None and route.method == method:
            return route, hit.groups()
    return None
