"""Webhooks: bare signed GET hints without payment data, sent when told to."""

from __future__ import annotations

import hashlib
import hmac
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote, quote_plus, unquote

import httpx

from sandbox.wire import Clock

Sender = Callable[[str, Mapping[str, str]], Awaitable[int]]


def signature(api_key: str, decoded_query: str) -> str:
    """Sign a decoded query string (without ``?``): upper-case hex HMAC-SHA256."""
    code = hmac.new(api_key.encode(), decoded_query.encode(), hashlib.sha256)
    return code.hexdigest().upper()


async def send_over_http(url: str, headers: Mapping[str, str]) -> int:
    """Send one hint over the network; returns the status of the answer."""
    async with httpx.AsyncClient(timeout=10) as client:
        return (await client.get(url, headers=dict(headers))).status_code


@dataclass
class Delivery:
    """One hint that was sent; ``status`` is None when nobody answered."""

    url: str
    signature: str
    status: int | None


@dataclass
class Webhooks:
    """Hints waiting to be sent, and the ways delivery goes wrong.

    Nothing waits while ``url`` is empty. ``late_seconds`` holds hints back on the
    clock, ``copies`` sends each more than once, ``reordered`` shuffles what is due,
    ``space_as_plus`` writes a space as ``+`` and ``bad_signature`` spoils the
    signature.
    """

    clock: Clock
    api_key: str
    sender: Sender = send_over_http
    url: str = ""
    late_seconds: float = 0
    copies: int = 1
    reordered: bool = False
    space_as_plus: bool = False
    bad_signature: bool = False
    waiting: list[tuple[datetime, dict[str, str]]] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(0))

    def queue(self, **parameters: str) -> None:
        """Let a hint wait; the order of the parameters is kept."""
        if self.url:
            at = self.clock.now() + timedelta(seconds=self.late_seconds)
            self.waiting.append((at, parameters))

    async def deliver(self) -> int:
        """Send what is due; returns how many hints went out, copies included."""
        now = self.clock.now()
        due = [hint for at, hint in self.waiting if at <= now]
        self.waiting = [each for each in self.waiting if each[0] > now]
        hints = [hint for hint in due for _ in range(self.copies)]
        if self.reordered:
            self.chance.shuffle(hints)
        for hint in hints:
            await self._send(hint)
        return len(hints)

    async def _send(self, parameters: Mapping[str, str]) -> None:
        encode = quote_plus if self.space_as_plus else quote
        raw = "&".join(f"{k}={encode(v, safe='')}" for k, v in parameters.items())
        decoded = unquote(raw.replace("+", " ") if self.space_as_plus else raw)
        signed = "0" * 64 if self.bad_signature else signature(self.api_key, decoded)
        address = f"{self.url}{'&' if '?' in self.url else '?'}{raw}"
        try:
            status = await self.sender(address, {"X-SIGNATURE": signed})
        except httpx.HTTPError:
            status = None
        self.deliveries.append(Delivery(address, signed, status))
