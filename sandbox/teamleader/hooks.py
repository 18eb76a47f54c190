"""Webhooks: who listens, and how the announcements travel.

A delivery has no signature, no id and no moment. Nothing is promised about order,
repetition or loss; the knobs of :class:`HookKnobs` play all of that from the seed.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

import httpx

from sandbox.teamleader.asking import Json, refused
from sandbox.teamleader.parties import Ref
from sandbox.teamleader.switches import Switches
from sandbox.wire import Clock

Deliver = Callable[[str, bytes], Awaitable[int]]

_OF_SUBJECTS = {
    "invoice": "drafted booked sent updated deleted paymentRegistered paymentRemoved"
    " peppolSubmissionSucceeded peppolSubmissionFailed",
    "creditNote": "booked updated sent deleted"
    " peppolSubmissionSucceeded peppolSubmissionFailed",
    "subscription": "added updated deactivated deleted",
    "company": "added updated deleted",
    "contact": "added updated deleted"
    " linkedToCompany unlinkedFromCompany updatedLinkToCompany",
    "account": "deactivated deleted",
    "user": "deactivated",
    "product": "added updated deleted",
}
TYPES = frozenset(
    f"{subject}.{event}"
    for subject, events in _OF_SUBJECTS.items()
    for event in events.split()
)
_OTHER_SUBJECTS = frozenset(
    {
        "call", "deal", "incomingInvoice", "incomingCreditNote", "receipt", "meeting",
        "milestone", "project", "nextgenProject", "task", "nextgenTask", "ticket",
        "ticketMessage", "timeTracking",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Announcement:
    """Something that happened, whether anybody listens or not."""

    at: datetime
    type: str
    subject: Ref


@dataclass(frozen=True)
class Delivery:
    """One try to deliver; status is None when nobody answered."""

    at: datetime
    url: str
    body: bytes
    status: int | None


@dataclass(frozen=True, order=True)
class _Waiting:
    due_at: datetime
    order: int
    url: str
    body: bytes
    tries: int = 0


async def post(url: str, body: bytes) -> int:
    """Deliver over HTTP."""
    headers = {"Content-Type": "application/json"}
    async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
        return (await client.post(url, content=body, headers=headers)).status_code


class Hooks:
    """The registered addresses and the deliveries under way."""

    def __init__(self, clock: Clock, switches: Switches, seed: int) -> None:
        self.account_id = ""
        self.registered: dict[str, set[str]] = {}
        self.announced: list[Announcement] = []
        self.deliveries: list[Delivery] = []
        self.deliver: Deliver = post
        self.muted = False
        self._clock = clock
        self._switches = switches
        self._dice = Random(f"teamleader hooks {seed}")
        self._waiting: list[_Waiting] = []
        self._made = 0
        self._news = asyncio.Event()

    @property
    def waiting(self) -> int:
        """How many deliveries have not been tried yet."""
        return len(self._waiting)

    def register(self, url: str, types: Iterable[str]) -> None:
        """Add types to an address; the same pair twice is the same as once."""
        unknown = [each for each in types if not _is_known(each)]
        if unknown:
            raise refused(f"unknown types: {unknown}", "types")
        self.registered.setdefault(url, set()).update(types)

    def unregister(self, url: str, types: Iterable[str]) -> None:
        """Take types off an address; without any left it is forgotten."""
        left = self.registered.get(url, set()) - set(types)
        self.registered[url] = left
        if not left:
            del self.registered[url]

    def announce(self, event: str, subject: Ref) -> None:
        """Tell everybody who registered for this event."""
        if self.muted:
            return
        self.announced.append(Announcement(self._clock.now(), event, subject))
        body = json.dumps(self._body(event, subject)).encode()
        for url, types in self.registered.items():
            if event in types:
                self._post_off(url, body)

    def _body(self, event: str, subject: Ref) -> Json:
        account = Ref("account", self.account_id)
        return {"subject": subject.json(), "account": account.json(), "type": event}

    def _post_off(self, url: str, body: bytes) -> None:
        knobs = self._switches.hooks
        copies = 1 + (self._dice.random() < knobs.duplication)
        for _ in range(copies):
            if self._dice.random() >= knobs.loss:
                wait = knobs.delay + self._dice.random() * knobs.reordering
                self._enqueue(_Waiting(self._later(wait), self._made, url, body))

    def _later(self, seconds: float) -> datetime:
        return self._clock.now() + timedelta(seconds=seconds)

    def _enqueue(self, waiting: _Waiting) -> None:
        self._made += 1
        self._waiting.append(waiting)
        self._news.set()

    async def deliver_due(self) -> int:
        """Deliver what is due by the clock and return how many were tried."""
        now = self._clock.now()
        return await self._deliver([w for w in self._waiting if w.due_at <= now])

    async def deliver_all(self) -> int:
        """Deliver everything that waits, due or not, in the order of its due times."""
        return await self._deliver(list(self._waiting), least=0)

    async def run(self) -> None:
        """Deliver as the clock goes, until cancelled."""
        while True:
            await self._news.wait()
            self._news.clear()
            while self._waiting and len(self._waiting) >= self._switches.hooks.burst:
                await self._clock.sleep(self._pause())
                await self.deliver_due()

    def _pause(self) -> float:
        first = min(waiting.due_at for waiting in self._waiting)
        wait = (first - self._clock.now()).total_seconds()
        # Short steps: something due earlier may be announced meanwhile.
        return min(max(wait, 0.0), 0.25)

    async def _deliver(self, due: list[_Waiting], least: int | None = None) -> int:
        burst = self._switches.hooks.burst if least is None else least
        if len(due) < burst:
            return 0
        for waiting in due:
            self._waiting.remove(waiting)
        due.sort()
        if burst:
            await asyncio.gather(*(self._try(waiting) for waiting in due))
        else:
            for waiting in due:
                await self._try(waiting)
        return len(due)

    async def _try(self, waiting: _Waiting) -> None:
        try:
            status: int | None = await self.deliver(waiting.url, waiting.body)
        except (httpx.HTTPError, OSError):
            status = None
        now = self._clock.now()
        self.deliveries.append(Delivery(now, waiting.url, waiting.body, status))
        knobs = self._switches.hooks
        if (status is None or status >= 300) and waiting.tries < knobs.retries:
            again = self._later(knobs.retry_wait)
            self._enqueue(replace(waiting, due_at=again, tries=waiting.tries + 1))


def _is_known(event: object) -> bool:
    if not isinstance(event, str):
        return False
    return event in TYPES or event.partition(".")[0] in _OTHER_SUBJECTS
