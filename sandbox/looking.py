"""Looking into the demo's company: what a story needs to find there."""

from __future__ import annotations

from sandbox.teamleader import Invoice, TeamleaderStandIn
from sandbox.together import StandIns
from sandbox.twikey import Mail

REGULAR_CUSTOMER = "Bakkerij Zonneveld & Zonen"


def regular_customer(teamleader: TeamleaderStandIn) -> str:
    """Return the id of a customer everything is right with."""
    companies = teamleader.books.companies.values()
    return next(one.id for one in companies if one.name == REGULAR_CUSTOMER)


def nameless(teamleader: TeamleaderStandIn) -> Invoice:
    """Return an invoice of a customer without a name."""
    books = teamleader.books
    return next(
        invoice
        for invoice in books.invoices.values()
        if invoice.number
        and invoice.customer.id in books.companies
        and not books.companies[invoice.customer.id].name.strip()
    )


def copies(stand_ins: StandIns, number: str) -> int:
    """Count the invoices Twikey has under a number."""
    at_twikey = stand_ins.twikey.invoices.values()
    return sum(invoice.number == number for invoice in at_twikey)


def mails(stand_ins: StandIns, number: str) -> list[Mail]:
    """Return the invitations Twikey sent for a number."""
    return [mail for mail in stand_ins.twikey.outbox if mail.number == number]
