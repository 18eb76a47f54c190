"""The first start is remembered before anything can come in."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.bootstrap import open_bot
from bot.settings import load_settings
from core.stocktaking import SINCE
from sandbox.together import open_stand_ins


async def test_the_start_is_kept_although_teamleader_does_not_answer_yet() -> None:
    async with open_stand_ins(book="empty") as stand_ins:
        settings = load_settings({**stand_ins.env, "PORT": "0"}, env_file=None)
        stand_ins.teamleader.faults.add("*", 503, times=None)
        async with open_bot(settings) as bot:
            stored = await bot.core.ledger.read(lambda tx: tx.settings.all().get(SINCE))
            now = await bot.core.ledger.read(lambda tx: tx.now)

    assert stored is not None
    since = datetime.fromisoformat(stored)
    assert since.tzinfo is not None
    assert 0 <= (now - since.astimezone(UTC)).total_seconds() < 60
