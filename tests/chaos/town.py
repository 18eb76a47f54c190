"""The town around the workers: stand-ins on loopback, a ledger, people who book.

What came of it all is judged here, outside the workers and at the stand-ins.
"""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import httpx

from bot.hooks import HOOKS_PATH
from core.watching import SWEEP
from sandbox.teamleader import Invoice
from sandbox.teamleader.auth import Pair
from sandbox.teamleader.limits import Allowance
from sandbox.together import StandIns, open_stand_ins
from storage.ledger import SqlLedger, open_ledger
from tests.chaos.points import Point
from tests.chaos.worker import Orders, Worker
from tests.conftest import KEY

PROFILE = 4021
SECRET = "Zm9yLWtpbGxpbmctb25seS0xMjgtYml0LXNlY3JldA"
NO_LIMIT = 1_000_000
A_DAY = "86400"
PATIENCE = 150.0
"""Seconds after which something that has to happen is taken as never happening."""

_LOOK_EVERY = 0.05


@dataclass
class Town:
    """Everything outside the workers."""

    stand_ins: StandIns
    folder: Path
    env: dict[str, str]
    ledger_url: str
    workers: list[Worker] = field(default_factory=list)
    booked: list[Invoice] = field(default_factory=list)
    foreign: list[Invoice] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)
    refused_refreshes: int = 0
    refused_calls: int = 0
    _numbers: Iterator[int] = field(default_factory=count)

    def start(
        self,
        point: Point | None = None,
        env: Mapping[str, str] | None = None,
        *,
        end: signal.Signals = signal.SIGKILL,
        clock_off: float = 0.0,
        full_while: Path | None = None,
    ) -> Worker:
        """Start one more worker on the ledger, with settings of its own."""
        name = f"worker-{next(self._numbers)}"
        log = self.folder / f"{name}.log"
        told = {**self.env, "DATABASE_URL": self.ledger_url, **(env or {})}
        told["PORT"] = str(_free_port())
        orders = Orders(name, told, log, point, end, clock_off, full_while)
        self.workers.append(Worker(orders))
        return self.workers[-1]

    def books(self, total: str = "121.00") -> Invoice:
        """Book an invoice that has to reach Twikey, PDF, invitation and all."""
        self.booked.append(self._booked(total, "EUR"))
        return self.booked[-1]

    def books_in_dollars(self) -> Invoice:
        """Book an invoice that cannot go to Twikey: people have to hear of it."""
        self.foreign.append(self._booked("99.00", "USD"))
        return self.foreign[-1]

    def _booked(self, total: str, currency: str) -> Invoice:
        teamleader = self.stand_ins.teamleader
        invoice_id = teamleader.draft_invoice(total, currency=currency)
        teamleader.book(invoice_id)
        return teamleader.books.invoice(invoice_id)

    async def hints(self, *workers: Worker, only: int | None = None) -> None:
        """Tell of every booked invoice whose hint nobody acknowledged yet."""
        untold = [
            one.id
            for one in (*self.booked, *self.foreign)
            if one.id not in self.acknowledged
        ][:only]
        async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
            posts = [
                self.hint(client, workers[number % len(workers)], invoice_id)
                for number, invoice_id in enumerate(untold)
            ]
            await asyncio.gather(*posts)

    async def hint(
        self, client: httpx.AsyncClient, worker: Worker, invoice_id: str
    ) -> int | None:
        """Post one hint; returns the status, ``None`` where there was no answer."""
        body = {
            "subject": {"type": "invoice", "id": invoice_id},
            "account": {"type": "account", "id": self.stand_ins.teamleader.account_id},
            "type": "invoice.booked",
        }
        url = f"{worker.orders.url}{HOOKS_PATH}{SECRET}"
        try:
            answer = await client.post(url, json=body)
        except httpx.TransportError:
            return None
        if answer.status_code == 200:
            self.acknowledged.add(invoice_id)
        return answer.status_code

    async def is_up(self, worker: Worker) -> bool:
        """Wait until a worker serves; false if it ended or froze first."""

        async def up() -> bool:
            gone = worker.is_frozen or not worker.is_alive
            return gone or await status(worker, "/healthz") == 200

        await until(up, "a worker serves", worker)
        return worker.is_alive and not worker.is_frozen

    async def answers(self, worker: Worker) -> bool:
        """Whether a worker serves at this moment."""
        return worker.is_alive and await status(worker, "/healthz") == 200

    async def has_died(self, worker: Worker) -> None:
        """Wait until a worker met its end."""

        async def dead() -> bool:
            return not worker.is_alive

        await until(dead, "the worker dies", worker)
        assert worker.was_killed, worker.told()

    async def has_taken_stock(self, worker: Worker) -> bool:
        """Wait for the first look at the books; false if the worker ended first."""
        async with self.ledger() as ledger:

            async def looked_or_died() -> bool:
                looked = await ledger.read(lambda tx: tx.marks.get(SWEEP))
                over = worker.is_frozen or not worker.is_alive
                return looked is not None or over

            await until(looked_or_died, "a first look at the books", worker)
        return worker.is_alive and not worker.is_frozen

    @asynccontextmanager
    async def ledger(self) -> AsyncIterator[SqlLedger]:
        """Open the ledger to look into it, as one more process would."""
        # The tables are the workers' to make.
        async with open_ledger(self.ledger_url, [KEY], migrate=False) as opened:
            yield opened

    def sweeps_if_nothing_is_stored(self) -> dict[str, str]:
        """Let the next worker sweep only if hints alone could not tell it enough."""
        return {} if self.acknowledged else {"SWEEP_SECONDS": "1"}

    def another_seed(self) -> dict[str, str]:
        """Let a person allow the access again, and put the new token in place."""
        teamleader = self.stand_ins.teamleader
        client_id = self.env["TEAMLEADER_CLIENT_ID"]
        return {"TEAMLEADER_REFRESH_TOKEN": teamleader.auth.issue(client_id).refresh}

    def close(self) -> None:
        """End every worker that is left."""
        for worker in self.workers:
            worker.kill()


@asynccontextmanager
async def open_town(folder: Path, ledger_url: str) -> AsyncIterator[Town]:
    """Serve empty books; the one profile sends by itself, with the PDF."""
    async with open_stand_ins(book="empty") as stand_ins:
        stand_ins.twikey.add_profile(
            PROFILE, "Standard", send_on_booking=True, include_pdf=True
        )
        stand_ins.twikey.switches.turn(reads_per_minute=NO_LIMIT)
        stand_ins.slack.switches.dedupe_client_msg_id = True
        town = Town(stand_ins, folder, _settings(stand_ins), ledger_url)
        _count_refused_refreshes(town)
        _count_refused_calls(town)
        try:
            yield town
        finally:
            await asyncio.to_thread(town.close)


async def status(worker: Worker, path: str) -> int | None:
    """Ask a worker's door; ``None`` where nobody answers."""
    async with httpx.AsyncClient(trust_env=False, timeout=15) as client:
        with suppress(httpx.TransportError):
            return (await client.get(f"{worker.orders.url}{path}")).status_code
    return None


async def until(
    holds: Callable[[], Awaitable[bool]],
    what: str,
    *workers: Worker,
    patience: float = PATIENCE,
) -> None:
    """Wait until something holds; fails with what the workers logged."""
    deadline = time.monotonic() + patience
    while not await holds():
        if time.monotonic() > deadline:
            told = "\n".join(f"--- {w.orders.log.name}\n{w.told()}" for w in workers)
            raise AssertionError(f"in {patience:.0f} s it never came: {what}\n{told}")
        await asyncio.sleep(_LOOK_EVERY)


def _count_refused_refreshes(town: Town) -> None:
    auth = town.stand_ins.teamleader.auth
    refresh = auth.refresh

    def counting(client_id: str, token: str) -> Pair | None:
        pair = refresh(client_id, token)
        town.refused_refreshes += pair is None
        return pair

    auth.refresh = counting  # type: ignore[method-assign]


def _count_refused_calls(town: Town) -> None:
    limits = town.stand_ins.teamleader.limits
    take = limits.take

    def counting(client_id: str, now: datetime) -> Allowance:
        allowance = take(client_id, now)
        town.refused_calls += not allowance.allowed
        return allowance

    limits.take = counting  # type: ignore[method-assign]


def _settings(stand_ins: StandIns) -> dict[str, str]:
    profile = {
        "id": str(PROFILE),
        "name": "Standard",
        "send_automatically": True,
        "require_pdf": True,
    }
    since = stand_ins.teamleader.clock.now().astimezone(UTC) - timedelta(hours=1)
    env = {
        **stand_ins.env,
        "ALERT_AFTER_SECONDS": "1",
        "AUTOMATIC_SINCE": since.isoformat(),
        "DEFAULT_PROFILE": str(PROFILE),
        "DOCUMENT_RETRY_SECONDS": "1",
        "ENCRYPTION_KEYS": KEY,
        "PROFILES": json.dumps([profile]),
        "SWEEP_SECONDS": A_DAY,
        "TEAMLEADER_WEBHOOK_SECRET": SECRET,
    }
    del env["SLACK_APP_TOKEN"]
    return env


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
