"""A test company: its books, its Twikey, and the engine between the two."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from core.adapters.teamleader import Access as TeamleaderAccess
from core.adapters.teamleader import open_teamleader
from core.adapters.twikey import Access as TwikeyAccess
from core.adapters.twikey import open_twikey
from core.domain.diagnosis import Ambiguous, Diagnosis
from core.domain.history import Memory
from core.domain.invoice import SourceId
from core.domain.outcome import Line, Outcome, Run
from core.domain.policy import Policy, Window
from core.domain.reason import Reason
from core.engine import Engine
from core.scope import ImportOrder, NumbersScope, ProblemsScope, Scope, WindowScope
from core.systems import Systems
from sandbox.teamleader import Invoice, TeamleaderStandIn
from sandbox.twikey import Invoice as AtTwikey
from sandbox.twikey import TwikeyStandIn
from sandbox.wire import StandInTransport
from storage.database import open_database
from storage.encryption import Vault
from storage.ledger import SqlLedger
from storage.tables import metadata
from tests.builders import BRUSSELS, NOW, a_policy
from tests.conftest import KEY
from tests.engine.doors import CompanyClock, Door, WatchedLedger

T = TypeVar("T")

PROFILE = 4021
CREATE = ("POST", "/creditor/invoice")


class Company:
    """A Teamleader account, a Twikey creditor, a ledger, and workers between them.

    ``engine`` is the first worker; :meth:`worker` starts another one on the same
    ledger, which is also what a restart looks like.
    """

    def __init__(self, clock: CompanyClock, stack: AsyncExitStack) -> None:
        self.clock = clock
        self.teamleader = TeamleaderStandIn(clock)
        self.twikey = TwikeyStandIn(clock)
        self.twikey.add_profile(
            PROFILE, "Standaard", send_on_booking=False, include_pdf=False
        )
        self.teamleader_door = Door(self.teamleader.handle)
        self.twikey_door = Door(self.twikey.handle)
        self.policy: Policy = a_policy(default_profile=str(PROFILE))
        self.ledger: SqlLedger
        self.engine: Engine
        self._stack = stack
        self._tasks: list[asyncio.Task[Any]] = []
        self._workers = 0

    async def lose_the_ledger(self) -> None:
        """Start with an empty ledger, and a worker on it."""
        opened = _empty_ledger(self.clock)
        self.ledger = await self._stack.enter_async_context(opened)
        self.engine = await self.worker()

    async def worker(self, rate_limit: int = 200) -> Engine:
        """Start another worker on the same ledger."""
        return Engine(await self.systems(rate_limit))

    async def systems(self, rate_limit: int = 200) -> Systems:
        """Put together what another worker works with."""
        self._workers += 1
        ledger = WatchedLedger(self.ledger, self.clock)
        teamleader = open_teamleader(
            self._teamleader_access(),
            ledger,
            self.clock,
            rate_limit=rate_limit,
            transport=StandInTransport(self.teamleader_door),
        )
        twikey = open_twikey(
            TwikeyAccess("https://api.twikey.example/creditor", self.twikey.api_key),
            ledger,
            self.clock,
            transport=StandInTransport(self.twikey_door),
        )
        return Systems(
            source=await self._stack.enter_async_context(teamleader),
            target=await self._stack.enter_async_context(twikey),
            ledger=ledger,
            clock=self.clock,
            policy=self._policy,
            owner=f"worker-{self._workers}",
        )

    # What people at the company do

    def drafted(
        self, total: str = "121.00", *, at: datetime | None = None, **details: Any
    ) -> Invoice:
        """Draft an invoice, at a moment of the past if one is given."""
        with self.teamleader.acting_at(at or self.clock.now()):
            invoice_id = self.teamleader.draft_invoice(total, **details)
        return self.teamleader.books.invoice(invoice_id)

    def booked(
        self, total: str = "121.00", *, at: datetime | None = None, **details: Any
    ) -> Invoice:
        """Draft an invoice and book it in the same breath."""
        invoice = self.drafted(total, at=at, **details)
        with self.teamleader.acting_at(at or self.clock.now()):
            self.teamleader.book(invoice.id)
        return invoice

    def decides(self, **changes: Any) -> None:
        """Change the business settings."""
        self.policy = replace(self.policy, **changes)

    async def imports(
        self,
        *numbers: str,
        days: int = 30,
        span: tuple[date, date] | None = None,
        preview: bool = False,
        by: Engine | None = None,
    ) -> Run:
        """Import numbers, or the invoices created in a window."""
        scope: Scope = NumbersScope(numbers)
        if not numbers:
            scope = WindowScope(Window(*span) if span else self.window(days))
        order = ImportOrder(scope, preview=preview)
        return await (by or self.engine).run(order)

    async def imports_problems(self) -> Run:
        """Import every open problem, however old."""
        return await self.engine.run(ImportOrder(ProblemsScope()))

    async def why(self, typed: str) -> Diagnosis:
        """Ask why an invoice is not there, where the answer is about one."""
        answer = await self.engine.diagnose(typed)
        assert isinstance(answer, Diagnosis), answer
        return answer

    async def choice(self, typed: str) -> tuple[str | None, ...]:
        """Ask why where several invoices fit; returns the numbers to choose from."""
        answer = await self.engine.diagnose(typed)
        assert isinstance(answer, Ambiguous), answer
        return tuple(match.number for match in answer.matches)

    def begins(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Let something go on beside the test; it is ended with the company."""
        task = asyncio.create_task(work)
        self._tasks.append(task)
        return task

    # What can be seen afterwards

    def window(self, days: int) -> Window:
        return Window.of_days(days, self.policy.day_of(self.clock.now()))

    def at_twikey(self, invoice: Invoice | str) -> AtTwikey | None:
        """Return what Twikey holds under a number."""
        number = invoice if isinstance(invoice, str) else invoice.number
        held = self.twikey.invoices.values()
        found = [each for each in held if each.number == number]
        assert len(found) <= 1, f"{number} is at Twikey {len(found)} times"
        return found[0] if found else None

    def held(self, invoice: Invoice) -> AtTwikey:
        """Return what Twikey holds of an invoice that has to be there."""
        found = self.at_twikey(invoice)
        assert found is not None, f"{invoice.number} is not at Twikey"
        return found

    async def remembers(self, invoice: Invoice) -> Memory:
        """Return what the ledger knows of an invoice."""
        source_id = SourceId(invoice.id)
        return (await self.ledger.read(lambda tx: tx.invoices.recall([source_id])))[
            source_id
        ]

    @property
    def creates(self) -> int:
        """How many create calls reached Twikey."""
        return len(self.twikey.calls_of("invoice.create"))

    async def ends(self) -> None:
        """Close the office: whatever still runs is stopped."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _policy(self) -> Policy:
        return self.policy

    def _teamleader_access(self) -> TeamleaderAccess:
        return TeamleaderAccess(
            api_url="https://api.teamleader.example",
            auth_url="https://teamleader.example/oauth2",
            client_id="demo-client",
            client_secret="demo-secret",
            refresh_token=self.teamleader.auth.issue("demo-client").refresh,
        )


def _empty_ledger(clock: CompanyClock) -> SqlLedger:
    """Make a ledger in memory; its tables without migrating, which takes longer."""
    database = open_database("sqlite://")
    metadata.create_all(database.writer)
    return SqlLedger(database, Vault([KEY]), clock.now)


@asynccontextmanager
async def open_company(at: datetime = NOW) -> AsyncIterator[Company]:
    """Found a company; it is wound up at the end."""
    async with AsyncExitStack() as stack:
        company = Company(CompanyClock(at), stack)
        await company.lose_the_ledger()
        try:
            yield company
        finally:
            await company.ends()


def line_of(run: Run, invoice: Invoice) -> Line:
    """Return the one line of an invoice in a run."""
    (line,) = (line for line in run.lines if line.source_id == invoice.id)
    return line


def told(run: Run, invoice: Invoice) -> tuple[Outcome, Reason | None]:
    """Return the outcome and the decisive reason of an invoice in a run."""
    line = line_of(run, invoice)
    return line.outcome, line.reason


def days_ago(days: float) -> datetime:
    """Return a moment before the tests' present."""
    return NOW - timedelta(days=days)


def brussels(text: str) -> datetime:
    """Return a moment written as local time."""
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS)
