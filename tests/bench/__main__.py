"""Measures, prints a table and writes it into docs/benchmarks.md."""

from __future__ import annotations

import asyncio
import os
import platform
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from bot.memory import spare_what_stays
from core.adapters.clock import SystemClock
from tests.bench import calls, door, hint_to_twikey
from tests.bench.world import Figure

PAGE = Path(__file__).parent.parent.parent / "docs" / "benchmarks.md"


@dataclass(frozen=True)
class Measurement:
    """Something to be measured, and how it is done."""

    title: str
    how: str
    measure: Callable[[], Awaitable[Sequence[Figure]]]


MEASUREMENTS = (
    Measurement(
        "From a hint to the invoice in Twikey",
        "The bot serves in a process of its own, the stand-ins in another, over HTTP "
        "on loopback. Each "
        f"call to a vendor takes {hint_to_twikey.LATENCY * 1000:.0f} ms longer. "
        f"{hint_to_twikey.INVOICES} invoices, one at a time, after "
        f"{hint_to_twikey.WARM_UP} to warm up; the time runs from the post of the hint "
        "until the stand-in holds the invoice, looked at every 2 ms. The yardstick is "
        "three round trips: read the invoice, read the customer, create.",
        hint_to_twikey.measure,
    ),
    Measurement(
        "Hints acknowledged, each after its commit",
        f"{door.POSTS} posts over {door.CONNECTIONS} connections, opened before, from "
        "another process to the real door, every one about another invoice, into "
        "SQLite in a file with full synchronisation. All are found in the ledger "
        "afterwards.",
        door.measure,
    ),
    Measurement(
        f"Vendor calls for a book of {calls.INVOICES} invoices",
        f"{calls.INVOICES} invoices of {calls.CUSTOMERS} customers, imported by one "
        "manual run from an empty ledger; counted at the stand-ins.",
        calls.measure,
    ),
)


async def _measured() -> list[tuple[Measurement, Sequence[Figure]]]:
    return [(each, await each.measure()) for each in MEASUREMENTS]


def page(measured: Sequence[tuple[Measurement, Sequence[Figure]]]) -> str:
    """Return the whole page as Markdown."""
    return "\n".join(
        [
            "# Benchmarks",
            "",
            "Made by `make bench`, which overwrites this page. The stand-ins have no "
            "rate limits here and answer at once unless it says otherwise: what counts "
            "in practice is Teamleader's 200 calls a minute. As in the running bot, "
            "collections of garbage pass over what was loaded at the start.",
            "",
            f"Measured on {_day()}: {_machine()}.",
            *(line for each, found in measured for line in _section(each, found)),
            "",
        ]
    )


def _section(measurement: Measurement, figures: Sequence[Figure]) -> list[str]:
    rows = [
        f"| {one.name} | {one.value} | {one.bound or '-'} | {_kept(one)} |"
        for one in figures
    ]
    head = ["| | measured | wanted | kept |", "|---|---|---|---|"]
    return ["", f"## {measurement.title}", "", measurement.how, "", *head, *rows]


def _kept(figure: Figure) -> str:
    return {None: "-", True: "yes", False: "no"}[figure.kept]


def _day() -> str:
    return SystemClock().now().astimezone(UTC).date().isoformat()


def _machine() -> str:
    cores, load = os.cpu_count(), os.getloadavg()[0]
    return (
        f"{cores} cores, {platform.machine()}, {platform.system()}, Python "
        f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}; load average "
        f"{load:.1f} at the end, so a value far above {cores} means that others "
        "worked on the machine too and the times are too long rather than too short"
    )


if __name__ == "__main__":
    spare_what_stays()
    text = page(asyncio.run(_measured()))
    PAGE.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
