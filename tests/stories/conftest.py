"""The whole company at once: stand-ins on loopback and the real bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.bootstrap import Bot, open_bot
from bot.settings import load_settings
from sandbox.together import StandIns, open_stand_ins


@dataclass(frozen=True)
class Company:
    """The stand-ins and the bot that works on them."""

    stand_ins: StandIns
    bot: Bot


@pytest.fixture
async def company() -> AsyncIterator[Company]:
    async with open_stand_ins(book="demo") as stand_ins:
        settings = load_settings({**stand_ins.env, "PORT": "0"}, env_file=None)
        async with open_bot(settings) as bot:
            yield Company(stand_ins, bot)
