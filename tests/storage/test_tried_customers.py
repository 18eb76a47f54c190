"""What a create told of its customer: kept while nobody knows what became of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from core.domain.customer_changes import SentCustomer
from core.domain.history import AttemptState
from core.domain.invoice import CustomerRef
from storage.encryption import Vault
from storage.ledger import SqlLedger
from storage.tables import attempt
from tests.builders import COMPANY, CONTACT, SOURCE_ID, an_invoice
from tests.conftest import KEY
from tests.storage.test_attempts import FIRST, SECOND, begin, claimed, finish
from tests.storage.test_customers import FIELDS
from tests.storage.test_sights import see

SENT = SentCustomer("customer-1", COMPANY, FIELDS)
TRIED = replace(FIRST, customer=SENT)


@pytest.fixture
async def seen(ledger: SqlLedger) -> SqlLedger:
    await see(ledger, an_invoice())
    return ledger


async def tried(
    ledger: SqlLedger, otherwise: CustomerRef | None = CONTACT
) -> SentCustomer | None:
    one = SOURCE_ID
    return await ledger.read(lambda tx: tx.invoices.customer_tried(one, otherwise))


async def kept(ledger: SqlLedger) -> list[str | None]:
    """Return what is stored, as it is stored."""
    with ledger._database.reader.begin() as connection:
        return list(connection.scalars(select(attempt.c.customer)))


@pytest.mark.parametrize("state", [None, AttemptState.UNKNOWN])
async def test_an_open_create_tells_what_it_sent(
    seen: SqlLedger, state: AttemptState | None
) -> None:
    held = await claimed(seen)
    await begin(seen, held, TRIED)
    if state is not None:
        await finish(seen, held, state)

    assert await tried(seen) == SENT


async def test_before_anything_was_tried_nobody_was_told_of(seen: SqlLedger) -> None:
    assert await tried(seen) is None


async def test_it_is_stored_so_that_nobody_reads_it(seen: SqlLedger) -> None:
    await begin(seen, await claimed(seen), TRIED)

    (stored,) = await kept(seen)
    assert stored is not None
    assert not any(value in stored for value in (COMPANY.id, *FIELDS.values()))


@pytest.mark.parametrize(
    "state", [each for each in AttemptState if not each.is_open], ids=str
)
async def test_it_is_forgotten_when_the_answer_comes(
    seen: SqlLedger, state: AttemptState
) -> None:
    held = await claimed(seen)
    await begin(seen, held, TRIED)
    await finish(seen, held, state)

    assert await kept(seen) == [None]
    assert await tried(seen) is None


@pytest.mark.parametrize("state", [AttemptState.CREATED, AttemptState.NOT_CREATED])
async def test_it_is_forgotten_when_somebody_else_finds_out(
    seen: SqlLedger, state: AttemptState
) -> None:
    held = await claimed(seen)
    await begin(seen, held, TRIED)
    await finish(seen, held, AttemptState.UNKNOWN)
    await seen.write(lambda tx: tx.invoices.release(held))
    await seen.write(
        lambda tx: tx.invoices.settle_attempt(SOURCE_ID, TRIED.target_id, state)
    )

    assert await kept(seen) == [None]


async def test_of_several_the_latest_counts(seen: SqlLedger) -> None:
    held = await claimed(seen)
    await begin(seen, held, TRIED)
    later = SentCustomer("customer-1", CONTACT, {"city": "Aalst"})
    await begin(seen, held, replace(SECOND, customer=later))

    assert await tried(seen) == later


@pytest.mark.parametrize("otherwise", [CONTACT, None], ids=["known", "unknown"])
async def test_where_nothing_was_kept_only_the_number_is_known(
    seen: SqlLedger, otherwise: CustomerRef | None
) -> None:
    await begin(seen, await claimed(seen), FIRST)

    expected = SentCustomer("customer-1", CONTACT, {}) if otherwise else None
    assert await tried(seen, otherwise) == expected


async def test_without_its_key_only_the_number_is_known(seen: SqlLedger) -> None:
    await begin(seen, await claimed(seen), TRIED)
    other = SqlLedger(seen._database, Vault([Fernet.generate_key().decode()]))

    assert await tried(other) == SentCustomer("customer-1", CONTACT, {})


async def test_it_is_locked_with_a_new_key_like_every_secret(seen: SqlLedger) -> None:
    await begin(seen, await claimed(seen), TRIED)
    new = Fernet.generate_key().decode()
    both = SqlLedger(seen._database, Vault([new, KEY]))

    assert await both.write(lambda tx: tx.relock()) == 1
    assert await both.write(lambda tx: tx.relock()) == 0
    assert await tried(SqlLedger(seen._database, Vault([new]))) == SENT
