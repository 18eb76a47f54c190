"""The mirror of what Twikey holds."""

from __future__ import annotations

import pytest

from core.domain.history import AttemptState
from core.domain.invoice import SourceId
from core.domain.target import Namesake, TargetId, TargetInvoice, TargetState
from core.ports.ledger import LedgerTx
from core.ports.target import FeedPage
from storage.ledger import SqlLedger
from tests.builders import SOURCE_ID, a_target, an_invoice, euro
from tests.storage.test_sights import see
from tests.storage.test_timeline import attempt

OTHER = SourceId("other")


async def store(ledger: SqlLedger, position: int | None, *told: TargetInvoice) -> None:
    page = FeedPage(told, position)
    await ledger.write(lambda tx: tx.targets.store_page(page))


async def get(ledger: SqlLedger, target_id: TargetId) -> TargetInvoice | None:
    return await ledger.read(lambda tx: tx.targets.get(target_id))


async def namesakes(ledger: SqlLedger, number: str) -> tuple[Namesake, ...]:
    found = await ledger.read(lambda tx: tx.targets.namesakes([number]))
    assert len(found) == 1
    return next(iter(found.values()))


async def test_nothing_is_known_before_the_first_reading(ledger: SqlLedger) -> None:
    assert await ledger.read(lambda tx: tx.targets.position()) is None
    assert not await ledger.read(lambda tx: tx.targets.is_complete())
    assert await namesakes(ledger, "2026/118") == ()


async def test_a_page_is_kept_with_the_position_after_it(ledger: SqlLedger) -> None:
    await store(ledger, 17, a_target())
    await store(ledger, None)

    assert await ledger.read(lambda tx: tx.targets.position()) == 17
    assert await get(ledger, a_target().id) == a_target()
    assert not await ledger.read(lambda tx: tx.targets.is_complete())


async def test_a_page_and_its_position_are_kept_together_or_not_at_all(
    ledger: SqlLedger,
) -> None:
    def unit(tx: LedgerTx) -> None:
        tx.targets.store_page(FeedPage((a_target(),), 18))
        raise KeyError("died before the commit")

    await store(ledger, 17)
    with pytest.raises(KeyError):
        await ledger.write(unit)

    assert await ledger.read(lambda tx: tx.targets.position()) == 17
    assert await get(ledger, a_target().id) is None


async def test_the_end_of_the_feed_stays_reached(ledger: SqlLedger) -> None:
    await store(ledger, 17)
    await ledger.write(lambda tx: tx.targets.complete())
    await store(ledger, 18)
    await ledger.write(lambda tx: tx.targets.complete())

    assert await ledger.read(lambda tx: tx.targets.is_complete())
    assert await ledger.read(lambda tx: tx.targets.position()) == 18


async def test_what_an_answer_leaves_out_stays_as_it_was(ledger: SqlLedger) -> None:
    await store(ledger, 1, a_target())
    bare = TargetInvoice(a_target().id, "2026 / 118", TargetState.PAID)
    await ledger.write(lambda tx: tx.targets.put(bare))

    assert await get(ledger, bare.id) == a_target(state=TargetState.PAID)


async def test_an_invoice_twice_on_one_page_ends_as_told_last(
    ledger: SqlLedger,
) -> None:
    bare = TargetInvoice(a_target().id, "2026 / 118", TargetState.PAID)
    await store(ledger, 1, a_target(), bare)

    assert await get(ledger, bare.id) == a_target(state=TargetState.PAID)


async def test_an_invoice_that_twikey_no_longer_has_is_forgotten(
    ledger: SqlLedger,
) -> None:
    await store(ledger, 1, a_target())
    await ledger.write(lambda tx: tx.targets.drop(a_target().id))

    assert await get(ledger, a_target().id) is None
    assert await namesakes(ledger, "2026/118") == ()


async def test_namesakes_are_found_without_spaces_and_case(ledger: SqlLedger) -> None:
    await store(ledger, 1, a_target(number="inv / 118"))

    (found,) = await namesakes(ledger, "INV/118")
    assert found == Namesake(a_target(number="inv / 118"))


async def test_a_namesake_we_created_is_tied_to_its_source_invoice(
    ledger: SqlLedger,
) -> None:
    await see(ledger, an_invoice(number="2026 / 117"))
    await attempt(ledger, AttemptState.CREATED)
    await store(ledger, 1, a_target(id=TargetId("target-1"), ref=OTHER))

    (found,) = await namesakes(ledger, "2026/118")
    assert (found.tied_to, found.tied_number) == (SOURCE_ID, "2026 / 117")


async def test_a_namesake_that_names_a_known_invoice_is_tied_to_it(
    ledger: SqlLedger,
) -> None:
    await see(ledger, an_invoice(source_id=OTHER, number="2026 / 9"))
    await store(ledger, 1, a_target(ref=OTHER))

    (found,) = await namesakes(ledger, "2026/118")
    assert (found.tied_to, found.tied_number) == (OTHER, "2026 / 9")


async def test_a_reference_to_nothing_known_ties_nobody(ledger: SqlLedger) -> None:
    await store(ledger, 1, a_target(ref="order 12"))

    (found,) = await namesakes(ledger, "2026/118")
    assert found.tied_to is None


async def test_customers_with_invoices_at_twikey_are_known(ledger: SqlLedger) -> None:
    await store(
        ledger,
        1,
        a_target(customer_number="c-1"),
        a_target(id=TargetId("2"), customer_number="c-1"),
        a_target(id=TargetId("3"), customer_number=None),
    )

    assert await ledger.read(lambda tx: tx.targets.knows_customer("c-1"))
    assert await ledger.read(lambda tx: tx.targets.knows_customer("c-1"))
    assert not await ledger.read(lambda tx: tx.targets.knows_customer("c-2"))
    assert await ledger.read(lambda tx: tx.targets.last_profile("c-1")) is None


async def test_amounts_keep_every_digit(ledger: SqlLedger) -> None:
    exact = euro("12345678901234567.89")
    await store(ledger, 1, a_target(amount=exact))

    found = await get(ledger, a_target().id)
    assert found is not None
    assert found.amount == exact
