"""Teamleader's hints: stored before they are answered, and never believed."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator

import httpx
import pytest

import bot.hooks
from bot.hooks import LARGEST_HINT, TeamleaderHints
from bot.metrics import Metrics
from bot.web import Doors, serve_web, web_application
from core.readings import ACCOUNT as ACCOUNT_SETTING
from storage.ledger import SqlLedger
from tests.bot.hook_world import SECRET, Served, serving
from tests.bot.malformed import ACCOUNT, GOOD, ID, corpus


@pytest.fixture
async def served(sqlite_ledger: SqlLedger) -> AsyncIterator[Served]:
    async with serving(sqlite_ledger) as opened:
        yield opened


async def test_a_hint_is_stored_and_wakes_the_work(served: Served) -> None:
    answer = await served.post()

    (stored,) = await served.stored()
    assert answer.status_code == 200
    assert (stored.subject, stored.id, stored.events) == (
        "invoice",
        ID,
        ("invoice.booked",),
    )
    assert served.woken == {"teamleader": 1}
    assert served.fates() == {"stored": 1}


async def test_hints_for_one_subject_become_one(served: Served) -> None:
    for event in ("invoice.booked", "invoice.sent", "invoice.booked"):
        await served.post(GOOD | {"type": event})

    (stored,) = await served.stored()
    assert stored.events == ("invoice.booked", "invoice.sent")


@pytest.mark.parametrize(
    "secret",
    [
        SECRET[:-1],
        SECRET + "x",
        SECRET.lower(),
        "x",
        "%00",
        "%ff",
        "%ed%a0%80",
        "\u00e9" * 32,
        "%2e%2e",
        "?" + SECRET,
    ],
)
async def test_without_the_secret_there_is_no_such_address(
    served: Served, secret: str
) -> None:
    answer = await served.post(secret=secret)

    assert answer.status_code in (404, 405)
    assert await served.stored() == ()
    assert served.woken == {}


async def test_an_unknown_type_is_counted_and_forgotten(served: Served) -> None:
    answer = await served.post(GOOD | {"type": "deal.won"})

    assert answer.status_code == 202
    assert await served.stored() == ()
    assert served.fates() == {"unknown-type": 1}


async def test_a_hint_from_another_account_is_dropped(served: Served) -> None:
    answer = await served.post(GOOD | {"account": {"type": "account", "id": ID}})

    assert answer.status_code == 202
    assert await served.stored() == ()
    assert served.fates() == {"other-account": 1}


async def test_a_hint_without_account_is_stored_and_counted(served: Served) -> None:
    answer = await served.post(GOOD | {"account": None})

    assert answer.status_code == 200
    assert len(await served.stored()) == 1
    assert served.fates() == {"stored": 1, "without-account": 1}


async def test_malformed_bodies_are_turned_away_and_leave_nothing(
    served: Served,
) -> None:
    answers = [await served.post(body) for body in corpus()]

    assert {answer.status_code for answer in answers} <= {400, 202, 413}
    assert await served.stored() == ()
    assert await served.messages() == []
    assert served.woken == {}


@pytest.mark.parametrize("kind", ["large", "chunked", "packed"])
async def test_a_body_that_is_too_large_is_turned_away(
    served: Served, kind: str
) -> None:
    large = json.dumps(GOOD | {"more": "x" * LARGEST_HINT}).encode()

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(large), 1024):
            yield large[start : start + 1024]

    if kind == "chunked":
        path = f"/teamleader/webhooks/{SECRET}"
        answer = await served.client.post(path, content=chunks())
    elif kind == "packed":
        headers = {"Content-Encoding": "deflate"}
        answer = await served.post(b"x\x9c\x03\x00\x00\x00\x00\x01", headers=headers)
    else:
        answer = await served.post(large)

    assert answer.status_code == 413
    assert await served.stored() == ()


async def test_a_body_of_exactly_the_largest_size_is_read(served: Served) -> None:
    body = json.dumps(GOOD).encode().ljust(LARGEST_HINT)

    assert (await served.post(body)).status_code == 200


async def test_a_body_that_never_comes_is_not_waited_for(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.hooks, "BODY_SECONDS", 0.01)

    answer = await served.write(b"Content-Length: 50\r\n\r\n{")

    assert answer.startswith(b"HTTP/1.1 408")
    assert await served.stored() == ()


@pytest.mark.parametrize(
    "raw",
    [
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
        b"Content-Length: 50\r\n\r\n{}",
    ],
    ids=["broken-chunks", "cut-off"],
)
async def test_a_broken_delivery_leaves_nothing(
    served: Served, raw: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await served.write(raw, ends=True)

    assert b" 500 " not in answer.partition(b"\r\n")[0]
    assert await served.stored() == ()
    assert SECRET not in caplog.text


async def test_a_database_that_fails_is_no_success(served: Served) -> None:
    served.ledger.failing = 1

    assert (await served.post()).status_code == 503
    assert served.woken == {}
    assert served.fates() == {"unstored": 1}
    assert (await served.post()).status_code == 200


async def test_a_database_that_hangs_is_no_success(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.hooks, "STORE_SECONDS", 0.01)
    served.ledger.hangs_until = asyncio.Event()

    assert (await served.post()).status_code == 503
    assert served.woken == {}
    served.ledger.hangs_until.set()


async def test_the_end_of_the_account_is_told_to_people(served: Served) -> None:
    farewell = GOOD | {
        "type": "account.deactivated",
        "subject": {"type": "account", "id": ACCOUNT},
    }
    for _ in range(2):
        assert (await served.post(farewell)).status_code == 200

    assert await served.messages() == [("connection-lost", {"system": "teamleader"})]
    assert await served.stored() == ()


async def test_the_end_of_another_account_is_nothing_to_us(served: Served) -> None:
    answer = await served.post(GOOD | {"type": "account.deleted"})

    assert answer.status_code == 202
    assert await served.messages() == []


async def test_before_the_account_is_known_hints_are_kept(
    sqlite_ledger: SqlLedger,
) -> None:
    metrics = Metrics()
    hints = TeamleaderHints(sqlite_ledger, SECRET, metrics, lambda: None)
    doors = Doors(teamleader_hint=hints.door)
    async with (
        serve_web(web_application(doors, metrics), "127.0.0.1", 0) as address,
        httpx.AsyncClient(base_url=address, trust_env=False) as client,
    ):
        codes = []
        for _ in range(2):
            path = f"/teamleader/webhooks/{SECRET}"
            codes.append((await client.post(path, json=GOOD)).status_code)
            await sqlite_ledger.write(
                lambda tx: tx.settings.put_once(ACCOUNT_SETTING, ID)
            )

    assert codes == [200, 202]


async def test_the_secret_is_never_logged(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, logger="httpx")
    caplog.set_level(logging.WARNING, logger="httpcore")
    served.ledger.failing = 1
    await served.post()
    await served.post(b"{")

    assert "hint-unstored" in caplog.text
    assert SECRET not in caplog.text
