"""Teamleader's JSON into our words; pure. Unknown fields are left alone.

A row that cannot be read becomes an ``UnreadableInvoice``: it is shown as unknown and
hides none of its neighbours.
"""

from __future__ import annotations

from decimal import Decimal

from core.adapters.outline import outline
from core.adapters.reading import Misshapen, Node
from core.domain.invoice import (
    CreditNote,
    CustomerId,
    CustomerKind,
    CustomerRef,
    CustomFieldId,
    DepartmentId,
    Invoice,
    InvoiceDetail,
    InvoiceStatus,
    Payment,
    SourceId,
)
from core.domain.money import Money
from core.ports import Department, FullInvoice, Row, UnreadableInvoice

_SMALL = Decimal(10) ** 15


def row(node: Node) -> Row:
    """Read a row of the list of invoices; never raises."""
    try:
        return invoice(Node(node.value))
    except Misshapen as error:
        source_id = node["id"].loose_text()
        return UnreadableInvoice(
            source_id=SourceId(source_id) if source_id else None,
            number=node["invoice_number"].loose_text(),
            outline=f"{error}; {outline(node.value)}",
        )


def full(node: Node) -> FullInvoice:
    """Read a whole invoice; raises ``Misshapen``."""
    return FullInvoice(invoice(node), detail(node))


def invoice(node: Node) -> Invoice:
    """Read what list and full invoice have in common; raises ``Misshapen``."""
    total = total_of(node["total"])
    status = node["status"].member(InvoiceStatus)
    return Invoice(
        source_id=SourceId(node["id"].text()),
        number=_number(node["invoice_number"], status),
        status=status,
        department_id=DepartmentId(node["department"]["id"].text()),
        customer=_customer_ref(node["invoicee"]["customer"]),
        customer_name=node["invoicee"]["name"].loose_text(),
        total=total,
        due=_due(node["total"]["due"], total),
        created_at=node["created_at"].moment(),
        updated_at=node["updated_at"].moment(),
        invoiced_on=node["invoice_date"].maybe_day(),
        due_on=node["due_on"].maybe_day(),
        paid=node["paid"].flag(),
        paid_at=node["paid_at"].loose_moment(),
        sent=node["sent"].flag(),
        payment_reference=node["payment_reference"].maybe_text(),
        web_url=_address(node["web_url"]),
        subscription_id=node["subscription"]["id"].loose_text(),
    )


def total_of(node: Node) -> Money:
    """Read what is to be paid in all: after withheld taxes, where there are any."""
    payable = node["payable"]
    return (node["tax_inclusive"] if payable.is_absent else payable).money()


def detail(node: Node) -> InvoiceDetail:
    """Read what only the full invoice tells; raises ``Misshapen``."""
    return InvoiceDetail(
        source_id=SourceId(node["id"].text()),
        email=node["invoicee"]["email"].loose_text(),
        attention=_attention(node["invoicee"]["for_attention_of"]["contact"]),
        payments=tuple(
            Payment(each["paid_at"].loose_moment(), each["payment"].money())
            for each in node["payments"].items()
        ),
        on_hold_since=node["on_hold_since"].maybe_day(),
        custom_fields=custom_fields(node["custom_fields"]),
    )


def credit_note(node: Node) -> CreditNote:
    """Read a credit note; its sign is not settled, so the amount is made positive."""
    total = total_of(node["total"])
    source_id = node["invoice"]["id"].maybe_text()
    return CreditNote(
        id=node["id"].text(),
        source_id=SourceId(source_id) if source_id else None,
        number=node["credit_note_number"].loose_text(),
        total=Money(abs(total.amount), total.currency),
        updated_at=node["updated_at"].moment(),
    )


def only_one(node: Node) -> Node:
    """Return the object itself where the answer wraps it in a list.

    The API description gives a full credit note as a list of one.
    """
    if not isinstance(node.value, list):
        return node
    each = list(node.items())
    if len(each) != 1:
        raise node.wrong("not exactly one")
    return each[0]


def department(node: Node) -> Department:
    """Read a department; one without a name is called by its id."""
    id_ = node["id"].text()
    return Department(DepartmentId(id_), node["name"].loose_text() or id_)


def account(node: Node) -> str:
    """Read which account the connected user belongs to."""
    return node["account"]["id"].text()


def custom_fields(node: Node) -> dict[CustomFieldId, object]:
    """Read custom fields by definition; a field without one is left out."""
    found: dict[CustomFieldId, object] = {}
    for each in node.loose_items():
        definition = each["definition"]["id"].loose_text()
        if definition is not None:
            found[CustomFieldId(definition)] = _field_value(each["value"])
    return found


def _field_value(node: Node) -> object:
    value = node.value
    if isinstance(value, str):
        return node.loose_text()
    if isinstance(value, Decimal) and abs(value) < _SMALL and value == int(value):
        # A number field may come as 4021.0; what people typed was 4021.
        return int(value)
    return value


def _number(node: Node, status: InvoiceStatus) -> str | None:
    number = node.maybe_text()
    if number is None and status is not InvoiceStatus.DRAFT:
        raise node.wrong("no number on a booked invoice")
    return number


def _due(node: Node, total: Money) -> Money:
    if node.is_absent:
        return total
    due = node.money()
    if due.currency != total.currency:
        raise node["currency"].wrong("not the currency of the total")
    return due


def _customer_ref(node: Node) -> CustomerRef | None:
    if node["id"].is_absent:
        return None
    kind = node["type"].member(CustomerKind)
    return CustomerRef(kind, CustomerId(node["id"].text()))


def _attention(node: Node) -> CustomerRef | None:
    """Read the person an invoice is for the attention of; only a help, never wrong."""
    id_ = node["id"].loose_text()
    return CustomerRef(CustomerKind.CONTACT, CustomerId(id_)) if id_ else None


def _address(node: Node) -> str | None:
    found = node.loose_text()
    return found if found and found.startswith(("https://", "http://")) else None
