"""How long it takes from a hint until the invoice is in Twikey."""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from tempfile import TemporaryDirectory

import httpx

from bot.bootstrap.core import ledger_of
from bot.hooks import HOOKS_PATH
from bot.settings import load_settings
from core.watching import SWEEP
from sandbox.together import StandIns
from tests.bench.world import (
    SECRET,
    Figure,
    open_world,
    percentile,
    slow_down,
    until_there,
)
from tests.bot.test_consent import a_free_port

LATENCY = 0.05
ROUND_TRIPS = 3
BOUND = 1.5
WARM_UP, INVOICES = 5, 100

QUIET_SECONDS = 0.3
"""So long nothing is called before the next invoice, if each goes alone."""

MOMENT_SECONDS = 0.2
BESIDE = ", PDFs of the former ones beside it"

Rest = Callable[[StandIns], Awaitable[None]]
"""What is waited for before the next invoice."""


async def measure() -> list[Figure]:
    """Book one invoice after the other, the hint at once; 50 ms per vendor call."""
    async with open_world() as (stand_ins, env), _a_bot(env) as url:
        await _has_taken_stock(env)
        slow_down(stand_ins, LATENCY)
        async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
            for _ in range(WARM_UP):
                await _seconds_for_one(client, stand_ins, _nothing_more_is_called)
            calls_before = _calls(stand_ins)
            alone = [
                await _seconds_for_one(client, stand_ins, _nothing_more_is_called)
                for _ in range(INVOICES)
            ]
            calls = _calls(stand_ins) - calls_before
            busy = [
                await _seconds_for_one(client, stand_ins, _a_moment)
                for _ in range(INVOICES)
            ]
    return [*_figures("", alone), *_figures(BESIDE, busy), _calls_told(calls)]


@asynccontextmanager
async def _a_bot(env: Mapping[str, str]) -> AsyncIterator[str]:
    """Serve the bot in a process of its own; gives its address."""
    port = str(a_free_port())
    with TemporaryDirectory() as folder:
        # A folder of its own: no file with settings is to be found there.
        serving = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "serve"),
            cwd=folder,
            env={**env, "PORT": port, "LOG_LEVEL": "WARNING"},
        )
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            serving.terminate()
            await serving.wait()


async def _has_taken_stock(env: Mapping[str, str]) -> None:
    settings = load_settings(env, env_file=None)
    async with asyncio.timeout(30), ledger_of(settings) as ledger:
        while True:
            if await ledger.read(lambda tx: tx.marks.get(SWEEP)):
                return
            await asyncio.sleep(0.05)


async def _nothing_more_is_called(stand_ins: StandIns) -> None:
    """Wait until PDF and invitation are through, too."""
    before = Counter[str]()
    while (now := _calls(stand_ins)) != before:
        before = now
        await asyncio.sleep(QUIET_SECONDS)


async def _a_moment(_: StandIns) -> None:
    """Let the PDFs and invitations of the last ones go on beside the next."""
    await asyncio.sleep(MOMENT_SECONDS)


async def _seconds_for_one(
    client: httpx.AsyncClient, stand_ins: StandIns, rest: Rest
) -> float:
    teamleader = stand_ins.teamleader
    invoice_id = teamleader.draft_invoice("121.00")
    teamleader.book(invoice_id)
    hint = {
        "subject": {"type": "invoice", "id": invoice_id},
        "account": {"type": "account", "id": teamleader.account_id},
        "type": "invoice.booked",
    }
    began = time.perf_counter()
    answer = await client.post(f"{HOOKS_PATH}{SECRET}", json=hint)
    answer.raise_for_status()
    await until_there([str(teamleader.books.invoice(invoice_id).number)], stand_ins)
    took = time.perf_counter() - began
    await rest(stand_ins)
    return took


def _calls(stand_ins: StandIns) -> Counter[str]:
    """Count the calls that reached the vendors, by operation."""
    return Counter(
        [call.operation for call in stand_ins.teamleader.calls]
        + [f"twikey {call.operation}" for call in stand_ins.twikey.calls]
    )


def _figures(told: str, took: list[float]) -> list[Figure]:
    floor = ROUND_TRIPS * LATENCY
    middle, late = percentile(took, 0.5), percentile(took, 0.99)
    bound = f"at most {BOUND}x of {ROUND_TRIPS} round trips ({floor * 1000:.0f} ms)"
    return [
        Figure(f"p50{told}", f"{middle * 1000:.0f} ms ({middle / floor:.2f}x)"),
        Figure(
            f"p99{told}",
            f"{late * 1000:.0f} ms ({late / floor:.2f}x)",
            bound,
            late <= BOUND * floor,
        ),
    ]


def _calls_told(calls: Counter[str]) -> Figure:
    per_invoice = ", ".join(
        f"{name} {count / INVOICES:.2f}" for name, count in calls.most_common(12)
    )
    return Figure("calls per invoice, all jobs included", per_invoice)
