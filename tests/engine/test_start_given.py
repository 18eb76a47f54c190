"""A start that was given by hand in the past: what is old says so and stays out."""

from __future__ import annotations

import pytest

from core.domain.invoice import SourceId
from core.domain.overview import Shown, Standing, Wish
from core.domain.proof import Place, Proof
from core.domain.reason import Reason
from core.domain.verdict import Effect, Eligible, Finding
from core.overviewing import Overviewing
from core.proving import prove
from sandbox.teamleader import Invoice
from tests.engine.company import Company, days_ago
from tests.engine.watchman import Watchman


@pytest.fixture
async def back_dated(newcomer: Watchman) -> Watchman:
    """A watch that was told to look ten days back, and is started for the first time.

    It hears no hints.
    """
    await newcomer.is_told_to_look_back(days_ago(10))
    newcomer.loses_hints()
    return newcomer


async def standing(watchman: Watchman, invoice: Invoice) -> Standing:
    overviewing = Overviewing(watchman.systems.ledger)
    (entry,) = await overviewing.chosen([SourceId(invoice.id)])
    page = await overviewing.page(Wish(), 50)
    whole = await overviewing.whole(Shown.ALL)
    assert entry in page.entries
    assert entry in whole
    return entry.standing


async def note(watchman: Watchman, invoice: Invoice) -> Finding | None:
    findings = (await watchman.why(invoice)).findings
    found = (one for one in findings if one.reason is Reason.BEFORE_START)
    return next(found, None)


async def proof(watchman: Watchman) -> Proof:
    today = watchman.company.clock.now().date()
    return await prove(watchman.systems, today.replace(month=1, day=1), today)


def place(found: Proof, invoice: Invoice) -> tuple[Place, Reason | None]:
    (one,) = (each for each in found.invoices if each.number == invoice.number)
    return one.place, one.reason


async def test_one_message_counts_all_that_was_open_at_the_first_start(
    back_dated: Watchman, company: Company
) -> None:
    for day in (20, 15, 8, 3, 1):
        company.booked(at=days_ago(day))
    company.drafted(at=days_ago(2))

    await back_dated.starts()
    await back_dated.passes(minutes=200)

    (message,) = await back_dated.told()
    assert (message.kind, message.facts) == ("stock", {"count": 5})
    assert company.creates == 0
    assert await back_dated.alerts() == []


async def test_a_start_given_for_later_counts_all_of_them_too(
    newcomer: Watchman, company: Company
) -> None:
    await newcomer.is_told_to_look_back(days_ago(-3))
    company.booked(at=days_ago(3))

    await newcomer.starts()

    assert [m.facts for m in await newcomer.told("stock")] == [{"count": 1}]


@pytest.mark.parametrize("how", ["hint", "sweep", "daily"])
async def test_nothing_of_before_the_first_start_comes_in_by_itself(
    back_dated: Watchman, company: Company, how: str
) -> None:
    old = company.booked(at=days_ago(3))
    await back_dated.starts()
    company.clock.advance(minutes=20)
    if how != "daily":
        company.teamleader.update_invoice(old.id, note="Bel eerst")
    if how == "hint":
        await back_dated.takes_in(old, event="updated")
        await back_dated.hints.follow()
    elif how == "sweep":
        await back_dated.watch.sweep()
    else:
        assert await back_dated.watch.judge_again() == 1

    assert company.creates == 0

    await company.imports(f"{old.number}")
    assert company.held(old).amount == old.total


async def test_what_a_person_sent_and_twikey_refused_comes_in_once_it_is_mended(
    back_dated: Watchman, company: Company
) -> None:
    old = company.booked(at=days_ago(3), payment_reference="x" * 141)
    await back_dated.starts()
    await company.imports(f"{old.number}")
    assert company.at_twikey(old) is None
    company.clock.advance(minutes=5)

    company.teamleader.update_invoice(old.id, payment_reference="+++120/3304/47171+++")
    await back_dated.watch.sweep()

    assert company.at_twikey(old)


async def test_a_draft_that_is_booked_after_the_first_start_comes_in(
    back_dated: Watchman, company: Company
) -> None:
    draft = company.drafted(at=days_ago(3))
    await back_dated.starts()
    company.clock.advance(minutes=5)
    company.teamleader.book(draft.id)

    await back_dated.watch.sweep()

    assert company.at_twikey(draft)
    assert await note(back_dated, draft) is None


async def test_why_tells_it_as_a_note_and_goes_on_to_what_else_there_is(
    back_dated: Watchman, company: Company
) -> None:
    old = company.booked(at=days_ago(3))
    started = company.clock.now()
    await back_dated.starts()
    company.clock.advance(days=1)
    diagnosis = await back_dated.why(old)

    assert isinstance(diagnosis.verdict, Eligible)
    assert diagnosis.would_import_now
    found = await note(back_dated, old)
    assert found is not None
    assert found.effect is Effect.NOTES
    assert found.facts["since"] == started.isoformat()

    await company.imports(f"{old.number}")
    assert await note(back_dated, old) is None


async def test_what_is_older_than_the_given_start_is_blocked_as_ever(
    back_dated: Watchman, company: Company
) -> None:
    oldest = company.booked(at=days_ago(20))
    await back_dated.starts()

    found = await note(back_dated, oldest)
    assert found is not None
    assert found.effect is Effect.BLOCKS
    assert found.facts["since"] == days_ago(10).isoformat()


async def test_the_proof_leaves_nothing_unexplained(
    back_dated: Watchman, company: Company
) -> None:
    oldest, old = company.booked(at=days_ago(20)), company.booked(at=days_ago(3))
    foreign = company.booked(at=days_ago(3), currency="USD")
    await back_dated.starts()
    for _ in range(2):
        found = await proof(back_dated)
        assert place(found, oldest) == (Place.EXCLUDED, Reason.BEFORE_START)
        assert place(found, old) == (Place.EXCLUDED, Reason.BEFORE_START)
        assert place(found, foreign) == (Place.PROBLEM, Reason.CURRENCY)
        assert found.unexplained == ()
        await back_dated.passes(minutes=90)


async def test_a_problem_that_an_import_by_hand_met_stays_one_in_the_proof(
    back_dated: Watchman, company: Company
) -> None:
    old = company.booked(at=days_ago(3), payment_reference="x" * 141)
    await back_dated.starts()
    await company.imports(f"{old.number}")

    assert place(await proof(back_dated), old) == (Place.PROBLEM, Reason.REFUSED)


async def test_the_overview_says_that_both_kinds_are_from_before(
    back_dated: Watchman, company: Company
) -> None:
    oldest, old = company.booked(at=days_ago(20)), company.booked(at=days_ago(3))
    await back_dated.starts()
    company.clock.advance(minutes=1)
    fresh = company.booked()
    await back_dated.why(fresh)
    for _ in range(2):
        assert await standing(back_dated, oldest) is Standing.BEFORE_START
        assert await standing(back_dated, old) is Standing.BEFORE_START
        company.clock.advance(minutes=20)
        await back_dated.watch.judge_again()

    await company.imports(f"{old.number}")
    assert await standing(back_dated, old) is Standing.IMPORTED


async def test_what_was_just_booked_is_on_its_way(
    back_dated: Watchman, company: Company
) -> None:
    await back_dated.starts()
    company.clock.advance(minutes=1)
    fresh = company.booked()
    await back_dated.why(fresh)

    assert await standing(back_dated, fresh) is Standing.ON_ITS_WAY
