"""A storm of hints: doubled, shuffled, early, late and lost."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import partial

from core.domain.reason import Reason
from core.ports import LedgerTx
from core.ports.watch import Hint
from sandbox.teamleader import Invoice
from sandbox.wire import Request, Response
from tests.engine.company import Company
from tests.engine.watchman import Watchman

EVENTS = 1_000
"""Events of a storm, each delivered up to twenty times."""

MOST_COPIES = 20
LOST = EARLY = 0.05
AT_ONCE = 100


class Storm:
    """Events and their deliveries; some are lost, some come before their invoice."""

    def __init__(self, company: Company, dice: random.Random) -> None:
        self.company = company
        self._dice = dice
        self.invoices = [self._booked() for _ in range(EVENTS)]
        self.early = dice.sample(self.invoices, int(EVENTS * EARLY))
        lost = set(dice.sample(range(EVENTS), int(EVENTS * LOST)))
        heard = [one for n, one in enumerate(self.invoices) if n not in lost]
        # Mean of the copies: 10 per event; those of a lost event are nobody's.
        copies = [one for one in heard for _ in range(dice.randint(1, MOST_COPIES))]
        dice.shuffle(copies)
        self.deliveries = copies

    def gusts(self) -> Iterator[list[Hint]]:
        """Yield the deliveries in the gusts they come in."""
        for start in range(0, len(self.deliveries), AT_ONCE):
            yield [
                Hint("invoice", one.id, "invoice.booked")
                for one in self.deliveries[start : start + AT_ONCE]
            ]

    def hide(self) -> None:
        """Let the API not show yet what was announced early."""
        for one in self.early:
            del self.company.teamleader.books.invoices[one.id]

    def show(self) -> None:
        """Let the API show everything."""
        for one in self.early:
            self.company.teamleader.books.invoices[one.id] = one

    def _booked(self) -> Invoice:
        kind = self._dice.random()
        if kind < 0.03:
            return self.company.booked("0.00")
        currency = "USD" if kind > 0.97 else "EUR"
        cents = self._dice.randint(1, 99_999)
        return self.company.booked(f"{cents / 100:.2f}", currency=currency)


class Pace:
    """Counts the answers that say it was too much."""

    def __init__(self, company: Company) -> None:
        self.refusals = 0
        self.company = company
        company.teamleader_door.spoil = self._count

    def _count(self, request: Request, answer: Response) -> Response:
        self.refusals += answer.status == 429
        return answer


def may_be_imported(invoice: Invoice) -> bool:
    return invoice.currency == "EUR" and invoice.total > 0


async def rage(watchman: Watchman, storm: Storm) -> None:
    """Let all deliveries come in, and work them off as they come."""
    for gust in storm.gusts():
        await watchman.systems.ledger.write(partial(add, gust))
        await watchman.hints.follow()
        watchman.company.clock.advance(seconds=2)


def add(hints: Sequence[Hint], tx: LedgerTx) -> None:
    tx.hints.add(hints)


async def test_after_a_storm_every_invoice_is_in_once_or_has_its_reason(
    watchman: Watchman, company: Company
) -> None:
    pace = Pace(company)
    storm = Storm(company, random.Random(20260310))
    assert len(storm.deliveries) > EVENTS * 9
    storm.hide()
    await rage(watchman, storm)
    storm.show()
    heard = len(company.twikey.invoices)
    company.clock.advance(minutes=6)
    swept = await watchman.watch.sweep()

    held = sorted(each.number for each in company.twikey.invoices.values())
    wanted = [each for each in storm.invoices if may_be_imported(each)]
    assert held == sorted(f"{each.number}" for each in wanted)
    assert company.creates == len(held)
    assert 0 < swept.imported == len(held) - heard < EVENTS * 2 * (LOST + EARLY)
    for invoice in storm.invoices:
        if not may_be_imported(invoice):
            reason = Reason.CURRENCY if invoice.total else Reason.ZERO_AMOUNT
            assert (await watchman.memory(invoice)).decisive is reason
    company.clock.advance(minutes=6)
    await watchman.hints.follow()
    assert company.creates == len(held)
    assert await watchman.waiting() == 0
    assert pace.refusals == 0
