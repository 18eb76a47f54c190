"""Whatever a book holds, each invoice ends in one line and the sums add up."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Literal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain.diagnosis import Diagnosis
from core.domain.outcome import Outcome, Run
from core.domain.reason import Reason
from sandbox.teamleader import Invoice
from tests.engine.company import Company, days_ago, line_of, open_company

Kind = Literal[
    "open",
    "draft",
    "zero",
    "negative",
    "paid",
    "partly-paid",
    "credited",
    "partly-credited",
    "dollars",
    "held",
    "nobody",
    "refused",
    "taken",
    "other-department",
    "old",
]
BOOKS = st.lists(st.sampled_from(Kind.__args__), min_size=1, max_size=8)  # type: ignore[attr-defined]
GONE_IN = {"open", "partly-paid", "partly-credited", "held"}
AUTOMATIC_STOPS = {Reason.ON_HOLD}


def add(company: Company, kind: str) -> Invoice:
    """Add an invoice of a kind to the books."""
    if kind == "draft":
        return company.drafted()
    totals = {"zero": "0.00", "negative": "-5.00"}
    total = totals.get(kind, "121.00")
    more: dict[str, object] = {}
    if kind == "dollars":
        more["currency"] = "USD"
    if kind == "nobody":
        more["customer_id"] = company.teamleader.add_contact(None, "")
    if kind == "refused":
        more["payment_reference"] = "x" * 141
    if kind == "other-department":
        more["department_id"] = company.teamleader.add_department("Zuid")
    at = days_ago(31) if kind == "old" else None
    invoice = company.booked(total, at=at, **more)
    _settle(company, kind, invoice)
    return invoice


def _settle(company: Company, kind: str, invoice: Invoice) -> None:
    desk = company.teamleader
    if kind == "paid":
        desk.register_payment(invoice.id)
    elif kind == "partly-paid":
        desk.register_payment(invoice.id, "20.00")
    elif kind == "credited":
        desk.credit(invoice.id)
    elif kind == "partly-credited":
        desk.credit(invoice.id, "20.00")
    elif kind == "held":
        desk.set_on_hold(invoice.id)
    elif kind == "taken":
        company.twikey.add_invoice(f"{invoice.number}", "3.00")


def adds_up(run: Run, book: list[tuple[str, Invoice]]) -> None:
    """Every invoice of the window has one line, and the counts are theirs."""
    inside = [invoice.id for kind, invoice in book if kind != "old"]
    assert sorted(f"{line.source_id}" for line in run.lines) == sorted(inside)
    counts = dict(run.counts)
    assert counts.pop("seen") == sum(counts.values()) == len(inside)
    named = sum(len(lines) for lines in run.by_reason().values())
    assert (
        named == counts["already_imported"] + counts["not_imported"] + counts["refused"]
    )


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(kinds=BOOKS, due_lowered=st.booleans())
def test_each_invoice_has_one_line_and_import_and_why_agree(
    kinds: list[str], due_lowered: bool
) -> None:
    asyncio.run(_a_book(kinds, due_lowered))


async def _a_book(kinds: list[str], due_lowered: bool) -> None:
    async with open_company() as company:
        company.teamleader.switches.credit_lowers_due = due_lowered
        book = [(kind, add(company, kind)) for kind in kinds]
        first = await company.imports()
        adds_up(first, book)
        _as_twikey_has_it(company, first)
        for kind, invoice in book:
            if kind in GONE_IN:
                assert line_of(first, invoice).outcome is not Outcome.REFUSED
            if kind != "old" and not _overtaken(book, first, invoice):
                await _why_agrees(company, first, invoice)
        second = await company.imports()
        adds_up(second, book)
        assert second.counts["imported"] == 0


def _overtaken(book: list[tuple[str, Invoice]], run: Run, invoice: Invoice) -> bool:
    """Whether its number went to another department's invoice after its own turn."""
    imported = {line.source_id for line in run.of(Outcome.IMPORTED)}
    return invoice.id not in imported and any(
        each.number == invoice.number and each.id in imported for _, each in book
    )


def _as_twikey_has_it(company: Company, run: Run) -> None:
    """What counts as imported is there, for its amount, and nothing else of ours is."""
    ours = [each for each in company.twikey.invoices.values() if each.source == "api"]
    imported = run.of(Outcome.IMPORTED)
    assert {each.ref for each in ours} == {line.source_id for line in imported}
    total = sum((each.amount for each in ours), Decimal(0))
    assert run.imported_amount.rounded == total


async def _why_agrees(company: Company, run: Run, invoice: Invoice) -> None:
    line = line_of(run, invoice)
    diagnosis = await company.engine.diagnose(invoice.id)
    assert isinstance(diagnosis, Diagnosis)
    if line.outcome is Outcome.IMPORTED:
        assert diagnosis.decisive is Reason.ALREADY_IMPORTED
    else:
        assert diagnosis.decisive is line.reason
