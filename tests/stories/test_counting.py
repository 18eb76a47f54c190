"""The numbers for whoever watches the bot are those of what it did."""

from __future__ import annotations

import httpx

from core.domain.outcome import RunTrigger
from core.scope import ImportOrder, NumbersScope, RowsScope
from sandbox.looking import regular_customer
from tests.stories.conftest import Company


async def test_every_import_is_counted_whoever_began_it(company: Company) -> None:
    teamleader = company.stand_ins.teamleader
    customer = regular_customer(teamleader)
    number = teamleader.book(teamleader.draft_invoice("50.00", customer_id=customer))
    await company.bot.core.engine.run(ImportOrder(NumbersScope((number,))))
    await company.bot.core.engine.run(
        ImportOrder(RowsScope(()), trigger=RunTrigger.SWEEP)
    )
    async with httpx.AsyncClient() as client:
        told = (await client.get(f"{company.bot.url}/metrics")).text

    assert 'twikey_bot_invoices_total{outcome="imported"} 1.0' in told
    assert 'twikey_bot_runs_total{ended="done",trigger="manual"} 1.0' in told
    assert 'twikey_bot_runs_total{ended="done",trigger="sweep"} 1.0' in told
