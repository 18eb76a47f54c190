"""Twikey's JSON into our words; pure. Only id, number and state are always there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.adapters.reading import Misshapen, Node
from core.domain.mandate import Mandate
from core.domain.money import Money
from core.domain.target import TargetId, TargetInvoice, TargetState
from core.ports import FeedPage
from core.ports.mandates import MandatePage
from core.ports.target import KeptCustomer

_PROFILE_NAMES = ("ct", "template", "profile")
_TEMPLATE_KEYS = frozenset({"templateid", "ct", "template"})


@dataclass(frozen=True)
class ListedProfile:
    """A profile as Twikey lists it: which exist, not how they behave."""

    id: str
    name: str


def invoice(node: Node) -> TargetInvoice:
    """Read an invoice; raises ``Misshapen`` if its id or number is not there."""
    return TargetInvoice(
        id=TargetId(node["id"].text()),
        number=_number(node["number"]),
        state=_state(node),
        amount=_amount(node["amount"]),
        invoiced_on=_day(node["date"]),
        due_on=_day(node["duedate"]),
        remittance=node["remittance"].loose_text(),
        title=node["title"].loose_text(),
        ref=node["ref"].loose_text(),
        customer_number=_id(node["customer"]["customerNumber"]),
        profile_id=_id(node["ct"]),
        url=node["url"].loose_text(),
    )


def feed_page(node: Node, position: int | None) -> FeedPage:
    """Read a page of the invoice feed; raises ``Misshapen``."""
    invoices = node["Invoices"]
    if invoices.is_absent:
        raise invoices.wrong("not a list")
    return FeedPage(tuple(invoice(each) for each in invoices.items()), position)


def mandate_page(node: Node, position: int | None) -> MandatePage:
    """Read a page of the mandate feed; raises ``Misshapen``.

    A message that names no mandate says nothing to us, and stops nothing.
    """
    messages = node["Messages"]
    if messages.is_absent:
        raise messages.wrong("not a list")
    each = list(messages.items())
    told = (mandate(message) for message in each)
    return MandatePage(tuple(one for one in told if one), position, len(each))


def mandate(node: Node) -> Mandate | None:
    """Read one event of a mandate: it was signed, amended or cancelled.

    Which member holds our customer number is not described: the contact details carry
    it next to the debtor's own id, else that id may be it.
    """
    held = node["Mndt"]
    number = node["OrgnlMndtId"].loose_text() or held["MndtId"].loose_text()
    if number is None:
        return None
    debtor = held["Dbtr"]
    return Mandate(
        number=number,
        customer_number=_id(debtor["CtctDtls"]["Othr"]) or _id(debtor["Id"]),
        profile_id=_template(held["SplmtryData"]),
        is_signed=node["CxlRsn"].is_absent,
        at=node["EvtTime"].loose_moment(),
    )


def kept_customer(node: Node, number: str) -> KeptCustomer:
    """Read what Twikey keeps on a customer; never raises.

    An answer that is not about this customer says nothing.
    """
    if _id(node["customerNumber"]) != number:
        return KeptCustomer()
    told = (_id(node[name]) for name in _PROFILE_NAMES)
    return KeptCustomer(is_known=True, profile_id=next(filter(None, told), None))


def profiles(node: Node) -> tuple[ListedProfile, ...]:
    """Read the active profiles; raises ``Misshapen``."""
    if node.is_absent:
        raise node.wrong("not a list")
    return tuple(
        ListedProfile(id_, each["name"].loose_text() or id_)
        for each in node.items()
        if (id_ := _id(each["id"])) is not None and each["active"].value is not False
    )


def _template(node: Node) -> str | None:
    for each in node.loose_items():
        key = each["Key"].loose_text() or ""
        if key.lower() in _TEMPLATE_KEYS:
            return _id(each["Value"])
    return None


def _number(node: Node) -> str:
    return _id(node) or node.text()


def _id(node: Node) -> str | None:
    """Read what may come as a text or as a whole number."""
    if isinstance(node.value, int) and not isinstance(node.value, bool):
        return str(node.value)
    return node.loose_text()


def _state(node: Node) -> TargetState:
    """Read the state; older answers call it status, new ones are unknown to us."""
    stated = node["state"].loose_text() or node["status"].loose_text() or ""
    try:
        return TargetState(stated.upper())
    except ValueError:
        return TargetState.OTHER


def _amount(node: Node) -> Money | None:
    """Read an amount; Twikey's are in euro and come as a number or a text."""
    try:
        return Money(node.amount())
    except Misshapen:
        return None


def _day(node: Node) -> date | None:
    try:
        return node.maybe_day()
    except Misshapen:
        return None
