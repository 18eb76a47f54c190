"""Jobs of the schedule, from being woken to being stopped."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.jobs import Job, running
from core.adapters.clock import SystemClock
from core.ports import Ledger


async def test_stopping_the_bot_in_the_middle_of_a_job_is_no_error(
    ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    with caplog.at_level(logging.INFO):
        async with running([Job("endless", 60, work)], ledger, SystemClock()):
            await begun.wait()
        await ended.wait()
        # The scheduler hears of the end one turn of the loop later.
        await asyncio.sleep(0)
    assert not [each for each in caplog.records if each.levelno >= logging.WARNING]
    assert "job-ended-early" in caplog.messages
