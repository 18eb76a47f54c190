"""Connecting Teamleader: a link that works once, for ten minutes."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from bot.consent import CALLBACK, ConsentDesk, ConsentRefused, redirect_address
from bot.metrics import Metrics
from bot.web import Doors, serve_web, web_application
from core.domain.reason import System
from core.errors import ConfigurationError, RemoteRefused
from tests.bot.cli_world import CannedParts, StillClock, run_command
from tests.bot.test_settings import settings_with


@dataclass
class WillingTeamleader:
    """Says yes to one code."""

    clock: StillClock = field(default_factory=StillClock)
    completed: list[str] = field(default_factory=list)
    links: dict[str, datetime] = field(default_factory=dict)

    def link(self, state: str) -> str:
        return f"https://teamleader.example/authorize?state={state}"

    async def complete(self, code: str) -> str:
        if code != "good":
            raise RemoteRefused(System.TEAMLEADER, "token", "invalid_grant", "no")
        self.completed.append(code)
        return "Bakkerij <Maes>"

    async def expect(self, digest: str, by: str, seconds: float) -> None:
        self.links[digest] = self.clock.now() + timedelta(seconds=seconds)

    async def take(self, digest: str) -> str | None:
        until = self.links.pop(digest, None)
        return "U1" if until and until > self.clock.now() else None


class SettableClock(StillClock):
    def __init__(self) -> None:
        self.at = datetime(2026, 3, 10, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


@dataclass
class Set:
    """A desk behind its door, and a browser in front of it."""

    desk: ConsentDesk
    clock: SettableClock
    browser: httpx.AsyncClient

    async def visit(self, **query: str) -> httpx.Response:
        return await self.browser.get(CALLBACK, params=query)


@asynccontextmanager
async def a_desk() -> AsyncIterator[Set]:
    clock = SettableClock()
    desk = ConsentDesk(WillingTeamleader(clock))
    application = web_application(Doors(teamleader_answer=desk.door), Metrics())
    async with (
        serve_web(application, "127.0.0.1", 0) as address,
        httpx.AsyncClient(base_url=address, trust_env=False) as browser,
    ):
        yield Set(desk, clock, browser)


def a_free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def state_of(link: str) -> str:
    return httpx.URL(link).params["state"]


async def test_saying_yes_connects_and_tells_the_account() -> None:
    async with a_desk() as a:
        request = await a.desk.request("U1")
        page = await a.visit(state=state_of(request.link), code="good")

        assert await request.answer == "Bakkerij <Maes>"
    assert page.status_code == 200
    assert "Bakkerij &lt;Maes&gt;" in page.text


async def test_a_link_works_only_once() -> None:
    async with a_desk() as a:
        state = state_of((await a.desk.request("U1")).link)
        await a.visit(state=state, code="good")
        again = await a.visit(state=state, code="good")

    assert again.status_code == 400


async def test_a_link_ends_after_ten_minutes() -> None:
    async with a_desk() as a:
        request = await a.desk.request("U1")
        a.clock.at += timedelta(minutes=10)
        late = await a.visit(state=state_of(request.link), code="good")

        assert not request.answer.done()
    assert late.status_code == 400


@pytest.mark.parametrize(
    "query", [{}, {"code": "good"}, {"state": "x", "code": "good"}]
)
async def test_an_answer_nobody_asked_for_is_refused(query: dict[str, str]) -> None:
    async with a_desk() as a:
        request = await a.desk.request("U1")
        page = await a.visit(**query)

        assert page.status_code == 400
        assert not request.answer.done()


async def test_saying_no_is_told() -> None:
    async with a_desk() as a:
        request = await a.desk.request("U1")
        await a.visit(state=state_of(request.link), error="access_denied")

        with pytest.raises(ConsentRefused):
            await request.answer


async def test_saying_no_without_a_state_tells_how_to_try_again() -> None:
    async with a_desk() as a:
        request = await a.desk.request("U1")
        page = await a.visit(error="access_denied")
        assert "not granted" in page.text
        assert "expired" not in page.text

        await a.visit(state=state_of(request.link), code="good")
        assert await request.answer == "Bakkerij <Maes>"


async def test_a_code_that_teamleader_does_not_take_is_told() -> None:
    async with a_desk() as a:
        request = await a.desk.request("U1")
        page = await a.visit(state=state_of(request.link), code="bad")

        with pytest.raises(RemoteRefused):
            await request.answer
    assert page.status_code == 400


async def test_two_links_at_a_time_do_not_mix() -> None:
    async with a_desk() as a:
        first, second = await a.desk.request("U1"), await a.desk.request("U1")
        await a.visit(state=state_of(second.link), code="good")

        assert not first.answer.done()
        assert second.answer.done()


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({}, "http://127.0.0.1:8080/teamleader/callback"),
        ({"HOST": "::1"}, "http://[::1]:8080/teamleader/callback"),
        ({"HOST": "::"}, "http://localhost:8080/teamleader/callback"),
        (
            {"PUBLIC_URL": "https://bot.example/x/", "PORT": "0"},
            "https://bot.example/x/teamleader/callback",
        ),
    ],
)
def test_the_browser_is_sent_back_to(given: dict[str, str], address: str) -> None:
    assert redirect_address(settings_with(**given)) == address


def test_the_browser_cannot_be_sent_to_a_port_of_chance() -> None:
    with pytest.raises(ConfigurationError):
        redirect_address(settings_with(PORT="0"))


def test_the_command_prints_the_link_and_waits_for_the_answer() -> None:
    port = a_free_port()

    class AtOnce(WillingTeamleader):
        """The person is quick: the browser is back as soon as the link is out."""

        def link(self, state: str) -> str:
            address = f"http://127.0.0.1:{port}{CALLBACK}"
            self.visit = asyncio.ensure_future(self._visit(address, state))
            return super().link(state)

        async def _visit(self, address: str, state: str) -> None:
            async with httpx.AsyncClient(trust_env=False) as browser:
                await browser.get(address, params={"state": state, "code": "good"})

    parts = CannedParts(consent=AtOnce())
    ended = run_command("connect", parts=parts, PORT=str(port))

    assert ended.code == 0
    assert "https://teamleader.example/authorize?state=" in ended.out
    assert "connected: Bakkerij <Maes>" in ended.out


def test_a_taken_port_is_told_with_its_mend() -> None:
    async def twice() -> int:
        server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            parts = CannedParts(consent=WillingTeamleader())
            ended = await asyncio.to_thread(
                run_command, "connect", parts=parts, PORT=str(port)
            )
        assert "another HOST and PORT" in ended.err
        return ended.code

    assert asyncio.run(twice()) == 2
