"""Twikey's JSON into our words; pure. Only id, number and state are always there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.adapters.reading import Misshapen, Node
from core.domain.money import Money
from core.domain.target import TargetId, TargetInvoice, TargetState


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


def page(node: Node) -> tuple[TargetInvoice, ...]:
    """Read a page of the feed; raises ``Misshapen``."""
    invoices = node["Invoices"]
    if invoices.is_absent:
        raise invoices.wrong("not a list")
    return tuple(invoice(each) for each in invoices.items())


def profiles(node: Node) -> tuple[ListedProfile, ...]:
    """Read the active profiles; raises ``Misshapen``."""
    if node.is_absent:
        raise node.wrong("not a list")
    return tuple(
        ListedProfile(id_, each["name"].loose_text() or id_)
        for each in node.items()
        if (id_ := _id(each["id"])) is not None and each["active"].value is not False
    )


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
