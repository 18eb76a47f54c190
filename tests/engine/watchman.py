"""The watch over a test company, as the schedule runs it, on a clock that jumps."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

from core.alerting import Alerting
from core.domain.alert import AlertLine, AlertRecord
from core.domain.diagnosis import Diagnosis
from core.domain.history import Memory
from core.domain.invoice import SourceId
from core.domain.outcome import RunTrigger
from core.domain.policy import Policy
from core.engine import Engine
from core.hinting import Hints
from core.ports import LedgerTx
from core.ports.watch import Hint, OutboxMessage
from core.registering import WANTED
from core.systems import Systems
from core.watching import Watch
from sandbox.teamleader import Invoice
from tests.engine.company import Company

ADDRESS = "https://bot.example/teamleader/webhooks/secret"
SWEEP_MINUTES = 5


class Watchman:
    """One replica of the watch; another one on the same company is a restart too.

    The start of automatic import comes from the ledger, as in the running bot.
    """

    def __init__(
        self, company: Company, systems: Systems, *, hints_expected: bool = True
    ) -> None:
        self.company = company
        self.systems = replace(systems, policy=self._policy)
        self.watch = Watch(self.systems, hints_expected=hints_expected)
        self.hints = Hints(self.systems, self.watch)
        self.alerting = Alerting(self.systems)
        self.engine = Engine(self.systems)
        self._minutes = 0
        hooks = company.teamleader.hooks
        hooks.register(ADDRESS, WANTED)
        hooks.deliver = self._receive

    async def starts(self) -> None:
        """Take stock of the books, as the first start does."""
        await self.watch.sweep()

    async def restarts(self) -> Watchman:
        """Go on with a new process on the same ledger."""
        return Watchman(self.company, await self.company.systems())

    # What comes in

    async def takes_in(self, *invoices: Invoice, event: str = "booked") -> None:
        """Receive hints of invoices, whatever Teamleader says."""
        hints = [Hint("invoice", each.id, f"invoice.{event}") for each in invoices]
        await self.systems.ledger.write(lambda tx: tx.hints.add(hints))

    async def hears(self) -> int:
        """Get the deliveries that are due and work off the hints."""
        await self.company.teamleader.hooks.deliver_due()
        return await self.hints.follow()

    def loses_hints(self, share: float = 1.0) -> None:
        """Let deliveries get lost on their way."""
        self.company.teamleader.switches.hooks.loss = share

    async def passes(self, minutes: int) -> None:
        """Let time pass with all jobs at work."""
        for _ in range(minutes):
            self.company.clock.advance(minutes=1)
            self._minutes += 1
            await self.hears()
            if self._minutes % SWEEP_MINUTES == 0:
                await self.watch.sweep()
            await self.watch.judge_again()
            await self.alerting.look()

    # What can be seen afterwards

    async def told(self, kind: str | None = None) -> list[OutboxMessage]:
        """Send all messages that wait; return those of a kind."""
        sent: list[OutboxMessage] = []
        ledger = self.systems.ledger
        while claimed := await ledger.write(lambda tx: tx.outbox.claim("desk", 60, 50)):
            for one in claimed:

                def send(tx: LedgerTx, one: object = one) -> None:
                    tx.outbox.sent(one, "C1", "1.0")  # type: ignore[arg-type]

                await ledger.write(send)
                sent.append(one.message)
        return [each for each in sent if kind in (None, each.kind)]

    async def waiting(self) -> int:
        """Count the hints that are not processed."""
        return await self.systems.ledger.read(lambda tx: tx.hints.waiting())

    async def memory(self, invoice: Invoice) -> Memory:
        """Return what is remembered of an invoice."""
        one = SourceId(invoice.id)
        return (await self.systems.ledger.read(lambda tx: tx.invoices.recall([one])))[
            one
        ]

    async def why(self, invoice: Invoice) -> Diagnosis:
        """Ask why an invoice is not there."""
        answer = await self.engine.diagnose(invoice.id)
        assert isinstance(answer, Diagnosis)
        return answer

    async def alert(self, cause: str) -> AlertRecord:
        """Return the latest alert of a cause."""
        record = await self.systems.ledger.read(lambda tx: tx.alerts.get(cause))
        assert record is not None, f"no alert of {cause}"
        return record

    async def line(self, cause: str, invoice: Invoice) -> AlertLine:
        """Return the line of an invoice in the latest alert of a cause."""
        lines = (await self.alert(cause)).lines
        (line,) = (each for each in lines if each.source_id == invoice.id)
        return line

    async def alerts(self) -> list[str]:
        """Return the causes of the open alerts."""
        return [record.cause for record in await self.alerting.open()]

    async def since(self) -> datetime | None:
        """Return the remembered start of automatic import."""
        return (await self._policy()).automatic_since

    async def looks_at(self, *invoices: Invoice) -> frozenset[SourceId]:
        """Look at invoices now."""
        ids = [SourceId(each.id) for each in invoices]
        return await self.watch.look_at(ids, RunTrigger.AUTOMATIC)

    async def _policy(self) -> Policy:
        stored = await self.company.ledger.read(lambda tx: tx.settings.all())
        since = stored.get("AUTOMATIC_SINCE")
        moment = datetime.fromisoformat(since) if since else None
        return replace(self.company.policy, automatic_since=moment)

    async def _receive(self, _: str, body: bytes) -> int:
        told = json.loads(body)
        subject = told["subject"]
        hint = Hint(subject["type"], subject["id"], told["type"])
        await self.systems.ledger.write(lambda tx: tx.hints.add([hint]))
        return 200
