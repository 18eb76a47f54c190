"""The mandate feed, in every shape it may have."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from core.adapters.reading import Misshapen, Node
from core.adapters.twikey import TwikeyClient, mapping
from core.domain.mandate import Mandate, beside
from core.errors import RemoteRefused, UnexpectedResponse
from core.ports.mandates import MandatePage
from sandbox.wire import Request, Response
from tests.adapters.json_values import anything
from tests.adapters.twikey.conftest import World

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
MNDT: dict[str, Any] = {
    "MndtId": "CORE7",
    "LclInstrm": "CORE",
    "Dbtr": {"Nm": "Claes", "Id": "K-1"},
    "DbtrAcct": "BE51561419613262",
    "SplmtryData": [{"Key": "other", "Value": 1}, {"Key": "TemplateId", "Value": 4021}],
}
OTHER = {"Id": "BE0123456749", "CtctDtls": {"Othr": "K-1"}}
TIME = {"EvtTime": "2026-03-01T08:00:00Z"}
SIGNED = Mandate("CORE7", "K-1", "4021", is_signed=True, at=AT)


@pytest.mark.parametrize(
    ("message", "mandate"),
    [
        ({"Mndt": MNDT, **TIME}, SIGNED),
        ({"Mndt": MNDT}, Mandate("CORE7", "K-1", "4021")),
        ({"Mndt": {**MNDT, "Dbtr": OTHER}, **TIME}, SIGNED),
        ({"Mndt": {**MNDT, "Dbtr": {"Id": 311}}, **TIME},
         Mandate("CORE7", "311", "4021", at=AT)),
        (
            {"AmdmntRsn": {"Rsn": "X"}, "Mndt": MNDT, "OrgnlMndtId": "CORE7", **TIME},
            SIGNED,
        ),
        (
            {"CxlRsn": {"Rsn": "MD16"}, "OrgnlMndtId": "CORE7", **TIME},
            Mandate("CORE7", is_signed=False, at=AT),
        ),
        ({"Mndt": {"MndtId": "CORE7"}}, Mandate("CORE7")),
        ({"Mndt": {}}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_an_event_is_read(message: dict[str, Any], mandate: Mandate | None) -> None:
    assert mapping.mandate(Node(message)) == mandate


def test_a_message_that_says_nothing_stops_nothing() -> None:
    messages = [{}, {"Mndt": MNDT, **TIME}, {"new": 1}]

    page = mapping.mandate_page(Node({"Messages": messages}), 9)

    assert page == MandatePage((SIGNED,), 9, 3)
    assert not page.is_empty


@given(anything)
def test_arbitrary_json_is_only_ever_misshapen(value: object) -> None:
    mapping.mandate(Node(value))
    with pytest.raises(Misshapen):
        mapping.mandate_page(Node(value), 1)


async def test_the_feed_is_read_to_its_end(world: World, client: TwikeyClient) -> None:
    customer = {"customerNumber": "K-1", "companyName": "Claes"}
    world.standin.add_invoice("OLD-1", "10.00", customer=customer)
    world.standin.switches.feed_page_size = 2
    for _ in range(3):
        world.standin.sign_mandate("K-1", 4021)

    pages = [page async for page in client.mandates(0)]

    assert [len(page.mandates) for page in pages] == [2, 1]
    assert pages[-1].position is not None
    rest = [page async for page in client.mandates(pages[-1].position)]
    assert rest == []


async def test_a_key_without_the_right_is_refused(
    world: World, client: TwikeyClient
) -> None:
    world.standin.switches.mandate_feed = False

    with pytest.raises(RemoteRefused, match="err_not_authorised"):
        [page async for page in client.mandates(0)]


async def test_a_feed_of_another_shape_is_told_as_unexpected(
    world: World, client: TwikeyClient
) -> None:
    def doctor(request: Request, answer: Response) -> Response:
        odd = request.path.endswith("/mandate")
        return replace(answer, body=b'{"Contracts": []}') if odd else answer

    world.doctor = doctor

    with pytest.raises(UnexpectedResponse):
        [page async for page in client.mandates(0)]


@pytest.mark.parametrize(
    ("profiles", "signed", "own", "count"),
    [
        (["4022"], True, "4021", 1),
        (["4022", "4023"], True, "4021", 2),
        (["4021", "4022"], True, "4021", 0),
        (["4022"], False, "4021", 0),
        (["4022"], True, None, 0),
        ([None], True, "4021", 0),
        ([], True, "4021", 0),
    ],
)
def test_only_a_mandate_elsewhere_and_none_here_is_worth_telling(
    profiles: list[str | None], *, signed: bool, own: str | None, count: int
) -> None:
    mandates = [
        Mandate(f"C{n}", "K-1", profile, is_signed=signed)
        for n, profile in enumerate(profiles)
    ]

    assert len(beside(mandates, own)) == count
