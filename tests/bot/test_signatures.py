"""Whose hint it is: every way a signature can be right or wrong."""

from __future__ import annotations

import hmac
from hashlib import md5, sha1, sha256, sha512
from urllib.parse import quote, quote_plus

import pytest

from bot.signatures import is_signed

KEY = "7C0DE4F1A2B39586D7E8F90123456789ABCDEF01"
QUERY = "type=payment&id=70123&ref=order%2055%2F61&status=paid"
TEXT = "type=payment&id=70123&ref=order 55/61&status=paid"


def signed(text: str | bytes, key: str = KEY) -> str:
    raw = text if isinstance(text, bytes) else text.encode()
    return hmac.new(key.encode(), raw, sha256).hexdigest().upper()


GOOD = signed(TEXT)
MIXED = "".join(c.lower() if i % 2 else c for i, c in enumerate(GOOD))
ANOTHER_LAST = GOOD[:-1] + ("0" if GOOD[-1] != "0" else "1")
ANOTHER_FIRST = ("0" if GOOD[0] != "0" else "1") + GOOD[1:]


@pytest.mark.parametrize(
    ("key", "query", "signature"),
    [
        pytest.param(KEY, QUERY, GOOD, id="as-described"),
        pytest.param(KEY, QUERY, GOOD.lower(), id="lower-case"),
        pytest.param(KEY, QUERY, MIXED, id="mixed-case"),
        pytest.param(
            "1234",
            "abc=123&name=abc",
            "55261CBC12BF62000DE1371412EF78C874DBC46F513B078FB9FF8643B2FD4FC2",
            id="known-text",
        ),
        pytest.param(
            KEY, "type=event&msg=a+b", signed("type=event&msg=a b"), id="plus-is-space"
        ),
        pytest.param(
            KEY, "type=event&msg=a+b", signed("type=event&msg=a+b"), id="plus-is-plus"
        ),
        pytest.param(
            KEY,
            "msg=a+b%2Bc",
            signed("msg=a b+c"),
            id="space-as-plus-beside-an-escaped-plus",
        ),
        pytest.param(
            KEY, quote("é€=ü", safe="="), signed("é€=ü"), id="beyond-ascii-escaped"
        ),
        pytest.param(KEY, "name=é", signed("name=é"), id="beyond-ascii-unescaped"),
        pytest.param(
            KEY, "name=%e9", signed(b"name=\xe9"), id="bytes-that-are-no-utf-8"
        ),
        pytest.param(
            KEY, "name=\udce9", signed(b"name=\xe9"), id="raw-bytes-that-are-no-utf-8"
        ),
        pytest.param(
            KEY, quote_plus("a&b=c", safe="="), signed("a&b=c"), id="escaped-ampersand"
        ),
        pytest.param(KEY, "type=event%", signed("type=event%"), id="lone-percent"),
        pytest.param(KEY, "b=2&a=1", signed("b=2&a=1"), id="received-order"),
        pytest.param("clé", QUERY, signed(TEXT, "clé"), id="key-beyond-ascii"),
    ],
)
def test_a_hint_of_twikey_is_recognised(key: str, query: str, signature: str) -> None:
    assert is_signed(key, query, [signature])


@pytest.mark.parametrize(
    ("query", "signatures"),
    [
        pytest.param(QUERY, [], id="missing"),
        pytest.param(QUERY, [""], id="empty"),
        pytest.param(QUERY, [" "], id="blank"),
        pytest.param(QUERY, [GOOD, GOOD], id="twice-the-right-one"),
        pytest.param(QUERY, [GOOD, "0" * 64], id="right-then-wrong"),
        pytest.param(QUERY, ["0" * 64, GOOD], id="wrong-then-right"),
        pytest.param(QUERY, [f"{GOOD}, {GOOD}"], id="joined-by-a-comma"),
        pytest.param(QUERY, [GOOD[:-1]], id="one-short"),
        pytest.param(QUERY, [GOOD[:32]], id="half"),
        pytest.param(QUERY, [GOOD + "0"], id="one-more"),
        pytest.param(QUERY, [" " + GOOD], id="space-before"),
        pytest.param(QUERY, [GOOD + " "], id="space-after"),
        pytest.param(QUERY, ["sha256=" + GOOD], id="prefixed"),
        pytest.param(QUERY, ["0x" + GOOD[2:]], id="written-as-a-number"),
        pytest.param(QUERY, [ANOTHER_LAST], id="last-sign-wrong"),
        pytest.param(QUERY, [ANOTHER_FIRST], id="first-sign-wrong"),
        pytest.param(QUERY, [GOOD[::-1]], id="backwards"),
        pytest.param(QUERY, ["0" * 64], id="zeros"),
        pytest.param(QUERY, ["é" * 64], id="beyond-ascii"),
        pytest.param(QUERY, ["\u0131" * 64], id="letters-that-change-in-upper-case"),
        pytest.param(QUERY, ["\uff21" * 64], id="wide-letters"),
        pytest.param(QUERY, [signed(TEXT, KEY.lower())], id="key-in-lower-case"),
        pytest.param(QUERY, [signed(TEXT, "")], id="no-key"),
        pytest.param(QUERY, [signed(TEXT, KEY + " ")], id="another-key"),
        pytest.param(QUERY, [signed(QUERY)], id="over-the-escaped-text"),
        pytest.param(QUERY, [signed("?" + TEXT)], id="over-the-question-mark"),
        pytest.param(QUERY, [signed("")], id="over-nothing"),
        pytest.param(QUERY + "0", [GOOD], id="one-sign-more"),
        pytest.param(QUERY.replace("paid", "Paid"), [GOOD], id="one-bit-changed"),
        pytest.param(QUERY + "&x=1", [GOOD], id="one-parameter-more"),
        pytest.param("", [GOOD], id="no-query"),
        pytest.param(
            "id=70123&type=payment&ref=order%2055%2F61&status=paid",
            [GOOD],
            id="another-order",
        ),
        pytest.param(
            QUERY,
            [hmac.new(KEY.encode(), TEXT.encode(), sha512).hexdigest()[:64].upper()],
            id="sha512-cut",
        ),
        pytest.param(
            QUERY,
            [hmac.new(KEY.encode(), TEXT.encode(), sha1).hexdigest().upper()],
            id="sha1",
        ),
        pytest.param(
            QUERY,
            [hmac.new(KEY.encode(), TEXT.encode(), md5).hexdigest().upper()],
            id="md5",
        ),
        pytest.param(
            QUERY,
            [sha256(KEY.encode() + TEXT.encode()).hexdigest().upper()],
            id="not-keyed",
        ),
        pytest.param(
            QUERY,
            [hmac.new(TEXT.encode(), KEY.encode(), sha256).hexdigest().upper()],
            id="key-and-text-exchanged",
        ),
        pytest.param(
            "a=1%2B2", [signed("a=1 2")], id="an-escaped-plus-is-never-a-space"
        ),
    ],
)
def test_anything_else_is_not_twikeys(query: str, signatures: list[str]) -> None:
    assert not is_signed(KEY, query, signatures)
