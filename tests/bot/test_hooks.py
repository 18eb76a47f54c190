"""The doors for hints: stored before they are answered, and never believed."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import httpx
import pytest

import bot.hooks
from bot.hooks import (
    LARGEST_HINT,
    SECRET_NAME,
    TeamleaderHints,
    hooks_address,
    twikey_door,
    webhook_secret,
)
from bot.metrics import HintFate, Metrics
from bot.web import Doors, serve_web, web_application
from core.domain.reason import System
from core.ports import Ledger, LedgerTx
from core.ports.watch import ClaimedHint, ClaimedMessage
from core.readings import ACCOUNT as ACCOUNT_SETTING
from storage.ledger import SqlLedger, open_ledger
from tests.bot.malformed import ACCOUNT, GOOD, ID, corpus
from tests.conftest import KEY, LedgerClock

T = TypeVar("T")

SECRET = "Zm9yLXRlc3RzLW9ubHktMTI4LWJpdHMtb3ItbW9yZQ"
API_KEY = "7C0DE4F1A2B39586D7E8F90123456789ABCDEF01"


class DatabaseDown(Exception):
    """The database does not answer."""


class ShakyLedger:
    """A real ledger whose next writes fail, or never end, when told to."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.failing = 0
        self.hanging = False
        self.writes = 0

    async def write(self, unit: Callable[[LedgerTx], T]) -> T:
        self.writes += 1
        if self.hanging:
            await asyncio.Event().wait()
        if self.failing:
            self.failing -= 1
            raise DatabaseDown
        return await self._ledger.write(unit)

    async def read(self, query: Callable[[LedgerTx], T]) -> T:
        return await self._ledger.read(query)


@dataclass
class Served:
    """Both doors, open on loopback."""

    ledger: ShakyLedger
    metrics: Metrics
    client: httpx.AsyncClient
    woken: Counter[str] = field(default_factory=Counter)

    async def post(
        self, body: object = GOOD, secret: str = SECRET, **more: Any
    ) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        path = f"/teamleader/webhooks/{secret}"
        return await self.client.post(path, content=content, **more)

    async def hint(self, query: str, *signatures: str) -> int:
        headers = [("X-SIGNATURE", each) for each in signatures]
        answer = await self.client.get(f"/twikey/webhooks?{query}", headers=headers)
        return answer.status_code

    async def stored(self) -> tuple[ClaimedHint, ...]:
        return await self.ledger.write(lambda tx: tx.hints.claim("test", 60, 5_000))

    async def messages(self) -> list[tuple[str, dict[str, Any]]]:
        def claim(tx: LedgerTx) -> tuple[ClaimedMessage, ...]:
            return tx.outbox.claim("test", 60, 50)

        claimed = await self.ledger.write(claim)
        return [(each.message.kind, dict(each.message.facts)) for each in claimed]

    def fates(self, system: System = System.TEAMLEADER) -> dict[str, int]:
        found = {}
        for fate in HintFate:
            name, labels = "twikey_bot_hints_total", {"system": system, "fate": fate}
            count = self.metrics.registry.get_sample_value(name, labels)
            if count:
                found[fate.value] = int(count)
        return found


@asynccontextmanager
async def serving(ledger: Ledger) -> AsyncIterator[Served]:
    shaky, metrics, woken = ShakyLedger(ledger), Metrics(), Counter[str]()
    await ledger.write(lambda tx: tx.settings.put_once(ACCOUNT_SETTING, ACCOUNT))
    hints = TeamleaderHints(
        shaky, SECRET, metrics, lambda: woken.update(["teamleader"])
    )
    doors = Doors(
        teamleader_hint=hints.door,
        twikey_hint=twikey_door(API_KEY, metrics, lambda: woken.update(["twikey"])),
    )
    application = web_application(doors, metrics)
    async with (
        serve_web(application, "127.0.0.1", 0) as address,
        httpx.AsyncClient(base_url=address, trust_env=False, timeout=30) as client,
    ):
        yield Served(shaky, metrics, client, woken)
        await hints.aclose()


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
    go_on = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"{"
        await go_on.wait()

    path = f"/teamleader/webhooks/{SECRET}"
    posting = asyncio.create_task(served.client.post(path, content=slow()))
    while not served.fates():
        await asyncio.sleep(0.005)
    go_on.set()

    assert (await posting).status_code == 408
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
    url = served.client.base_url
    reader, writer = await asyncio.open_connection(url.host, url.port)
    path = f"/teamleader/webhooks/{SECRET}"
    writer.write(f"POST {path} HTTP/1.1\r\nHost: bot\r\n".encode() + raw)
    await writer.drain()
    writer.write_eof()
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()

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
    served.ledger.hanging = True

    assert (await served.post()).status_code == 503
    assert served.woken == {}


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


async def test_a_thousand_hints_at_once_are_all_there_when_answered(
    tmp_path: Path, ledger_clock: LedgerClock
) -> None:
    bodies = [
        GOOD | {"subject": {"type": "invoice", "id": str(UUID(int=number))}}
        for number in range(1_000)
    ]
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    async with open_ledger(url, [KEY], ledger_clock) as ledger, serving(ledger) as it:
        answers = await asyncio.gather(*map(it.post, bodies))
        writes = it.ledger.writes
    # Opened anew: what was answered survives the process.
    async with open_ledger(url, [KEY], ledger_clock) as ledger:
        stored = await ledger.write(lambda tx: tx.hints.claim("test", 60, 5_000))

    assert {answer.status_code for answer in answers} == {200}
    assert {each.id for each in stored} == {str(UUID(int=n)) for n in range(1_000)}
    assert writes < 500


async def test_what_is_answered_during_trouble_is_there(
    tmp_path: Path, ledger_clock: LedgerClock
) -> None:
    bodies = [
        GOOD | {"subject": {"type": "invoice", "id": str(UUID(int=number))}}
        for number in range(200)
    ]
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    async with open_ledger(url, [KEY], ledger_clock) as ledger, serving(ledger) as it:
        it.ledger.failing = 20
        answers = await asyncio.gather(*map(it.post, bodies))
        stored = {each.id for each in await it.stored()}
    kept = {
        str(UUID(int=number))
        for number, answer in enumerate(answers)
        if answer.status_code == 200
    }

    assert {answer.status_code for answer in answers} == {200, 503}
    assert stored == kept


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


async def test_a_secret_is_made_once_for_all_replicas(ledger: SqlLedger) -> None:
    made = await asyncio.gather(*(webhook_secret(ledger, None) for _ in range(8)))

    kept = await ledger.read(lambda tx: tx.credentials.get(SECRET_NAME))
    assert kept is not None
    assert set(made) == {kept.secret}
    assert len(kept.secret) >= 43
    assert await webhook_secret(ledger, None) == kept.secret


async def test_a_configured_secret_is_taken_as_it_is(sqlite_ledger: SqlLedger) -> None:
    assert await webhook_secret(sqlite_ledger, SECRET) == SECRET

    kept = await sqlite_ledger.read(lambda tx: tx.credentials.get(SECRET_NAME))
    assert kept is None


def test_the_address_ends_in_the_secret() -> None:
    assert hooks_address("https://bot.example", "s") == (
        "https://bot.example/teamleader/webhooks/s"
    )
