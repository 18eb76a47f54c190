"""The whole company at once: stand-ins on loopback and the real bot."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.bootstrap import Bot, open_bot
from bot.cli.demo import QUICKER
from bot.settings import load_settings
from sandbox import looking
from sandbox.teamleader import Invoice
from sandbox.together import StandIns, open_stand_ins
from sandbox.twikey import Mail


@dataclass(frozen=True)
class Company:
    """The stand-ins and the bot that works on them."""

    stand_ins: StandIns
    bot: Bot

    def nameless(self) -> Invoice:
        """Return an invoice of a customer without a name."""
        return looking.nameless(self.stand_ins.teamleader)

    def copies(self, number: str) -> int:
        """Count the invoices Twikey has under a number."""
        return looking.copies(self.stand_ins, number)

    def mails(self, number: str) -> list[Mail]:
        """Return the invitations Twikey sent for a number."""
        return looking.mails(self.stand_ins, number)


@asynccontextmanager
async def _company(more: Mapping[str, str]) -> AsyncIterator[Company]:
    async with open_stand_ins(book="demo") as stand_ins:
        env = {**stand_ins.env, "PORT": "0", **more}
        settings = load_settings(env, env_file=None)
        async with open_bot(settings) as bot:
            yield Company(stand_ins, bot)


@pytest.fixture
async def company() -> AsyncIterator[Company]:
    async with _company({}) as company:
        yield company


@pytest.fixture
async def quick_company() -> AsyncIterator[Company]:
    """A company whose waits are seconds, as in the demo."""
    async with _company(QUICKER) as company:
        yield company


@pytest.fixture
def pictures(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where screenshots go: the documentation's folder if asked for."""
    if request.config.getoption("--pictures"):
        return Path(__file__).parents[2] / "docs"
    return tmp_path
