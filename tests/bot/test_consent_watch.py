"""Connecting from the command line while the running bot takes the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from bot.bootstrap import TeamleaderConsent
from bot.consent import ConsentDesk, ConsentRefused, digest_of
from bot.consent_watch import (
    LOOK_SECONDS,
    LOOKS_AFTERWARDS,
    Progress,
    answered_anywhere,
)
from core.domain.reason import System
from core.ports import Ledger
from tests.bot.cli_world import CannedParts, StillClock, run_command
from tests.bot.test_consent import a_free_port

ANSWERED = "https://bot.example/teamleader/callback"


@dataclass
class Teamleader:
    """Its side of a consent: whoever brings the code gets a permission."""

    ledger: Ledger

    def authorization_link(self, state: str, redirect_uri: str) -> str:
        return state

    async def exchange(self, code: str, redirect_uri: str) -> str:
        await self.renews()
        return await self.account()

    async def renews(self) -> None:
        name = System.TEAMLEADER
        await self.ledger.write(lambda tx: tx.credentials.put(name, "secret", None))

    async def account(self) -> str:
        return "Bakkerij Maes"


@dataclass
class Meanwhile(StillClock):
    """A clock on which something happens while somebody waits for the first time."""

    happens: Callable[[], Awaitable[None]] | None = None
    waits: int = 0
    went_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def sleep(self, seconds: float) -> None:
        self.waits += 1
        happens = getattr(self, "happens", None)
        if self.waits == 1 and happens is not None:
            await happens()
        if self.waits == 3 and happens is not None:
            self.went_on.set()
        await asyncio.sleep(0)


def a_consent(ledger: Ledger) -> TeamleaderConsent:
    return TeamleaderConsent(Teamleader(ledger), ledger, ANSWERED)  # type: ignore[arg-type]


async def test_an_answer_that_the_running_bot_took_ends_the_waiting(
    ledger: Ledger,
) -> None:
    here, running_bot = a_consent(ledger), a_consent(ledger)
    request = await ConsentDesk(here).request("command line")

    async def said_yes() -> None:
        assert await running_bot.take(digest_of(request.link))
        await running_bot.complete("code")

    answer = await answered_anywhere(here, request, Meanwhile(happens=said_yes))

    assert answer == "Bakkerij Maes"


async def test_a_renewal_meanwhile_is_no_answer(ledger: Ledger) -> None:
    here = a_consent(ledger)
    request = await ConsentDesk(here).request("command line")
    clock = Meanwhile(happens=Teamleader(ledger).renews)

    waiting = asyncio.create_task(answered_anywhere(here, request, clock))
    await clock.went_on.wait()
    await here.take(request.digest)

    with pytest.raises(ConsentRefused, match="page in the browser"):
        await waiting
    assert clock.waits >= LOOKS_AFTERWARDS


async def test_an_answer_that_comes_here_is_taken_here(ledger: Ledger) -> None:
    here = a_consent(ledger)
    request = await ConsentDesk(here).request("command line")
    request.answer.set_result("Slagerij Peeters")

    answer = await answered_anywhere(here, request, Meanwhile())

    assert answer == "Slagerij Peeters"


@pytest.mark.parametrize("taken", [True, False])
def test_connect_waits_for_whoever_listens_at_the_public_address(
    monkeypatch: pytest.MonkeyPatch, *, taken: bool
) -> None:
    monkeypatch.setattr(StillClock, "sleep", Meanwhile.sleep)
    monkeypatch.setattr(StillClock, "waits", 0, raising=False)

    async def connects() -> str:
        server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
        async with server:
            occupied = server.sockets[0].getsockname()[1]
            ended = await asyncio.to_thread(
                run_command,
                "connect",
                parts=CannedParts(consent=AnsweredElsewhere()),
                PORT=str(occupied if taken else a_free_port()),
                PUBLIC_URL="https://bot.example",
            )
        assert ended.code == 0, ended.err
        return ended.out

    told = asyncio.run(connects())

    assert "https://teamleader.example" in told
    assert "connected: Bakkerij Maes" in told


class AnsweredElsewhere:
    """A person says yes at once, and the running bot takes the answer."""

    def __init__(self) -> None:
        self.looks = 0

    def link(self, state: str) -> str:
        return f"https://teamleader.example/authorize?state={state}"

    async def expect(self, digest: str, by: str, seconds: float) -> None:
        assert seconds > LOOK_SECONDS

    async def progress(self, digest: str) -> Progress:
        self.looks += 1
        return Progress(is_open=False, generation=self.looks)

    async def account(self) -> str:
        return "Bakkerij Maes"
