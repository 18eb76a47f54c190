"""Twikey's hints: what is signed wakes the reading of the feed, and says no more."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator
from hashlib import sha256

import pytest

from core.domain.reason import System
from storage.ledger import SqlLedger
from tests.bot.hook_world import API_KEY, Served, serving


@pytest.fixture
async def served(sqlite_ledger: SqlLedger) -> AsyncIterator[Served]:
    async with serving(sqlite_ledger) as opened:
        yield opened


def signed(text: str) -> str:
    return hmac.new(API_KEY.encode(), text.encode(), sha256).hexdigest().upper()


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("type=payment", "type=payment"),
        ("type=event&msg=dummytest", "type=event&msg=dummytest"),
        ("ref=order%2055%2F61&msg=%C3%A9", "ref=order 55/61&msg=é"),
        ("msg=a+b%2Bc", "msg=a b+c"),
        ("msg=a+b", "msg=a+b"),
        ("name=%e9%ff", None),
    ],
)
async def test_a_signed_hint_wakes_the_reading_of_the_feed(
    served: Served, query: str, text: str | None
) -> None:
    raw = text.encode() if text is not None else b"name=\xe9\xff"
    made = hmac.new(API_KEY.encode(), raw, sha256).hexdigest().upper()

    assert await served.hint(query, made) == 204
    assert served.woken == {"twikey": 1}
    assert served.fates(System.TWIKEY) == {"stored": 1}


@pytest.mark.parametrize(
    "signatures",
    [(), ("",), ("0" * 64,), (signed("type=payment"),) * 2, (signed("type=event"),)],
    ids=["missing", "empty", "wrong", "twice", "of-another-text"],
)
async def test_an_unsigned_hint_wakes_nobody(
    served: Served, signatures: tuple[str, ...]
) -> None:
    assert await served.hint("type=payment", *signatures) == 403
    assert served.woken == {}
    assert served.fates(System.TWIKEY) == {"forged": 1}
