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


async def test_stopping_at_the_very_moment_a_job_begins_is_no_error(
    ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    async def work() -> None:
        await asyncio.Event().wait()

    with caplog.at_level(logging.INFO):
        for turns in range(6):
            job = Job(f"endless-{turns}", 60, work)
            async with running([job], ledger, SystemClock()):
                for _ in range(turns):
                    await asyncio.sleep(0)
        await asyncio.sleep(0)

    assert not [each for each in caplog.records if each.levelno >= logging.WARNING]


async def test_a_job_is_over_before_what_it_works_with_is_closed(
    ledger: Ledger,
) -> None:
    begun, noted = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            await ledger.write(lambda tx: tx.marks.put("ended", tx.now))
            noted.set()

    async with running([Job("tidy", 60, work)], ledger, SystemClock()):
        await begun.wait()

    assert noted.is_set()
