"""Both doors for hints, open on loopback over a real ledger that can be shaken."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx

from bot.hooks import TeamleaderHints, twikey_door
from bot.metrics import HintFate, Metrics
from bot.web import Doors, serve_web, web_application
from core.domain.reason import System
from core.ports import Ledger, LedgerTx
from core.ports.watch import ClaimedHint, ClaimedMessage
from core.readings import ACCOUNT as ACCOUNT_SETTING
from tests.bot.malformed import ACCOUNT, GOOD

T = TypeVar("T")

SECRET = "Zm9yLXRlc3RzLW9ubHktMTI4LWJpdHMtb3ItbW9yZQ"
API_KEY = "7C0DE4F1A2B39586D7E8F90123456789ABCDEF01"


class DatabaseDown(Exception):
    """The database does not answer."""


class ShakyLedger:
    """A real ledger whose next writes fail, or never end, when told to."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.failing = 0
        self.hangs_until: asyncio.Event | None = None
        self.writes = 0

    async def write(self, unit: Callable[[LedgerTx], T]) -> T:
        self.writes += 1
        if self.hangs_until is not None:
            await self.hangs_until.wait()
        if self.failing:
            self.failing -= 1
            raise DatabaseDown
        return await self._ledger.write(unit)

    jot = write

    async def read(self, query: Callable[[LedgerTx], T]) -> T:
        return await self._ledger.read(query)


@dataclass
class Served:
    """Both doors, open on loopback."""

    ledger: ShakyLedger
    metrics: Metrics
    client: httpx.AsyncClient
    woken: Counter[str] = field(default_factory=Counter)

    async def post(
        self, body: object = GOOD, secret: str = SECRET, **more: Any
    ) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        path = f"/teamleader/webhooks/{secret}"
        return await self.client.post(path, content=content, **more)

    async def hint(self, query: str, *signatures: str) -> int:
        headers = [("X-SIGNATURE", each) for each in signatures]
        answer = await self.client.get(f"/twikey/webhooks?{query}", headers=headers)
        return answer.status_code

    async def write(self, raw: bytes, *, ends: bool = False) -> bytes:
        """Post by hand; ``ends`` says that nothing more will come."""
        url = self.client.base_url
        reader, writer = await asyncio.open_connection(url.host, url.port)
        path = f"/teamleader/webhooks/{SECRET}"
        writer.write(f"POST {path} HTTP/1.1\r\nHost: bot\r\n".encode() + raw)
        if ends:
            writer.write_eof()
        answer = await (reader.read() if ends else reader.readuntil(b"\r\n"))
        writer.close()
        await writer.wait_closed()
        return answer

    async def stored(self) -> tuple[ClaimedHint, ...]:
        return await self.ledger.write(lambda tx: tx.hints.claim("test", 60, 5_000))

    async def messages(self) -> list[tuple[str, dict[str, Any]]]:
        def claim(tx: LedgerTx) -> tuple[ClaimedMessage, ...]:
            return tx.outbox.claim("test", 60, 50)

        claimed = await self.ledger.write(claim)
        return [(each.message.kind, dict(each.message.facts)) for each in claimed]

    def fates(self, system: System = System.TEAMLEADER) -> dict[str, int]:
        found = {}
        for fate in HintFate:
            labels = {"system": system.value, "fate": fate.value}
            count = self.metrics.registry.get_sample_value(
                "twikey_bot_hints_total", labels
            )
            if count:
                found[fate.value] = int(count)
        return found


@asynccontextmanager
async def serving(ledger: Ledger) -> AsyncIterator[Served]:
    shaky, metrics, woken = ShakyLedger(ledger), Metrics(), Counter[str]()
    await ledger.write(lambda tx: tx.settings.put_once(ACCOUNT_SETTING, ACCOUNT))
    hints = TeamleaderHints(
        shaky, SECRET, metrics, lambda: woken.update(["teamleader"])
    )
    doors = Doors(
        teamleader_hint=hints.door,
        twikey_hint=twikey_door(API_KEY, metrics, lambda: woken.update(["twikey"])),
    )
    application = web_application(doors, metrics)
    async with (
        serve_web(application, "127.0.0.1", 0) as address,
        httpx.AsyncClient(base_url=address, trust_env=False, timeout=30) as client,
    ):
        yield Served(shaky, metrics, client, woken)
        await hints.aclose()
