"""The calls on invoices: create, update, delete, read, and the PDF."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from sandbox.twikey import fields, payments
from sandbox.twikey.creating import Order
from sandbox.twikey.creating import create as store
from sandbox.twikey.invitations import is_wanted
from sandbox.twikey.model import Invoice, State, Visit
from sandbox.twikey.problems import ApiProblem
from sandbox.twikey.rendering import shown
from sandbox.twikey.world import World
from sandbox.wire import Response


def create(world: World, visit: Visit) -> Response:
    """Answer ``POST /creditor/invoice``."""
    order = Order(fields.parsed_object(visit.request), visit.request.headers)
    answer = _answer(world, store(world, order), set())
    if not world.switches.warning:
        return answer
    headers = {**answer.headers, "X-Warning": world.switches.warning}
    return Response(answer.status, answer.body, headers)


def update(world: World, visit: Visit) -> Response:
    """Answer ``PUT``; amount, number and customer are ignored without a word."""
    invoice = _by_id(world, visit.args[0])
    body = fields.parsed_object(visit.request)
    state = body.get("state") or body.get("status")
    content = fields.document(body)
    _check_move(invoice, state)
    title = fields.text(body, "title", 140)
    ref = fields.text(body, "ref", 255)
    date = fields.day(body, "date") if body.get("date") else invoice.date
    due = fields.day(body, "duedate") if body.get("duedate") else invoice.duedate
    invoice.title, invoice.ref = title or invoice.title, ref or invoice.ref
    invoice.date, invoice.duedate = date, due
    invoice.pdf = content or invoice.pdf
    _move(world, invoice, state)
    world.changed(invoice)
    return _answer(world, invoice, set())


def delete(world: World, visit: Visit) -> Response:
    """Answer ``DELETE``; an invoice being collected stays."""
    invoice = _by_id(world, visit.args[0])
    if invoice.state == "PENDING":
        raise ApiProblem("err_invalid_state", invoice.id)
    forget(world, invoice)
    return Response(204)


def detail(world: World, visit: Visit) -> Response:
    """Answer ``GET`` by id or number, and only if ``invite_state`` fits.

    A number with characters that need escaping finds nothing and says so with 200
    and an empty body.
    """
    (key,) = visit.args
    if quote(key, safe="") != key:
        return Response(200)
    invoice = world.invoices.get(key.lower()) or world.by_number(key)
    if invoice is None or not is_wanted(world, visit.request, invoice):
        raise ApiProblem("err_not_found", key)
    return _answer(world, invoice, visit.includes)


def pdf(world: World, visit: Visit) -> Response:
    """Answer ``GET .../pdf``; 404 when the invoice has none."""
    invoice = _by_id(world, visit.args[0])
    if invoice.pdf is None:
        return Response(404)
    named = f'attachment; filename="{quote(invoice.number)}.pdf"'
    headers = {"Content-Type": "application/pdf", "Content-Disposition": named}
    return Response(200, invoice.pdf, headers)


def forget(world: World, invoice: Invoice) -> None:
    """Take an invoice away; it disappears from the feed as well."""
    world.deleted[invoice.id] = world.invoices.pop(invoice.id)


def _by_id(world: World, key: str) -> Invoice:
    try:
        return world.invoices[str(UUID(key))]
    except (KeyError, ValueError) as unknown:
        raise ApiProblem("err_not_found", key) from unknown


def _answer(world: World, invoice: Invoice, includes: set[str]) -> Response:
    minimal = world.switches.minimal_reply
    return Response.of_json(shown(world, invoice, includes, minimal=minimal))


def _check_move(invoice: Invoice, state: object) -> None:
    if state not in (None, "booked", "archived", "paid"):
        raise ApiProblem("err_invalid_params", "state")
    if state == "archived" and invoice.state == "PENDING":
        raise ApiProblem("err_invalid_state", invoice.id)


def _move(world: World, invoice: Invoice, state: object) -> None:
    open_state: State = "EXPIRED" if invoice.duedate < world.today() else "BOOKED"
    if state == "paid":
        payments.settle_by_hand(world, invoice)
    elif state == "archived":
        invoice.state = "ARCHIVED"
    elif state == "booked" or invoice.state in ("BOOKED", "EXPIRED"):
        invoice.state = open_state
