"""The demo, stopped in the middle by a person or by the system."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.cli.exits import INTERRUPTED, TERMINATED


@asynccontextmanager
async def a_demo() -> AsyncIterator[asyncio.subprocess.Process]:
    """A demo in the middle of its tour."""
    demo = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _HEEDING_CTRL_C),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        assert demo.stdout is not None
        async with asyncio.timeout(60):
            while b"real one" not in await demo.stdout.readline():
                assert not demo.stdout.at_eof()
        yield demo
    finally:
        if demo.returncode is None:
            demo.kill()
            await demo.wait()


_HEEDING_CTRL_C = """
import signal, sys
# Whoever starts the tests in the background has it ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
from bot.cli import main
sys.exit(main(["demo", "--exit"]))
"""


@pytest.mark.parametrize(
    ("sent", "code"),
    [(signal.SIGINT, INTERRUPTED), (signal.SIGTERM, TERMINATED)],
)
async def test_a_tour_that_was_stopped_is_no_success(
    sent: signal.Signals, code: int
) -> None:
    async with a_demo() as demo:
        demo.send_signal(sent)
        _, told = await asyncio.wait_for(demo.communicate(), 30)

    assert demo.returncode == code
    assert b"Traceback" not in told
