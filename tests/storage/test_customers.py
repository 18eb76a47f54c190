"""What Twikey was last told of customers."""

from __future__ import annotations

from core.domain.invoice import CustomerId, CustomerKind, CustomerRef
from storage.ledger import SqlLedger
from tests.builders import COMPANY, CONTACT
from tests.conftest import LedgerClock

FIELDS = {"company_name": "De Vlinder \u2013 Gent", "city": "Gent"}


async def put(
    ledger: SqlLedger, number: str, ref: CustomerRef = COMPANY, **fields: str
) -> None:
    await ledger.write(lambda tx: tx.customers.put(number, ref, fields or FIELDS))


async def get(ledger: SqlLedger, number: str) -> dict[str, str] | None:
    found = await ledger.read(lambda tx: tx.customers.get(number))
    return None if found is None else dict(found)


async def number_of(ledger: SqlLedger, ref: CustomerRef) -> str | None:
    return await ledger.read(lambda tx: tx.customers.of_ref(ref))


async def test_nothing_is_known_of_a_customer_that_was_never_sent(
    ledger: SqlLedger,
) -> None:
    await put(ledger, "K-1")

    assert await get(ledger, "K-2") is None
    assert await number_of(ledger, CONTACT) is None


async def test_what_was_sent_last_takes_the_place_of_what_was_sent_before(
    ledger: SqlLedger,
) -> None:
    await put(ledger, "K-1")
    assert await get(ledger, "K-1") == FIELDS
    await put(ledger, "K-1", city="Aalst")

    assert await get(ledger, "K-1") == {"city": "Aalst"}
    assert await number_of(ledger, COMPANY) == "K-1"


async def test_a_company_and_a_contact_with_one_id_are_two_customers(
    ledger: SqlLedger,
) -> None:
    namesake = CustomerRef(CustomerKind.CONTACT, CustomerId(COMPANY.id))
    await put(ledger, "K-1")
    assert await number_of(ledger, namesake) is None
    await put(ledger, "K-2", namesake)

    assert await number_of(ledger, COMPANY) == "K-1"
    assert await number_of(ledger, namesake) == "K-2"


async def test_of_two_numbers_of_a_customer_the_latest_counts(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await put(ledger, "K-1")
    ledger_clock.advance(1)
    await put(ledger, "K-2")
    assert await number_of(ledger, COMPANY) == "K-2"
    ledger_clock.advance(1)
    await put(ledger, "K-1")

    assert await number_of(ledger, COMPANY) == "K-1"


async def test_a_number_that_was_taken_over_belongs_to_its_new_customer(
    ledger: SqlLedger,
) -> None:
    await put(ledger, "K-1", COMPANY)
    await put(ledger, "K-1", CONTACT)

    assert await number_of(ledger, COMPANY) is None
    assert await number_of(ledger, CONTACT) == "K-1"


async def test_a_forgotten_customer_is_as_if_never_sent(ledger: SqlLedger) -> None:
    await put(ledger, "K-1")
    await put(ledger, "K-2", CONTACT)

    await ledger.write(lambda tx: tx.customers.forget("K-1"))

    assert await get(ledger, "K-1") is None
    assert await number_of(ledger, COMPANY) is None
    assert await get(ledger, "K-2") == FIELDS
