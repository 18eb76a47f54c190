"""Nonsense at the doors: no failure of ours, nothing changed, and not for long."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.consent import CALLBACK
from bot.deliveries import Delivery, read_delivery
from core.ports import Ledger
from storage.ledger import SqlLedger
from storage.tables import done, metadata
from tests.security.corpora import (
    AT_RANDOM,
    BY_HAND,
    hints_at_random,
    hints_by_hand,
    queries_at_random,
    queries_by_hand,
    slack_at_random,
    slack_by_hand,
)
from tests.security.hint_doors import hint_doors, twikey_signature
from tests.security.slack_desk import JSON, SlackDesk, open_desk
from tests.security.test_consent_links import CODE, a_replica, state_of
from tests.security.wire import Reply

SLOWEST_SECONDS = 1.0
"""Of work, since the machine has other things to do; usual are milliseconds."""


class Answers:
    """Counts what was answered, and how long the slowest answer took."""

    def __init__(self) -> None:
        self.statuses: Counter[int] = Counter()
        self.slowest = 0.0

    async def to(self, asking: Awaitable[Reply]) -> Reply:
        begun = time.process_time()
        reply = await asking
        self.slowest = max(self.slowest, time.process_time() - begun)
        self.statuses[reply.status] += 1
        return reply

    def are_sound(self, count: int) -> bool:
        failed = {status for status in self.statuses if status >= 500}
        assert not failed, self.statuses
        assert self.statuses.total() >= count
        assert self.slowest < SLOWEST_SECONDS
        return True


async def rows(ledger: Ledger) -> dict[str, int]:
    """How many rows each table has, but for the requests that were seen."""
    tables = [table for table in metadata.sorted_tables if table is not done]

    def query(tx: Any) -> dict[str, int]:
        run = tx._work.connection.execute
        return {
            table.name: run(select(func.count()).select_from(table)).scalar_one()
            for table in tables
        }

    return await ledger.read(query)


def troubles(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged as a failure of ours."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= logging.ERROR
    ]


def untouched(desk: SlackDesk) -> bool:
    acted = (desk.engine.orders, desk.engine.imported, desk.marking.marked)
    return not any(acted) and not desk.engine.runs


def test_the_corpora_are_of_the_promised_size() -> None:
    for made in (slack_by_hand(), hints_by_hand(), queries_by_hand()):
        assert len(set(made)) == len(made) >= BY_HAND
    for make in (slack_at_random, hints_at_random, queries_at_random):
        sample: list[Any] = list(make("size", 200))
        assert len(set(sample)) > 150
    assert AT_RANDOM == 20_000


@pytest.mark.parametrize("kind", ["by-hand", "at-random"])
async def test_nothing_odd_that_slack_signed_does_harm(
    sqlite_ledger: SqlLedger, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    posts = (
        slack_by_hand() if kind == "by-hand" else slack_at_random("slack", AT_RANDOM)
    )
    answers = Answers()
    async with open_desk(sqlite_ledger) as desk:
        before = await rows(sqlite_ledger)
        for body, content_type in posts:
            headers = desk.headers(body, content_type)
            await answers.to(desk.wire.ask("POST", "/slack/events", headers, body))
        await desk.app.tasks.settled()

        assert answers.are_sound(BY_HAND if kind == "by-hand" else AT_RANDOM)
        assert await rows(sqlite_ledger) == before
        assert untouched(desk)
        assert troubles(caplog) == []
        # The door still works.
        assert (
            await desk.post(b'{"type":"url_verification","challenge":"c"}', JSON)
        ).status == 200
    assert answers.statuses[400] > answers.statuses[200] / 20


@pytest.mark.parametrize("kind", ["by-hand", "at-random"])
async def test_nothing_odd_at_teamleaders_door_is_stored(
    sqlite_ledger: SqlLedger, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    by_hand = kind == "by-hand"
    bodies = hints_by_hand() if by_hand else hints_at_random("hints", AT_RANDOM)
    answers, understood = Answers(), set[str]()
    async with hint_doors(sqlite_ledger) as doors:
        before = await rows(sqlite_ledger)
        for body in bodies:
            reply = await answers.to(doors.post(body))
            if reply.status == 200:
                read = read_delivery(body)
                assert isinstance(read, Delivery)
                understood.add(f"{read.hint.subject}/{read.hint.id}")
        after = await rows(sqlite_ledger)

        assert answers.are_sound(BY_HAND if by_hand else AT_RANDOM)
        assert set(answers.statuses) <= {200, 202, 400, 413}
        assert {**after, "hint": 0} == {**before, "hint": 0}
        assert after["hint"] == len(understood)
        assert not (by_hand and understood)
        assert troubles(caplog) == []
        assert bool(doors.woken) is bool(understood)


@pytest.mark.parametrize("kind", ["by-hand", "at-random"])
async def test_nothing_odd_at_twikeys_door_is_believed(
    sqlite_ledger: SqlLedger, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    by_hand = kind == "by-hand"
    queries = queries_by_hand() if by_hand else queries_at_random("twikey", AT_RANDOM)
    answers = Answers()
    async with hint_doors(sqlite_ledger) as doors:
        before = await rows(sqlite_ledger)
        forged = twikey_signature("type=payment")
        for number, query in enumerate(queries):
            signature = forged if number % 2 else f"{number:064X}"
            await answers.to(doors.hint(query, signature))

        assert answers.are_sound(BY_HAND if by_hand else AT_RANDOM)
        assert await rows(sqlite_ledger) == before
        assert troubles(caplog) == []
        right = [q for q in queries_by_hand() if twikey_signature(q) == forged]
        assert doors.woken["twikey"] <= len(right)


@pytest.mark.parametrize("kind", ["by-hand", "at-random"])
async def test_nothing_odd_at_the_consents_door_connects(
    sqlite_ledger: SqlLedger, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    by_hand = kind == "by-hand"
    queries = queries_by_hand() if by_hand else queries_at_random("consent", AT_RANDOM)
    answers = Answers()
    async with a_replica(sqlite_ledger) as replica:
        state = state_of(await replica.desk.link("U1"))
        before = await rows(sqlite_ledger)
        for query in queries:
            await answers.to(replica.wire.ask("GET", f"{CALLBACK}?{query}"))

        assert answers.are_sound(BY_HAND if by_hand else AT_RANDOM)
        assert set(answers.statuses) == {400}
        assert await rows(sqlite_ledger) == before
        assert replica.asked.completed == []
        assert troubles(caplog) == []
        assert (await replica.back(("state", state), ("code", CODE))).status == 200


RAW_REQUESTS: dict[str, Callable[[str], bytes]] = {
    "no-http": lambda path: b"hello\r\n\r\n",
    "version-nine": lambda path: f"POST {path} HTTP/9.9\r\nHost: x\r\n\r\n".encode(),
    "nul-in-the-path": lambda path: f"POST {path}\0 HTTP/1.1\r\n\r\n".encode(),
    "length-no-number": lambda path: (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\n".encode()
    ),
    "length-negative": lambda path: (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n".encode()
    ),
    "two-lengths": lambda path: (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n"
        "Content-Length: 2\r\n\r\nab".encode()
    ),
    "length-and-chunks": lambda path: (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n".encode()
    ),
    "length-in-wide-digits": lambda path: (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: \uff11\r\n\r\na".encode()
    ),
    "header-without-name": lambda path: (
        f"POST {path} HTTP/1.1\r\nHost: x\r\n: x\r\n\r\n".encode()
    ),
    "header-huge": lambda path: (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nX: {'x' * 20_000}\r\n\r\n".encode()
    ),
    "path-huge": lambda path: (
        f"POST {path}{'x' * 20_000} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    ),
}


@pytest.mark.parametrize("path", ["/teamleader/webhooks/x", "/readyz"])
@pytest.mark.parametrize("raw", RAW_REQUESTS.values(), ids=RAW_REQUESTS)
async def test_what_is_hardly_http_is_turned_away(
    sqlite_ledger: SqlLedger, raw: Callable[[str], bytes], path: str
) -> None:
    async with hint_doors(sqlite_ledger) as doors:
        reply = await doors.wire.send(raw(path))

        assert 400 <= reply.status < 500
        assert (await doors.wire.ask("GET", "/healthz")).status == 200


async def test_a_body_that_is_too_large_is_turned_away(
    sqlite_ledger: SqlLedger,
) -> None:
    body = b'{"type":"' + b"x" * (10 * 1024 * 1024)
    async with open_desk(sqlite_ledger) as desk:
        assert (await desk.post(body, JSON)).status == 413
    async with hint_doors(sqlite_ledger) as doors:
        assert (await doors.post(body)).status == 413
