"""Many hints at once: what was answered is there, whatever happens."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import aiohttp

from storage.ledger import open_ledger
from tests.bot.hook_world import SECRET, serving
from tests.bot.malformed import GOOD
from tests.conftest import KEY, LedgerClock


async def test_a_thousand_hints_at_once_are_all_there_when_answered(
    tmp_path: Path, ledger_clock: LedgerClock
) -> None:
    bodies = [
        GOOD | {"subject": {"type": "invoice", "id": str(UUID(int=number))}}
        for number in range(1_000)
    ]
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    async with open_ledger(url, [KEY], ledger_clock) as ledger, serving(ledger) as it:
        codes = await posted(str(it.client.base_url), bodies)
        writes = it.ledger.writes
    # Opened anew: what was answered survives the process.
    async with open_ledger(url, [KEY], ledger_clock) as ledger:
        stored = await ledger.write(lambda tx: tx.hints.claim("test", 60, 5_000))

    assert Counter(codes) == {200: 1_000}
    assert {each.id for each in stored} == {str(UUID(int=n)) for n in range(1_000)}
    assert writes < 500


async def posted(address: str, bodies: Sequence[object]) -> list[int]:
    """Post everything at once over two hundred connections."""
    url = f"{address}/teamleader/webhooks/{SECRET}"

    async def one(body: object) -> int:
        async with session.post(url, json=body) as answer:
            return answer.status

    connector = aiohttp.TCPConnector(limit=200)
    async with aiohttp.ClientSession(connector=connector) as session:
        return await asyncio.gather(*map(one, bodies))


async def test_what_is_answered_during_trouble_is_there(
    tmp_path: Path, ledger_clock: LedgerClock
) -> None:
    bodies = [
        GOOD | {"subject": {"type": "invoice", "id": str(UUID(int=number))}}
        for number in range(200)
    ]
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    async with open_ledger(url, [KEY], ledger_clock) as ledger, serving(ledger) as it:
        it.ledger.failing = 20
        answers = await asyncio.gather(*map(it.post, bodies))
        stored = {each.id for each in await it.stored()}
    kept = {
        str(UUID(int=number))
        for number, answer in enumerate(answers)
        if answer.status_code == 200
    }

    assert {answer.status_code for answer in answers} == {200, 503}
    assert stored == kept
