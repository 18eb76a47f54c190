"""How long it takes from a hint until the invoice is in Twikey."""

from __future__ import annotations

import asyncio
import time
from collections import Counter

import httpx

from bot.bootstrap import Bot, open_bot
from bot.hooks import HOOKS_PATH
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

LATENCY = 0.05
ROUND_TRIPS = 3
BOUND = 1.5
WARM_UP, INVOICES = 5, 100


async def measure() -> list[Figure]:
    """Book one invoice after the other, the hint at once; 50 ms per vendor call."""
    async with open_world() as (stand_ins, settings), open_bot(settings) as bot:
        await _has_taken_stock(bot)
        slow_down(stand_ins, LATENCY)
        async with httpx.AsyncClient(base_url=bot.url, trust_env=False) as client:
            for _ in range(WARM_UP):
                await _seconds_for_one(client, stand_ins)
            calls_before = _calls(stand_ins)
            took = [await _seconds_for_one(client, stand_ins) for _ in range(INVOICES)]
            calls = _calls(stand_ins) - calls_before
    return _figures(took, calls)


async def _has_taken_stock(bot: Bot) -> None:
    async with asyncio.timeout(30):
        while True:
            if await bot.core.ledger.read(lambda tx: tx.marks.get(SWEEP)):
                return
            await asyncio.sleep(0.05)


async def _seconds_for_one(client: httpx.AsyncClient, stand_ins: StandIns) -> float:
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
    # What follows the import (PDF, invitation) is not to slow the next one down.
    await asyncio.sleep(0.2)
    return took


def _calls(stand_ins: StandIns) -> Counter[str]:
    """Count the calls that reached the vendors, by operation."""
    return Counter(
        [call.operation for call in stand_ins.teamleader.calls]
        + [f"twikey {call.operation}" for call in stand_ins.twikey.calls]
    )


def _figures(took: list[float], calls: Counter[str]) -> list[Figure]:
    floor = ROUND_TRIPS * LATENCY
    middle, late = percentile(took, 0.5), percentile(took, 0.99)
    per_invoice = ", ".join(
        f"{name} {count / INVOICES:.2f}" for name, count in calls.most_common(12)
    )
    bound = f"at most {BOUND}x of {ROUND_TRIPS} round trips ({floor * 1000:.0f} ms)"
    return [
        Figure("p50", f"{middle * 1000:.0f} ms ({middle / floor:.2f}x)"),
        Figure(
            "p99",
            f"{late * 1000:.0f} ms ({late / floor:.2f}x)",
            bound,
            late <= BOUND * floor,
        ),
        Figure("calls per invoice, all jobs included", per_invoice),
    ]
