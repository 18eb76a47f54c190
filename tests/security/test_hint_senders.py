"""Whose hint it is: Teamleader's secret address, its account, and its types.

The signature itself is Twikey's, and tested case by case beside the bot's other tests.
"""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any
from urllib.parse import quote

import pytest

from storage.ledger import SqlLedger
from tests.bot.hook_world import API_KEY, SECRET
from tests.bot.malformed import ACCOUNT, GOOD, ID
from tests.security.hint_doors import HOOKS, HintDoors, hint_doors, twikey_signature

BODY = json.dumps(GOOD).encode()


@pytest.fixture
async def doors(sqlite_ledger: SqlLedger) -> AsyncIterator[HintDoors]:
    async with hint_doors(sqlite_ledger) as opened:
        yield opened


async def test_a_hint_at_the_secret_address_is_stored(doors: HintDoors) -> None:
    assert (await doors.post(BODY)).status == 200
    assert await doors.waiting() == 1
    assert doors.woken == {"teamleader": 1}


def flipped(at: int) -> str:
    other = "A" if SECRET[at] != "A" else "B"
    return SECRET[:at] + other + (SECRET[at + 1 :] if at != -1 else "")


WRONG_PATHS = {
    "nothing": "",
    "slash": "/",
    "one-sign": "x",
    "one-short": SECRET[:-1],
    "half": SECRET[:21],
    "one-more": SECRET + "A",
    "twice": SECRET + SECRET,
    "first-sign-wrong": flipped(0),
    "last-sign-wrong": flipped(-1),
    "upper-case": SECRET.upper(),
    "lower-case": SECRET.lower(),
    "other-case": SECRET.swapcase(),
    "backwards": SECRET[::-1],
    "padded": SECRET + "=",
    "space-before": "%20" + SECRET,
    "space-after": SECRET + "%20",
    "line-after": SECRET + "%0A",
    "nul-after": SECRET + "%00",
    "nul-before": "%00" + SECRET,
    "slash-after": SECRET + "/",
    "more-path": SECRET + "/x",
    "slash-inside": SECRET[:9] + "/" + SECRET[9:],
    "escaped-slash-inside": SECRET[:9] + "%2F" + SECRET[9:],
    "up-and-down": f"x/../{quote(SECRET[:-1])}",
    "double-escaped": quote(quote(SECRET[:-1] + "%", safe=""), safe=""),
    "its-digest": sha256(SECRET.encode()).hexdigest(),
    "encoded-again": base64.urlsafe_b64encode(SECRET.encode()).decode(),
    "zeros": "0" * len(SECRET),
    "a-star": "*",
    "an-escaped-percent": "%25",
    "true": "true",
    "null": "null",
    "template": "{secret}",
    "always-true": quote("' OR 1=1 --"),
    "beyond-ascii": quote("é" * 43),
    "wide-letters": quote("\uff21" * 43),
    "bytes-that-are-no-text": "%ff%fe%fd",
    "half-characters": "%ed%a0%80" * 10,
    "long": "x" * 4_000,
    "the-api-key": API_KEY,
    "in-the-query": "?secret=" + SECRET,
    "after-a-question": "x?" + SECRET,
    "after-a-hash": "x#" + SECRET,
    "with-a-parameter": SECRET + ";x=1",
    "doubled-folder": "webhooks/" + SECRET,
}


@pytest.mark.parametrize("given", WRONG_PATHS.values(), ids=WRONG_PATHS)
async def test_without_the_whole_secret_nothing_is_there(
    doors: HintDoors, given: str
) -> None:
    answer = await doors.post(BODY, HOOKS + given)

    assert answer.status == 404
    assert await doors.waiting() == 0
    assert not doors.woken


@pytest.mark.parametrize("name", ["Authorization", "X-Secret", "Cookie", "Referer"])
async def test_the_secret_counts_in_the_address_alone(
    doors: HintDoors, name: str
) -> None:
    answer = await doors.wire.ask("POST", f"{HOOKS}x", {name: SECRET}, BODY)

    assert answer.status == 404


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_hints_are_posted_and_nothing_else(doors: HintDoors, method: str) -> None:
    answer = await doors.wire.ask(method, HOOKS + SECRET, {}, BODY)

    assert answer.status == 405
    assert await doors.waiting() == 0


OTHER = "11111111-2222-3333-4444-555555555555"
NOT_OURS: dict[str, tuple[dict[str, Any], int]] = {
    "another-account": ({"account": {"type": "account", "id": OTHER}}, 202),
    "another-account-without-type": ({"account": {"id": OTHER}}, 202),
    "an-account-that-is-none": ({"account": {"id": "1"}}, 400),
    "an-account-as-text": ({"account": ACCOUNT}, 400),
    "several-accounts": ({"account": [{"id": ACCOUNT}]}, 400),
    "an-empty-account": ({"account": {}}, 400),
    "another-account-that-ends": (
        {"type": "account.deleted", "subject": {"id": OTHER}},
        202,
    ),
    "an-unknown-type": ({"type": "deal.won"}, 202),
    "a-type-in-upper-case": ({"type": "INVOICE.BOOKED"}, 202),
    "a-type-with-a-space": ({"type": "invoice.booked "}, 202),
    "several-types": ({"type": ["invoice.booked"]}, 400),
    "no-type": ({"type": None}, 400),
    "an-id-that-is-none": ({"subject": {"id": "42"}}, 400),
    "an-id-with-more": ({"subject": {"id": ID + "' OR 1=1 --"}}, 400),
    "no-subject": ({"subject": None}, 400),
}


@pytest.mark.parametrize(("change", "status"), NOT_OURS.values(), ids=NOT_OURS)
async def test_what_is_not_about_us_is_not_stored(
    doors: HintDoors, change: dict[str, Any], status: int
) -> None:
    answer = await doors.post(json.dumps(GOOD | change).encode())

    assert answer.status == status
    assert await doors.waiting() == 0
    assert not doors.woken


async def test_the_farewell_of_our_account_names_it_in_any_case(
    doors: HintDoors,
) -> None:
    ours = {"account": {"type": "account", "id": ACCOUNT.upper()}}

    assert (await doors.post(json.dumps(GOOD | ours).encode())).status == 200
    assert await doors.waiting() == 1


async def test_a_signed_hint_of_twikey_wakes_and_says_no_more(
    doors: HintDoors,
) -> None:
    query = "type=payment&id=1&ref=2026%20%2F%201&status=paid"
    assert (await doors.hint(query, twikey_signature(query))).status == 204
    assert doors.woken == {"twikey": 1}

    # Said again it only means another look at the feed, which changes nothing.
    assert (await doors.hint(query, twikey_signature(query))).status == 204
    assert await doors.waiting() == 0


@pytest.mark.parametrize("name", ["X-Signature-Other", "Signature", "Authorization"])
async def test_a_signature_elsewhere_is_none(doors: HintDoors, name: str) -> None:
    query = "type=event"
    headers = {name: twikey_signature(query)}
    answer = await doors.wire.ask("GET", f"/twikey/webhooks?{query}", headers)

    assert answer.status == 403
    assert not doors.woken


@pytest.mark.parametrize("method", ["POST", "HEAD", "PUT", "DELETE"])
async def test_hints_of_twikey_are_asked_for_with_get_alone(
    doors: HintDoors, method: str
) -> None:
    query = "type=event"
    headers = {"X-SIGNATURE": twikey_signature(query)}
    answer = await doors.wire.ask(method, f"/twikey/webhooks?{query}", headers)

    assert answer.status == 405
    assert not doors.woken
