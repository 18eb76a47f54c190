"""Both doors for hints on a real ledger, without a socket."""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import unquote_to_bytes

from bot.hooks import TeamleaderHints, twikey_door
from bot.metrics import Metrics
from bot.web import Doors, web_application
from core.ports import Ledger
from core.readings import ACCOUNT as ACCOUNT_SETTING
from tests.bot.hook_world import API_KEY, SECRET
from tests.bot.malformed import ACCOUNT
from tests.security.wire import Reply, Wire, wired

HOOKS = "/teamleader/webhooks/"


@dataclass
class HintDoors:
    """The doors, what woke, and what is stored behind them."""

    wire: Wire
    ledger: Ledger
    woken: Counter[str] = field(default_factory=Counter)

    async def post(self, body: bytes, path: str = HOOKS + SECRET) -> Reply:
        return await self.wire.ask("POST", path, {}, body)

    async def hint(self, query: str, *signatures: str) -> Reply:
        headers = [("X-SIGNATURE", each) for each in signatures]
        return await self.wire.ask("GET", f"/twikey/webhooks?{query}", headers)

    async def waiting(self) -> int:
        """How many hints are stored."""
        return await self.ledger.read(lambda tx: tx.hints.waiting())


def twikey_signature(query: str, key: str = API_KEY) -> str:
    made = hmac.new(key.encode(), unquote_to_bytes(query), sha256)
    return made.hexdigest().upper()


@asynccontextmanager
async def hint_doors(ledger: Ledger) -> AsyncIterator[HintDoors]:
    """Open both doors; our account is known already."""
    await ledger.write(lambda tx: tx.settings.put_once(ACCOUNT_SETTING, ACCOUNT))
    metrics, woken = Metrics(), Counter[str]()
    hints = TeamleaderHints(
        ledger, SECRET, metrics, lambda: woken.update(["teamleader"])
    )
    doors = Doors(
        teamleader_hint=hints.door,
        twikey_hint=twikey_door(API_KEY, metrics, lambda: woken.update(["twikey"])),
    )
    async with wired(web_application(doors, metrics)) as wire:
        yield HintDoors(wire, ledger, woken)
        await hints.aclose()
