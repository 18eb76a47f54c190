"""What Slack signed comes in, and nothing else."""

from __future__ import annotations

import hmac
import json
from collections.abc import AsyncIterator, Callable
from hashlib import md5, sha1, sha256, sha512
from urllib.parse import quote

import pytest

from bot.slack_door import SIGNATURE, TIMESTAMP
from storage.ledger import SqlLedger
from tests.security.slack_desk import (
    FORM,
    JSON,
    SECRET,
    SlackDesk,
    command,
    event,
    form,
    open_desk,
    payload,
    signature,
)

BODY = form(command("import 42"))
Headers = list[tuple[str, str]]
Forge = Callable[[str], Headers]


@pytest.fixture
async def desk(sqlite_ledger: SqlLedger) -> AsyncIterator[SlackDesk]:
    async with open_desk(sqlite_ledger) as opened:
        opened.engine.add("2026 / 42")
        yield opened


def sent(stamp: str, made: str) -> Headers:
    return [("Content-Type", FORM), (TIMESTAMP, stamp), (SIGNATURE, made)]


def right(stamp: str) -> str:
    return signature(stamp, BODY)


def keyed(stamp: str, kind: Callable[..., object], size: int = 64) -> str:
    base = b"v0:" + stamp.encode() + b":" + BODY
    return "v0=" + hmac.new(SECRET.encode(), base, kind).hexdigest()[:size]  # type: ignore[arg-type]


def later(stamp: str, seconds: int) -> str:
    return str(int(stamp) + seconds)


def flipped(text: str, at: int) -> str:
    other = "0" if text[at] != "0" else "1"
    return text[:at] + other + text[at + 1 :]


def over(base: bytes) -> str:
    return "v0=" + hmac.new(SECRET.encode(), base, sha256).hexdigest()


FORGED: dict[str, Forge] = {
    "both-missing": lambda t: [("Content-Type", FORM)],
    "signature-missing": lambda t: [("Content-Type", FORM), (TIMESTAMP, t)],
    "stamp-missing": lambda t: [("Content-Type", FORM), (SIGNATURE, right(t))],
    "signature-empty": lambda t: sent(t, ""),
    "stamp-empty": lambda t: sent("", right(t)),
    "stamp-empty-and-signed": lambda t: sent("", signature("", BODY)),
    "only-the-version": lambda t: sent(t, "v0="),
    "no-version": lambda t: sent(t, right(t)[3:]),
    "version-twice": lambda t: sent(t, "v0=" + right(t)),
    "version-one": lambda t: sent(t, "v1=" + right(t)[3:]),
    "version-in-upper-case": lambda t: sent(t, "V0=" + right(t)[3:]),
    "algorithm-as-version": lambda t: sent(t, "sha256=" + right(t)[3:]),
    "upper-case": lambda t: sent(t, "v0=" + right(t)[3:].upper()),
    "one-short": lambda t: sent(t, right(t)[:-1]),
    "half": lambda t: sent(t, right(t)[:35]),
    "one-more": lambda t: sent(t, right(t) + "0"),
    "first-sign-wrong": lambda t: sent(t, flipped(right(t), 3)),
    "last-sign-wrong": lambda t: sent(t, flipped(right(t), 66)),
    "backwards": lambda t: sent(t, "v0=" + right(t)[:2:-1]),
    "zeros": lambda t: sent(t, "v0=" + "0" * 64),
    "no-hexadecimal": lambda t: sent(t, "v0=" + "g" * 64),
    "beyond-ascii": lambda t: sent(t, "v0=" + "é" * 64),
    "wide-digits": lambda t: sent(t, "v0=" + "\uff11" * 64),
    "huge": lambda t: sent(t, "v0=" + "0" * 5_000),
    "two-right-ones": lambda t: [*sent(t, right(t)), (SIGNATURE, right(t))],
    "right-then-wrong": lambda t: [*sent(t, right(t)), (SIGNATURE, "v0=0")],
    "wrong-then-right": lambda t: [*sent(t, "v0=" + "0" * 64), (SIGNATURE, right(t))],
    "joined-by-a-comma": lambda t: sent(t, f"{right(t)}, {right(t)}"),
    "two-stamps": lambda t: [*sent(t, right(t)), (TIMESTAMP, t)],
    "another-secret": lambda t: sent(t, signature(t, BODY, SECRET[::-1])),
    "secret-in-upper-case": lambda t: sent(t, signature(t, BODY, SECRET.upper())),
    "no-secret": lambda t: sent(t, signature(t, BODY, "")),
    "secret-and-a-space": lambda t: sent(t, signature(t, BODY, SECRET + " ")),
    "sha512-cut": lambda t: sent(t, keyed(t, sha512)),
    "sha1": lambda t: sent(t, keyed(t, sha1)),
    "md5": lambda t: sent(t, keyed(t, md5)),
    "not-keyed": lambda t: sent(t, "v0=" + sha256(SECRET.encode() + BODY).hexdigest()),
    "over-the-body-alone": lambda t: sent(t, over(BODY)),
    "without-the-version": lambda t: sent(t, over(t.encode() + b":" + BODY)),
    "another-version-signed": lambda t: sent(
        t, over(b"v1:" + t.encode() + b":" + BODY)
    ),
    "over-another-body": lambda t: sent(t, signature(t, BODY + b"&x=1")),
    "over-nothing": lambda t: sent(t, signature(t, b"")),
    "of-another-second": lambda t: sent(t, right(later(t, -1))),
    "too-old": lambda t: sent(later(t, -301), right(later(t, -301))),
    "much-too-old": lambda t: sent("0", right("0")),
    "too-far-ahead": lambda t: sent(later(t, 301), right(later(t, 301))),
    "milliseconds": lambda t: sent(t + "000", right(t + "000")),
    "stamp-no-number": lambda t: sent("now", right("now")),
    "stamp-negative": lambda t: sent("-" + t, right("-" + t)),
    "stamp-a-fraction": lambda t: sent(t + ".0", right(t + ".0")),
    "stamp-with-an-exponent": lambda t: sent("1e9", right("1e9")),
    "stamp-in-wide-digits": lambda t: sent("\uff11" * 10, right("\uff11" * 10)),
    "stamp-underscored": lambda t: sent(t[0] + "_" + t[1:], right(t[0] + "_" + t[1:])),
    "stamp-signed": lambda t: sent("+" + t, right("+" + t)),
    "stamp-huge": lambda t: sent("9" * 4_000, right("9" * 4_000)),
    "names-exchanged": lambda t: sent(right(t), t),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
async def test_what_slack_did_not_sign_is_refused(
    desk: SlackDesk, forge: Forge
) -> None:
    stamp = str(int(desk.at.at))
    reply = await desk.post(BODY, headers=forge(stamp))

    assert reply.status == 401
    assert desk.engine.orders == []
    assert not desk.knowing.calls
    assert (desk.counted("forged"), desk.counted("stored")) == (1, 0)


@pytest.mark.parametrize("seconds", [-300, -60, 0, 60, 299])
async def test_a_signature_holds_for_five_minutes(
    desk: SlackDesk, seconds: int
) -> None:
    stamp = later(str(int(desk.at.at)), seconds)
    desk.at.at = float(int(desk.at.at))

    assert (await desk.post(BODY, headers=sent(stamp, right(stamp)))).status == 200
    assert len(desk.engine.orders) == 1
    assert (desk.counted("forged"), desk.counted("stored")) == (0, 1)


@pytest.mark.parametrize("at", range(0, len(BODY), 7))
async def test_a_body_changed_by_one_bit_is_refused(desk: SlackDesk, at: int) -> None:
    changed = bytes([*BODY[:at], BODY[at] ^ 1, *BODY[at + 1 :]])
    reply = await desk.post(changed, headers=desk.headers(BODY))

    assert reply.status == 401
    assert desk.engine.orders == []


async def test_json_that_was_written_anew_is_refused(desk: SlackDesk) -> None:
    body = b'{"type": "url_verification",  "challenge": "c"}'
    signed = desk.headers(body, JSON)

    assert (await desk.post(body, headers=signed)).text == '{"challenge": "c"}'
    again = b'{"type":"url_verification","challenge":"c"}'
    assert (await desk.post(again, headers=signed)).status == 401


async def test_the_signature_is_over_the_bytes_whatever_alphabet_is_named(
    desk: SlackDesk,
) -> None:
    body = form(command("why 42")) + b"&note=" + quote("é").encode() + "é".encode()
    for alphabet in ("utf-8", "utf-16", "latin-1", "utf-7", "hex", "no-such-one"):
        kind = f"{FORM}; charset={alphabet}"
        desk.at.at += 1
        assert (await desk.post(body, headers=desk.headers(body, kind))).status == 200


async def test_a_probe_of_the_certificate_does_nothing(desk: SlackDesk) -> None:
    """Slack sends it unsigned; whatever else it says is not heard."""
    body = b"ssl_check=1&" + BODY
    reply = await desk.post(body, headers={"Content-Type": FORM})

    assert (reply.status, reply.body) == (200, b"")
    assert desk.engine.orders == []


async def test_a_command_that_speaks_of_a_payload_is_understood(
    desk: SlackDesk,
) -> None:
    """Guards against taking the word for the field of that name."""
    desk.engine.add("payload 7")
    await desk.post(form(command("import payload 7")))

    assert len(desk.engine.orders) == 1


@pytest.mark.parametrize(
    ("body", "kind"),
    [(payload({"type": "block_actions"}), FORM), (b"{}", JSON), (b"", JSON)],
)
async def test_even_what_is_signed_has_to_make_sense(
    desk: SlackDesk, body: bytes, kind: str
) -> None:
    assert (await desk.post(body, kind)).status == 400


async def test_a_packed_body_is_not_unpacked(desk: SlackDesk) -> None:
    headers = {**desk.headers(BODY), "Content-Encoding": "gzip"}

    assert (await desk.post(BODY, headers=headers)).status == 415


async def test_an_event_is_taken(desk: SlackDesk) -> None:
    body = json.dumps(event("message")).encode()

    assert (await desk.post(body, JSON)).status == 200
