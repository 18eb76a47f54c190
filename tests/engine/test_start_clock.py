"""The first start on a machine whose clock is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from tests.engine.company import Company
from tests.engine.doors import CompanyClock
from tests.engine.watchman import Watchman


class ClockAhead(CompanyClock):
    """The clock of a machine that is ten minutes ahead of everybody else."""

    def now(self) -> datetime:
        return super().now() + timedelta(minutes=10)


async def test_a_machine_that_is_ahead_does_not_make_new_invoices_old(
    company: Company,
) -> None:
    """The start is told by the clock that all replicas share."""
    ahead = ClockAhead(company.clock.now())
    systems = replace(await company.systems(), clock=ahead)
    await Watchman(company, systems).starts()
    company.clock.advance(minutes=1)
    invoice = company.booked()

    other = Watchman(company, await company.systems())
    await other.passes(minutes=1)

    assert company.at_twikey(invoice) is not None
