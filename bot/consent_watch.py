"""Waiting for a consent whose answer another process takes: the ledger tells."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Protocol

from bot.consent import Consent, ConsentRefused, ConsentRequest
from core.ports import Clock

LOOK_SECONDS: Final = 2.0
"""How often the ledger is looked at."""

LOOKS_AFTERWARDS: Final = 15
"""How often it is looked at once the link was used: the exchange takes a moment."""

_NOT_CONNECTED: Final = (
    "The link was used, but Teamleader was not connected: the page in the browser says "
    "why. Run connect again for a new link."
)


@dataclass(frozen=True)
class Progress:
    """Whether a link is still to be used, and which generation our permission is."""

    is_open: bool
    generation: int


class SharedConsent(Consent, Protocol):
    """A consent whose answer any process with the same ledger may take."""

    async def progress(self, digest: str) -> Progress:
        """Return how far a link has come, by the digest of its state."""
        ...

    async def account(self) -> str:
        """Return the account that is connected; raises ``RemoteError``."""
        ...


async def answered_anywhere(
    consent: SharedConsent, request: ConsentRequest, clock: Clock
) -> str:
    """Wait for the answer, whoever takes it; returns the account.

    Raises ``ConsentRefused`` and ``RemoteError`` as the request's own answer does.
    """
    elsewhere = asyncio.ensure_future(_elsewhere(consent, request.digest, clock))
    answers: list[asyncio.Future[str]] = [request.answer, elsewhere]
    try:
        await asyncio.wait(answers, return_when=asyncio.FIRST_COMPLETED)
        return await (request.answer if request.answer.done() else elsewhere)
    finally:
        elsewhere.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await elsewhere


async def _elsewhere(consent: SharedConsent, digest: str, clock: Clock) -> str:
    before = found = await consent.progress(digest)
    while found.is_open:
        # A renewal while nobody has answered yet is no answer.
        before = found
        await clock.sleep(LOOK_SECONDS)
        found = await consent.progress(digest)
    for _ in range(LOOKS_AFTERWARDS):
        if found.generation > before.generation:
            return await consent.account()
        await clock.sleep(LOOK_SECONDS)
        found = await consent.progress(digest)
    raise ConsentRefused(_NOT_CONNECTED)
