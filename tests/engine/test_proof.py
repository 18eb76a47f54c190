"""The proof: every booked invoice of a month has its place in the sum."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.domain.money import Money
from core.domain.proof import Place, Proof
from core.domain.reason import Reason
from core.domain.target import TargetId
from core.errors import RemoteError
from core.proving import month, prove
from sandbox.teamleader import Invoice
from tests.engine.company import Company, brussels
from tests.engine.watchman import Watchman

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


async def proof(watchman: Watchman) -> Proof:
    return await prove(watchman.systems, *MARCH)


def place(found: Proof, invoice: Invoice) -> tuple[Place, Reason | None]:
    (one,) = (each for each in found.invoices if each.number == invoice.number)
    return one.place, one.reason


async def test_each_invoice_has_its_place_and_the_sums_add_up(
    watchman: Watchman, company: Company
) -> None:
    imported = company.booked("100.00")
    zero = company.booked("0.00")
    foreign = company.booked("80.00", currency="USD")
    stuck = company.booked("30.00")
    company.teamleader.set_on_hold(stuck.id)
    company.drafted("999.00")
    await watchman.hears()
    company.clock.advance(hours=2)
    watchman.loses_hints()
    fresh = company.booked("7.00")

    found = await proof(watchman)

    assert place(found, imported) == (Place.IMPORTED, None)
    assert place(found, zero) == (Place.EXCLUDED, Reason.ZERO_AMOUNT)
    assert place(found, foreign) == (Place.PROBLEM, Reason.CURRENCY)
    assert place(found, stuck) == (Place.PROBLEM, Reason.ON_HOLD)
    assert place(found, fresh) == (Place.ON_ITS_WAY, None)
    assert found.unexplained == ()
    assert found.total() == (5, Money.of("137.00"))
    assert found.total(Place.IMPORTED) == (1, Money.of("100.00"))
    assert sum(share.count for share in found.shares) == 5


async def test_an_invoice_nobody_can_account_for_is_named(
    watchman: Watchman, company: Company
) -> None:
    watchman.loses_hints()
    company.booked("10.00")
    await watchman.watch.sweep()
    forgotten = company.booked("20.00")
    await watchman.why(forgotten)
    company.clock.advance(hours=2)

    found = await proof(watchman)

    assert [each.number for each in found.unexplained] == [forgotten.number]
    assert found.total(Place.UNEXPLAINED) == (1, Money.of("20.00"))


async def test_a_reason_that_no_longer_holds_explains_nothing(
    watchman: Watchman, company: Company
) -> None:
    company.decides(auto_import=False)
    invoice = company.booked()
    await watchman.hears()
    assert place(await proof(watchman), invoice) == (
        Place.EXCLUDED,
        Reason.AUTOMATIC_OFF,
    )
    company.decides(auto_import=True)
    company.clock.advance(hours=2)

    assert place(await proof(watchman), invoice) == (Place.UNEXPLAINED, None)


async def test_what_twikey_did_not_answer_for_is_a_problem_not_a_riddle(
    watchman: Watchman, company: Company
) -> None:
    company.twikey.faults.add("*", "503", times=10**9)
    invoice = company.booked()
    await watchman.hears()
    company.twikey.faults.clear()
    company.clock.advance(hours=2)

    assert place(await proof(watchman), invoice) == (Place.PROBLEM, None)


async def test_what_was_booked_before_the_start_is_excluded(
    newcomer: Watchman, company: Company
) -> None:
    old = company.booked("50.00", at=brussels("2026-03-03T10:00"))
    await newcomer.starts()

    found = await proof(newcomer)

    assert place(found, old) == (Place.EXCLUDED, Reason.BEFORE_START)
    assert found.total(Place.EXCLUDED) == (1, Money.of("50.00"))


async def test_two_departments_with_one_number_are_two_invoices(
    watchman: Watchman, company: Company
) -> None:
    ids = [company.teamleader.add_department(name) for name in ("Gent", "Brugge")]
    first, second = [company.booked("10.00", department_id=one) for one in ids]
    assert first.number == second.number
    await watchman.hears()

    found = await proof(watchman)

    assert sorted(f"{each.department}" for each in found.invoices) == ["Brugge", "Gent"]
    places = {(each.place, each.reason) for each in found.invoices}
    assert places == {
        (Place.IMPORTED, None),
        (Place.PROBLEM, Reason.NUMBER_TAKEN),
    }
    assert found.total() == (2, Money.of("20.00"))


async def test_what_a_person_took_out_of_twikey_is_not_counted_as_in(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.booked()
    await watchman.hears()
    held = TargetId(company.held(invoice).id)
    company.twikey.delete(held)
    await watchman.systems.ledger.write(lambda tx: tx.targets.drop(held))

    found = await proof(watchman)

    assert place(found, invoice) == (Place.EXCLUDED, Reason.ALREADY_IMPORTED)


async def test_an_invoice_that_cannot_be_understood_is_counted(
    watchman: Watchman, company: Company
) -> None:
    company.booked()
    await watchman.hears()
    company.teamleader.faults.add("invoices.list", "missing", detail=["total"])

    found = await proof(watchman)

    assert found.total()[0] == found.total(Place.PROBLEM)[0] == 1


async def test_half_a_proof_is_none(watchman: Watchman, company: Company) -> None:
    company.booked()
    await watchman.hears()
    company.teamleader.faults.add("invoices.list", "503", times=None)
    with pytest.raises(RemoteError):
        await proof(watchman)


async def test_only_the_invoice_date_decides_which_month_it_is(
    watchman: Watchman, company: Company
) -> None:
    company.clock.set(brussels("2026-04-02T10:00"))
    inside = company.drafted("1.00")
    company.teamleader.book(inside.id, on=MARCH[1])
    outside = company.drafted("2.00")
    company.teamleader.book(outside.id, on=MARCH[1] + timedelta(days=1))
    await watchman.hears()

    found = await proof(watchman)

    assert [each.number for each in found.invoices] == [inside.number]


@pytest.mark.parametrize(
    ("typed", "today", "expected"),
    [
        ("", "2026-03-10", ("2026-03-01", "2026-03-10")),
        ("2026-03", "2026-03-10", ("2026-03-01", "2026-03-10")),
        ("2026-02", "2026-03-10", ("2026-02-01", "2026-02-28")),
        ("2024-02", "2026-03-10", ("2024-02-01", "2024-02-29")),
        ("2025-12", "2026-03-10", ("2025-12-01", "2025-12-31")),
        ("", "2026-03-31", ("2026-03-01", "2026-03-31")),
    ],
)
def test_a_month_goes_to_its_last_day_or_to_today(
    typed: str, today: str, expected: tuple[str, str]
) -> None:
    first, last = month(typed, date.fromisoformat(today))
    assert (first.isoformat(), last.isoformat()) == expected


@pytest.mark.parametrize("typed", ["maart", "2026-13", "2026", "2026-03-01"])
def test_another_text_is_no_month(typed: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        month(typed, date(2026, 3, 10))
