"""What every measurement stands on: stand-ins on loopback and the real bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sandbox.together import StandIns, open_stand_ins

PROFILE = 4021
SECRET = "Zm9yLWJlbmNobWFya3Mtb25seS0xMjgtYml0cw"
NO_LIMIT = 1_000_000
LARGEST_RATE = 10_000
"""The most calls a minute that the settings let through."""


@dataclass(frozen=True)
class Figure:
    """One measured number; ``bound`` is the most (or least) it should be, in words."""

    name: str
    value: str
    bound: str = ""
    kept: bool | None = None


@asynccontextmanager
async def open_world() -> AsyncIterator[tuple[StandIns, dict[str, str]]]:
    """Serve empty books without rate limits: what is measured is the bot, not waiting.

    Gives the stand-ins and the settings of a bot beside them, as environment variables.
    The one profile sends by itself, with the PDF.
    """
    async with open_stand_ins(book="empty") as stand_ins:
        stand_ins.twikey.add_profile(
            PROFILE, "Standard", send_on_booking=True, include_pdf=True
        )
        stand_ins.teamleader.limits.limit = NO_LIMIT
        stand_ins.twikey.switches.turn(reads_per_minute=NO_LIMIT)
        env = {
            **stand_ins.env,
            "PORT": "0",
            "TEAMLEADER_RATE_LIMIT": str(LARGEST_RATE),
            "TEAMLEADER_WEBHOOK_SECRET": SECRET,
            "DEFAULT_PROFILE": str(PROFILE),
            "PROFILES": f'[{{"id": "{PROFILE}", "name": "Standard", '
            '"send_automatically": true, "require_pdf": true}]',
        }
        yield stand_ins, env


def slow_down(stand_ins: StandIns, seconds: float) -> None:
    """Let every call to a vendor take that much longer from now on."""
    stand_ins.teamleader.faults.add("*", "latency", times=None, detail=seconds)
    stand_ins.twikey.faults.add("*", f"latency:{seconds}", times=NO_LIMIT)


async def until_there(numbers: Sequence[str], stand_ins: StandIns) -> None:
    """Wait until Twikey holds these invoices; looks every 2 ms.

    Raises ``TimeoutError`` after half a minute.
    """
    async with asyncio.timeout(30):
        wanted = set(numbers)
        while True:
            there = {one.number for one in stand_ins.twikey.invoices.values()}
            if wanted <= there:
                return
            await asyncio.sleep(0.002)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that a share of all values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, round(share * len(ordered) + 0.5) - 1)]
