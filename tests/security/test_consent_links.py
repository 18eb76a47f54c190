"""A link that connects Teamleader: one time, ten minutes, on whichever replica."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from bot.consent import CALLBACK, ConsentDesk, digest_of
from bot.metrics import Metrics
from bot.web import Doors, web_application
from core.domain.reason import System
from core.errors import RemoteRefused, RemoteUnavailable
from core.ports import Ledger
from storage.consents import MOST_OPEN
from storage.ledger import SqlLedger
from tests.conftest import LedgerClock
from tests.security.wire import Reply, Wire, wired

CODE = "def502" + "0" * 700
MINUTE = 60


@dataclass
class Asked:
    """Teamleader's side of a consent, and the ledger of ours."""

    ledger: Ledger
    completed: list[str] = field(default_factory=list)
    trouble: Exception | None = None

    def link(self, state: str) -> str:
        query = urlencode({"response_type": "code", "state": state})
        return f"https://focus.teamleader.example/authorize?{query}"

    async def complete(self, code: str) -> str:
        self.completed.append(code)
        if self.trouble is not None:
            raise self.trouble
        return "account-1"

    async def expect(self, digest: str, by: str, seconds: float) -> None:
        await self.ledger.write(lambda tx: tx.consents.expect(digest, by, seconds))

    async def take(self, digest: str) -> str | None:
        return await self.ledger.write(lambda tx: tx.consents.take(digest))


@dataclass
class Replica:
    """One process with its desk and its door."""

    desk: ConsentDesk
    asked: Asked
    wire: Wire

    async def back(self, *pairs: tuple[str, str]) -> Reply:
        """Come back from Teamleader with these parameters."""
        return await self.wire.ask("GET", f"{CALLBACK}?{urlencode(pairs)}")


@asynccontextmanager
async def a_replica(ledger: Ledger) -> AsyncIterator[Replica]:
    asked = Asked(ledger)
    desk = ConsentDesk(asked)
    doors = Doors(teamleader_answer=desk.door)
    async with wired(web_application(doors, Metrics())) as wire:
        yield Replica(desk, asked, wire)


def state_of(link: str) -> str:
    return parse_qs(urlsplit(link).query)["state"][0]


async def test_any_replica_takes_the_answer(ledger: SqlLedger) -> None:
    async with a_replica(ledger) as asking, a_replica(ledger) as other:
        link = await asking.desk.link("U1")
        page = await other.back(("state", state_of(link)), ("code", CODE))

        assert page.status == 200
        assert "account-1" in page.text
        assert other.asked.completed == [CODE]


async def test_a_restart_does_not_lose_the_link(ledger: SqlLedger) -> None:
    async with a_replica(ledger) as before:
        link = await before.desk.link("U1")
    async with a_replica(ledger) as after:
        page = await after.back(("state", state_of(link)), ("code", CODE))

    assert page.status == 200


async def test_of_all_replicas_one_takes_it(ledger: SqlLedger) -> None:
    async with a_replica(ledger) as one, a_replica(ledger) as two:
        state = ("state", state_of(await one.desk.link("U1")))
        pages = await asyncio.gather(
            *(each.back(state, ("code", CODE)) for each in (one, two))
        )

        assert sorted(page.status for page in pages) == [200, 400]
        assert len(one.asked.completed + two.asked.completed) == 1


async def test_a_link_works_for_ten_minutes_and_not_a_second_longer(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    async with a_replica(ledger) as replica:
        first = state_of(await replica.desk.link("U1"))
        second = state_of(await replica.desk.link("U1"))
        ledger_clock.advance(10 * MINUTE - 1)
        in_time = await replica.back(("state", first), ("code", CODE))
        ledger_clock.advance(1)
        late = await replica.back(("state", second), ("code", CODE))

    assert (in_time.status, late.status) == (200, 400)


async def test_only_a_digest_of_the_state_is_kept(sqlite_ledger: SqlLedger) -> None:
    from sqlalchemy import select

    from storage.tables import consent

    async with a_replica(sqlite_ledger) as replica:
        state = state_of(await replica.desk.link("U1"))
    (row,) = await sqlite_ledger.read(
        lambda tx: tx._work.connection.execute(select(consent)).all()  # type: ignore[attr-defined]
    )

    assert row.digest == hashlib.sha256(state.encode()).hexdigest()
    assert len(state) >= 43
    assert row.by == "U1"


async def test_what_the_ledger_holds_is_no_link(sqlite_ledger: SqlLedger) -> None:
    async with a_replica(sqlite_ledger) as replica:
        digest = digest_of(state_of(await replica.desk.link("U1")))
        page = await replica.back(("state", digest), ("code", CODE))

    assert page.status == 400


async def test_the_number_of_open_links_is_bounded(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    async with a_replica(ledger) as replica:
        states = []
        for _ in range(MOST_OPEN + 1):
            states.append(state_of(await replica.desk.link("U1")))
            ledger_clock.advance(1)
        pages = [await replica.back(("state", each), ("code", CODE)) for each in states]

    assert [page.status for page in pages] == [400, *[200] * MOST_OPEN]


async def test_who_waits_is_told_even_if_nobody_else_is(
    sqlite_ledger: SqlLedger,
) -> None:
    async with a_replica(sqlite_ledger) as replica:
        request = await replica.desk.request("command line")
        await replica.back(("state", state_of(request.link)), ("code", CODE))

        assert await request.answer == "account-1"


@pytest.mark.parametrize(
    ("trouble", "status", "words"),
    [
        (RemoteRefused(System.TEAMLEADER, "t", "invalid", "no"), 400, "did not take"),
        (RemoteUnavailable(System.TEAMLEADER, "t"), 502, "did not complete"),
        (ConnectionError("database"), 503, "could not be kept"),
    ],
    ids=["refused", "unavailable", "database-away"],
)
async def test_what_goes_wrong_is_said_and_the_link_is_spent(
    sqlite_ledger: SqlLedger, trouble: Exception, status: int, words: str
) -> None:
    async with a_replica(sqlite_ledger) as replica:
        state = ("state", state_of(await replica.desk.link("U1")))
        replica.asked.trouble = trouble
        page = await replica.back(state, ("code", CODE))
        again = await replica.back(state, ("code", CODE))

    assert page.status == status
    assert words in page.text
    assert again.status == 400
    assert len(replica.asked.completed) == 1


async def test_a_link_outlives_a_database_that_is_away(
    sqlite_ledger: SqlLedger,
) -> None:
    class Away(Asked):
        async def take(self, digest: str) -> str | None:
            raise ConnectionError

    async with a_replica(sqlite_ledger) as replica:
        state = ("state", state_of(await replica.desk.link("U1")))
        replica.desk._consent = Away(sqlite_ledger)
        page = await replica.back(state, ("code", CODE))
        replica.desk._consent = replica.asked
        later = await replica.back(state, ("code", CODE))

    assert (page.status, later.status) == (503, 200)
    assert "Nothing was changed" in page.text


Pairs = list[tuple[str, str]]
Forge = Callable[[str], Pairs]


def altered(state: str, at: int) -> str:
    other = "A" if state[at] != "A" else "B"
    return state[:at] + other + (state[at + 1 :] if at != -1 else "")


FORGED: dict[str, Forge] = {
    "nothing": lambda s: [],
    "no-state": lambda s: [("code", CODE)],
    "empty-state": lambda s: [("state", ""), ("code", CODE)],
    "blank-state": lambda s: [("state", " "), ("code", CODE)],
    "space-before": lambda s: [("state", " " + s), ("code", CODE)],
    "space-after": lambda s: [("state", s + " "), ("code", CODE)],
    "line-after": lambda s: [("state", s + "\n"), ("code", CODE)],
    "nul-after": lambda s: [("state", s + "\0"), ("code", CODE)],
    "one-short": lambda s: [("state", s[:-1]), ("code", CODE)],
    "one-more": lambda s: [("state", s + "A"), ("code", CODE)],
    "half": lambda s: [("state", s[:21]), ("code", CODE)],
    "twice-in-one": lambda s: [("state", s + s), ("code", CODE)],
    "first-sign-wrong": lambda s: [("state", altered(s, 0)), ("code", CODE)],
    "last-sign-wrong": lambda s: [("state", altered(s, -1)), ("code", CODE)],
    "upper-case": lambda s: [("state", s.upper()), ("code", CODE)],
    "lower-case": lambda s: [("state", s.lower()), ("code", CODE)],
    "other-case": lambda s: [("state", s.swapcase()), ("code", CODE)],
    "backwards": lambda s: [("state", s[::-1]), ("code", CODE)],
    "padded": lambda s: [("state", s + "="), ("code", CODE)],
    "encoded-again": lambda s: [
        ("state", base64.b64encode(s.encode()).decode()),
        ("code", CODE),
    ],
    "its-digest": lambda s: [("state", digest_of(s)), ("code", CODE)],
    "quoted": lambda s: [("state", f'"{s}"'), ("code", CODE)],
    "in-brackets": lambda s: [("state[]", s), ("code", CODE)],
    "name-in-upper-case": lambda s: [("STATE", s), ("code", CODE)],
    "two-right-ones": lambda s: [("state", s), ("state", s), ("code", CODE)],
    "right-then-wrong": lambda s: [("state", s), ("state", "x"), ("code", CODE)],
    "wrong-then-right": lambda s: [("state", "x"), ("state", s), ("code", CODE)],
    "two-codes": lambda s: [("state", s), ("code", CODE), ("code", "x")],
    "guessed": lambda s: [("state", "1"), ("code", CODE)],
    "true": lambda s: [("state", "true"), ("code", CODE)],
    "null": lambda s: [("state", "null"), ("code", CODE)],
    "zero": lambda s: [("state", "0"), ("code", CODE)],
    "everything": lambda s: [("state", "%"), ("code", CODE)],
    "a-pattern": lambda s: [("state", "*"), ("code", CODE)],
    "always-true": lambda s: [("state", "' OR 1=1 --"), ("code", CODE)],
    "a-union": lambda s: [("state", "' UNION SELECT digest FROM consent --")],
    "a-path": lambda s: [("state", "../../state"), ("code", CODE)],
    "beyond-ascii": lambda s: [("state", "é" * 43), ("code", CODE)],
    "wide-letters": lambda s: [("state", "\uff21" * 43), ("code", CODE)],
    "a-face": lambda s: [("state", "\U0001f600" * 10), ("code", CODE)],
    "markup": lambda s: [("state", "<script>alert(1)</script>"), ("code", CODE)],
    "long": lambda s: [("state", "x" * 6_000), ("code", CODE)],
    "only-a-refusal": lambda s: [("error", "access_denied")],
    "a-refusal-of-nothing": lambda s: [("state", "x"), ("error", "access_denied")],
}


@pytest.fixture
async def replica(sqlite_ledger: SqlLedger) -> AsyncIterator[Replica]:
    async with a_replica(sqlite_ledger) as opened:
        yield opened


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
async def test_an_answer_nobody_asked_for_changes_nothing(
    replica: Replica, forge: Forge
) -> None:
    state = state_of(await replica.desk.link("U1"))
    page = await replica.back(*forge(state))

    assert page.status == 400
    assert "<script>" not in page.text
    assert replica.asked.completed == []
    good = await replica.back(("state", state), ("code", CODE))
    assert good.status == 200


@pytest.mark.parametrize(
    "query",
    [
        "state=%ff%fe&code=x",
        "state=%ed%a0%80&code=x",
        "state=%&code=%",
        "&&&===",
        "state",
        "state=%00",
        "?" * 50,
        "a=" * 500,
    ],
)
async def test_a_query_that_is_none_changes_nothing(
    replica: Replica, query: str
) -> None:
    page: Any = await replica.wire.ask("GET", f"{CALLBACK}?{query}")

    assert page.status == 400
    assert replica.asked.completed == []


async def test_a_link_is_not_taken_by_looking_at_its_head(replica: Replica) -> None:
    """Programs that preview links send HEAD or OPTIONS; that must not use one up."""
    state = state_of(await replica.desk.link("U1"))
    path = f"{CALLBACK}?{urlencode({'state': state, 'code': CODE})}"
    for method in ("HEAD", "OPTIONS", "POST", "PUT", "DELETE"):
        assert (await replica.wire.ask(method, path)).status == 405

    assert replica.asked.completed == []
    assert (await replica.wire.ask("GET", path)).status == 200


async def test_the_page_is_kept_by_nobody_and_tells_no_address(
    replica: Replica,
) -> None:
    page = await replica.back(("state", "x"))

    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
