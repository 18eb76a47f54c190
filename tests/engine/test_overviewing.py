"""The overview leafs through what is remembered, and asks nobody."""

from __future__ import annotations

from core.domain.invoice import SourceId
from core.domain.overview import Page, Place, Shown, Turn, Wish
from core.gaps import got_through
from core.overviewing import Overviewing
from tests.builders import NOW
from tests.engine.company import Company, days_ago

PAGE = 4


async def books(company: Company, count: int) -> list[str]:
    """Book and see invoices; their ids, the newest first."""
    made = [company.booked(at=days_ago(count - n)) for n in range(count)]
    await company.imports(preview=True)
    return [invoice.id for invoice in reversed(made)]


async def leaf(
    company: Company, place: Place | None = None, turn: Turn = Turn.OLDER
) -> Page:
    return await Overviewing(company.ledger).page(Wish(Shown.ALL, place, turn), PAGE)


def ids(page: Page) -> list[str]:
    return [entry.source_id for entry in page.entries]


async def test_the_first_page_leads_to_older_ones_only(company: Company) -> None:
    made = await books(company, 6)

    first = await leaf(company)
    assert ids(first) == made[:4]
    assert first.newer is None
    last = await leaf(company, first.older)
    assert ids(last) == made[4:]
    assert last.older is None
    assert ids(await leaf(company, last.newer, Turn.NEWER)) == made[:4]


async def test_all_on_one_page_leads_nowhere(company: Company) -> None:
    await books(company, 4)

    page = await leaf(company)
    assert (page.older, page.newer) == (None, None)


async def test_leafing_back_in_the_middle_goes_on_both_ways(company: Company) -> None:
    made = await books(company, 14)
    second = await leaf(company, (await leaf(company)).older)
    third = await leaf(company, second.older)

    second = await leaf(company, third.newer, Turn.NEWER)
    assert ids(second) == made[4:8]
    assert second.newer is not None
    assert ids(await leaf(company, second.older)) == ids(third)


async def test_near_the_newest_the_first_page_is_shown_in_full(
    company: Company,
) -> None:
    made = await books(company, 6)
    second = Place(days_ago(2), SourceId(made[1]))

    page = await leaf(company, second, Turn.NEWER)
    assert ids(page) == made[:4]
    assert page.newer is None


async def test_a_page_that_is_not_there_any_more_is_the_first_one(
    company: Company,
) -> None:
    made = await books(company, 2)
    long_ago = Place(days_ago(500), SourceId("x"))

    page = await leaf(company, long_ago)
    assert ids(page) == made
    assert page.wish == Wish()


async def test_a_page_tells_how_many_there_are_and_how_old_it_is(
    company: Company,
) -> None:
    await books(company, 3)
    await company.ledger.write(lambda tx: got_through(tx, NOW))

    page = await leaf(company)
    assert page.counts == {Shown.WAITING: 3, Shown.PROBLEMS: 0, Shown.IMPORTED: 0}
    assert (page.at, page.teamleader) == (NOW, NOW)
    assert page.twikey is None


async def test_the_overview_calls_nobody(company: Company) -> None:
    await books(company, 3)
    calls = company.teamleader_door.overhear, company.twikey_door.overhear
    heard: list[object] = []
    company.teamleader_door.overhear = heard.append
    company.twikey_door.overhear = heard.append

    overviews = Overviewing(company.ledger)
    await overviews.page(Wish(), PAGE)
    assert len(await overviews.whole(Shown.WAITING)) == 3
    assert heard == []
    assert calls


async def test_the_whole_list_is_read_in_pieces(company: Company) -> None:
    made = await books(company, 7)
    overviews = Overviewing(company.ledger, at_once=3)

    found = await overviews.whole(Shown.ALL)
    assert [entry.source_id for entry in found] == made
