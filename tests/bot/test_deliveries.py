"""What Teamleader posts is read with care."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deliveries import Delivery, Unread, read_delivery
from core.ports.watch import Hint
from core.registering import WANTED
from tests.bot.malformed import ACCOUNT, GOOD, ID, SIZE, corpus


def read(**changes: Any) -> Delivery | Unread:
    told = {key: value for key, value in (GOOD | changes).items() if value != "absent"}
    return read_delivery(json.dumps(told).encode())


def test_a_delivery_is_a_hint_and_its_account() -> None:
    assert read() == Delivery(Hint("invoice", ID, "invoice.booked"), ACCOUNT)


@pytest.mark.parametrize("event", WANTED)
def test_every_type_we_register_is_understood(event: str) -> None:
    delivery = read(type=event)

    assert isinstance(delivery, Delivery)
    assert delivery.hint == Hint(event.partition(".")[0], ID, event)
    assert delivery.is_about_the_account is event.startswith("account.")


@pytest.mark.parametrize(
    "event", ["invoice.sung", "deal.won", "invoice", "", "INVOICE.BOOKED", "é" * 999]
)
def test_an_unknown_type_is_told_from_a_broken_body(event: str) -> None:
    assert read(type=event) is Unread.UNKNOWN_TYPE


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": {"id": ID}},
        {"subject": {"type": "something", "id": ID}},
        {"subject": "absent", "id": ID},
        {"subject": {"type": "invoice", "id": ID.upper()}},
        {"id": "another"},
        {"meta": {"timestamp": "2026-03-10T09:00:00+00:00"}},
    ],
)
def test_other_shapes_say_the_same(changes: dict[str, Any]) -> None:
    assert read(**changes) == read()


@pytest.mark.parametrize("account", ["absent", None])
def test_the_account_may_be_missing(account: str | None) -> None:
    delivery = read(account=account)

    assert isinstance(delivery, Delivery)
    assert delivery.account is None
    assert not delivery.is_foreign_to(ACCOUNT)


def test_another_account_is_foreign_and_spelling_does_not_matter() -> None:
    delivery = read()

    assert isinstance(delivery, Delivery)
    assert delivery.is_foreign_to(ID)
    assert not delivery.is_foreign_to(ACCOUNT.upper())


def test_a_farewell_is_about_its_subject() -> None:
    ours = read(type="account.deleted", subject={"id": ACCOUNT})
    other = read(type="account.deleted", account="absent")

    assert isinstance(ours, Delivery)
    assert not ours.is_foreign_to(ACCOUNT)
    assert isinstance(other, Delivery)
    assert other.is_foreign_to(ACCOUNT)


def test_the_corpus_is_of_the_promised_size() -> None:
    assert len(set(corpus())) == SIZE == 200


@pytest.mark.parametrize("body", corpus(), ids=lambda body: repr(body[:40]))
def test_a_malformed_body_says_nothing(body: bytes) -> None:
    assert isinstance(read_delivery(body), Unread)


@given(st.binary(max_size=300))
def test_any_bytes_can_be_read(body: bytes) -> None:
    assert isinstance(read_delivery(body), Unread)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
    max_leaves=8,
)


@given(subject=_JSON, account=_JSON, type_=_JSON)
def test_any_json_can_be_read(subject: Any, account: Any, type_: Any) -> None:
    body = json.dumps({"subject": subject, "account": account, "type": type_})

    assert isinstance(read_delivery(body.encode()), Unread)


@given(st.sampled_from(WANTED), st.uuids(), st.uuids() | st.none())
def test_every_real_delivery_is_understood(event: str, id_: Any, account: Any) -> None:
    told = {"type": event, "subject": {"id": str(id_)}}
    if account is not None:
        told["account"] = {"id": str(account)}

    delivery = read_delivery(json.dumps(told).encode())

    assert isinstance(delivery, Delivery)
    assert (delivery.hint.id, delivery.hint.event) == (str(id_), event)
