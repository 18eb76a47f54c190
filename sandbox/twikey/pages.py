"""The page a customer pays on."""

from __future__ import annotations

from html import escape

from sandbox.twikey import payments
from sandbox.twikey.model import Invoice
from sandbox.twikey.world import World
from sandbox.wire import Request, Response

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Invoice {number}</title></head>
<body><h1>Invoice {number}</h1>
<p>{title}</p>
<p>EUR {amount}, due on {due}: <strong>{state}</strong></p>
{form}
</body></html>
"""
FORM = (
    '<form method="post" action="/invoice.html?{id}"><button>Pay EUR {open}</button>'
    "</form>"
)


def invoice_page(world: World, request: Request) -> Response:
    """Show an invoice to its payer; a POST pays it by payment link."""
    key = request.query[0][0] if request.query else ""
    invoice = world.invoices.get(key)
    if invoice is None:
        return Response(404, b"No such invoice", {"Content-Type": "text/plain"})
    if request.method == "POST":
        payments.pay_by_link(world, invoice)
    return _html(_page(invoice))


def _page(invoice: Invoice) -> str:
    payable = invoice.state in payments.PAYABLE and invoice.amount > 0
    form = FORM.format(id=invoice.id, open=invoice.open_amount) if payable else ""
    return PAGE.format(
        number=escape(invoice.number),
        title=escape(invoice.title),
        amount=invoice.amount,
        due=invoice.duedate,
        state=invoice.state,
        form=form,
    )


def _html(page: str) -> Response:
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": "default-src 'none'; form-action 'self'",
    }
    return Response(200, page.encode(), headers)
