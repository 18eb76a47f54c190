"""The page a person sees who follows the web link of an invoice."""

from __future__ import annotations

import html

from sandbox.teamleader.documents import state_of
from sandbox.teamleader.settling import Settling
from sandbox.wire import Request, Response

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><table>{rows}</table></body></html>
"""


def invoice_page(desk: Settling, request: Request) -> Response:
    """Show an invoice as a plain page."""
    invoice = desk.books.invoices.get(request.query_dict().get("id", ""))
    if invoice is None:
        return _page(404, "Invoice not found", {})
    now = desk.standing(invoice)
    facts: dict[str, object] = {
        "Customer": invoice.name,
        "Status": now.status,
        "Date": invoice.invoice_date or "",
        "Due on": invoice.due_on or "",
        "Total": f"{invoice.total} {invoice.currency}",
        "Due": f"{now.due} {invoice.currency}",
        "Reference": invoice.payment_reference or "",
        "PDF": state_of(desk, invoice),
    }
    return _page(200, f"Invoice {invoice.number or '(draft)'}", facts)


def _page(status: int, title: str, facts: dict[str, object]) -> Response:
    rows = "".join(
        f"<tr><th>{name}</th><td>{html.escape(str(value))}</td></tr>"
        for name, value in facts.items()
    )
    page = _PAGE.format(title=html.escape(title), rows=rows)
    headers = {"Content-Type": "text/html; charset=utf-8"}
    return Response(status, page.encode(), headers)
