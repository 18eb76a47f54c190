from __future__ import annotations

from datetime import date, timedelta

import pytest

from sandbox.teamleader import TeamleaderStandIn
from sandbox.wire import ManualClock
from tests.sandbox.teamleader.caller import NOWHERE, START, Caller


def book_many(teamleader: TeamleaderStandIn, how_many: int) -> list[str]:
    ids = [teamleader.draft_invoice() for _ in range(how_many)]
    for invoice_id in ids:
        teamleader.book(invoice_id)
    return ids


async def test_a_page_holds_twenty_unless_asked_otherwise(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    book_many(teamleader, 25)
    first = await caller.data("invoices.list")
    second = await caller.data("invoices.list", {"page": {"number": 2}})

    assert (len(first), len(second)) == (20, 5)
    assert not {row["id"] for row in first} & {row["id"] for row in second}


async def test_a_page_of_more_than_a_hundred_is_cut_or_refused(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    book_many(teamleader, 101)
    cut = await caller.data("invoices.list", {"page": {"size": 500}})
    teamleader.switches.strict = True
    refused = await caller.post("invoices.list", {"page": {"size": 500}})

    assert len(cut) == 100
    assert refused.status_code == 400


@pytest.mark.parametrize("page", [{"size": 0}, {"number": 0}, {"size": "20"}])
async def test_nonsense_pages_are_refused(caller: Caller, page: object) -> None:
    assert (await caller.post("invoices.list", {"page": page})).status_code == 400


async def test_meta_comes_only_when_asked_for(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    book_many(teamleader, 3)
    plain = (await caller.post("invoices.list")).json()
    asked = (await caller.post("invoices.list", {"includes": "pagination"})).json()
    singular = (await caller.post("invoices.list", {"include": "pagination"})).json()
    teamleader.switches.withhold_meta = True
    withheld = (await caller.post("invoices.list", {"includes": "pagination"})).json()

    assert asked["meta"] == {"page": {"size": 20, "number": 1}, "matches": 3}
    assert "meta" not in plain
    assert "meta" not in singular
    assert "meta" not in withheld


async def test_unknown_filters_are_ignored_and_everything_comes_back(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    everything = book_many(teamleader, 2)
    found = await caller.ids(created_after="2030-01-01", paid=True)

    assert set(found) == set(everything)


async def test_strict_mode_lists_every_unknown_key(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    teamleader.switches.strict = True
    body = {"filter": {"paid": True, "created_after": "2030-01-01"}}
    filters = await caller.post("invoices.list", body)
    top = await caller.post("invoices.list", {"filters": {}, "limit": 3})

    def named(errors: list[dict[str, dict[str, str]]]) -> list[str]:
        return [error["meta"]["field"] for error in errors]

    assert filters.status_code == 400
    assert named(filters.json()["errors"]) == ["filter.created_after", "filter.paid"]
    assert named(top.json()["errors"]) == ["filters", "limit"]


@pytest.mark.parametrize(
    "filters",
    [
        {"status": ["paid"]},
        {"status": ["booked"]},
        {"status": "outstanding"},
        {"status": [["draft"]]},
        {"term": 42},
        {"ids": "one"},
        {"ids": ["nonsense"]},
        {"updated_since": "yesterday"},
        {"updated_since": "2026-03-01T00:00:00"},
        {"invoice_date_after": "01/03/2026"},
        {"customer": {"type": "company"}},
        {"customer": {"type": "person", "id": NOWHERE}},
    ],
)
async def test_wrong_values_of_known_filters_are_refused(
    caller: Caller, filters: object
) -> None:
    assert (await caller.post("invoices.list", {"filter": filters})).status_code == 400


async def test_the_default_order_is_not_to_be_relied_on(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    ids = book_many(teamleader, 3)
    descending = await caller.ids()
    teamleader.switches.default_order = "asc"
    ascending = await caller.ids()

    assert ascending == ids
    assert descending == ids[::-1]


async def test_a_sort_is_followed_and_numbers_sort_as_numbers(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    ids = book_many(teamleader, 11)
    sort = [{"field": "invoice_number", "order": "asc"}]
    rows = await caller.data("invoices.list", {"sort": sort})

    assert [row["id"] for row in rows] == ids


async def test_an_unsupported_sort_is_ignored_and_a_wrong_order_refused(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    unsupported = {"sort": [{"field": "updated_at", "order": "desc"}]}
    wrong = {"sort": [{"field": "invoice_number", "order": "down"}]}
    ignored = await caller.post("invoices.list", unsupported)
    refused = await caller.post("invoices.list", wrong)
    teamleader.switches.strict = True
    strict = await caller.post("invoices.list", unsupported)

    assert (ignored.status_code, refused.status_code) == (200, 400)
    assert strict.status_code == 400


async def test_updated_since_includes_the_moment_itself(
    clock: ManualClock, teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    clock.set(START + timedelta(seconds=5))
    later = teamleader.draft_invoice()

    assert set(await caller.ids(updated_since=START.isoformat())) == {booked, later}
    assert await caller.ids(updated_since="2026-03-02T09:00:01+01:00") == [later]


async def test_updated_since_is_sent_without_fractions(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    body = {"filter": {"updated_since": "2026-03-01T00:00:00.250+00:00"}}
    lenient = await caller.post("invoices.list", body)
    teamleader.switches.strict = True
    strict = await caller.post("invoices.list", body)

    assert (lenient.status_code, strict.status_code) == (200, 400)


async def test_invoice_dates_are_inclusive_on_both_sides(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    first, second = teamleader.draft_invoice(), teamleader.draft_invoice()
    teamleader.draft_invoice()
    teamleader.book(first, on=date(2026, 2, 1))
    teamleader.book(second, on=date(2026, 2, 2))

    assert await caller.ids(invoice_date_before="2026-02-01") == [first]
    assert await caller.ids(invoice_date_after="2026-02-02") == [second]


async def test_only_ids_that_exist_come_back(caller: Caller, booked: str) -> None:
    assert await caller.ids(ids=[booked, NOWHERE]) == [booked]


async def test_a_number_is_found_in_its_full_form_only(
    caller: Caller, booked: str
) -> None:
    assert await caller.ids(invoice_number="2026 / 1") == [booked]
    assert await caller.ids(invoice_number="2026/1") == []


async def test_term_looks_into_number_order_reference_and_name(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    customer_id = teamleader.add_company("Brouwerij Proef")
    wanted = teamleader.draft_invoice(
        customer_id=customer_id,
        purchase_order_number="PO-77",
        payment_reference="+++111/2222/33344+++",
    )
    teamleader.book(wanted)
    other = teamleader.add_contact("Jan", "Test")
    teamleader.book(teamleader.draft_invoice(customer_id=other))

    for term in ("brouwerij", "po-77", "2222", "2026 / 1"):
        assert await caller.ids(term=term) == [wanted], term


async def test_invoices_are_found_by_customer_department_and_subscription(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    department_id = teamleader.add_department("Tweede")
    contact_id = teamleader.add_contact("Lotte", "Test")
    subscription_id = teamleader.add_subscription("Onderhoud", contact_id, "50")
    wanted = teamleader.draft_invoice(
        customer_id=contact_id,
        department_id=department_id,
        subscription_ids=[subscription_id],
    )
    company_id = teamleader.add_company("Ander")
    elsewhere = teamleader.add_department("Derde")
    teamleader.draft_invoice(customer_id=company_id, department_id=elsewhere)
    customer = {"type": "contact", "id": contact_id}

    assert await caller.ids(customer=customer) == [wanted]
    assert await caller.ids(department_id=department_id) == [wanted]
    assert await caller.ids(subscription_id=subscription_id) == [wanted]


async def test_status_takes_several_values(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    draft = teamleader.draft_invoice()
    paid = teamleader.draft_invoice()
    teamleader.book(paid)
    teamleader.register_payment(paid)

    assert set(await caller.ids(status=["outstanding", "matched"])) == {booked, paid}
    assert await caller.ids(status=["draft"]) == [draft]


async def test_strict_mode_takes_a_hundred_ids_at_most(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    teamleader.switches.strict = True
    body = {"filter": {"ids": [NOWHERE] * 101}}

    assert (await caller.post("invoices.list", body)).status_code == 400
