"""Who may act on an invoice, and what was tried."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.domain.history import AttemptState
from core.domain.reason import Facts
from core.domain.target import TargetId
from core.ports.ledger import AttemptStart, Claim
from storage.ledger import SqlLedger
from tests.builders import SOURCE_ID, an_invoice
from tests.conftest import LedgerClock
from tests.storage.test_sights import HOUR, memory, see

FIRST = AttemptStart(TargetId("target-1"), 0, "print", "customer-1", "4021", "run-1")
SECOND = AttemptStart(TargetId("target-2"), 1, "print", "customer-1", None)


async def claim(ledger: SqlLedger, owner: str = "worker") -> Claim | None:
    return await ledger.write(lambda tx: tx.invoices.claim(SOURCE_ID, owner, 60))


async def claimed(ledger: SqlLedger, owner: str = "worker") -> Claim:
    got = await claim(ledger, owner)
    assert got is not None
    return got


async def begin(ledger: SqlLedger, held: Claim, start: AttemptStart = FIRST) -> bool:
    return await ledger.write(lambda tx: tx.invoices.begin_attempt(held, start))


async def finish(
    ledger: SqlLedger, held: Claim, state: AttemptState, facts: Facts | None = None
) -> bool:
    return await ledger.write(
        lambda tx: tx.invoices.finish_attempt(held, state, facts or {})
    )


async def release(ledger: SqlLedger, held: Claim) -> None:
    await ledger.write(lambda tx: tx.invoices.release(held))


@pytest.fixture
async def seen(ledger: SqlLedger) -> SqlLedger:
    await see(ledger, an_invoice())
    return ledger


async def test_an_unseen_invoice_cannot_be_claimed(ledger: SqlLedger) -> None:
    assert await claim(ledger) is None


async def test_only_one_worker_has_an_invoice_at_a_time(seen: SqlLedger) -> None:
    assert await claim(seen, "first") == Claim(SOURCE_ID, "first", 1)
    assert await claim(seen, "second") is None
    assert await claim(seen, "first") is None


async def test_a_claim_that_ran_out_goes_to_the_next(
    seen: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await claimed(seen, "first")
    ledger_clock.advance(59.999)
    assert await claim(seen, "second") is None
    ledger_clock.advance(0.001)

    assert await claim(seen, "second") == Claim(SOURCE_ID, "second", 2)


async def test_a_claim_is_held_until_it_runs_out_or_is_given_back(
    seen: SqlLedger, ledger_clock: LedgerClock
) -> None:
    async def holds(held: Claim) -> bool:
        return await seen.read(lambda tx: tx.invoices.holds(held))

    first = await claimed(seen, "first")
    assert await holds(first)
    ledger_clock.advance(60)
    assert not await holds(first)
    second = await claimed(seen, "second")
    assert (await holds(first), await holds(second)) == (False, True)
    await release(seen, second)
    assert not await holds(second)


async def test_a_released_invoice_is_free_at_once(seen: SqlLedger) -> None:
    held = await claimed(seen, "first")
    await release(seen, held)

    assert await claim(seen, "second") is not None


async def test_a_late_release_leaves_the_next_worker_alone(
    seen: SqlLedger, ledger_clock: LedgerClock
) -> None:
    late = await claimed(seen, "first")
    ledger_clock.advance(HOUR)
    await claimed(seen, "second")
    await seen.write(lambda tx: tx.invoices.release(late))

    assert await claim(seen, "third") is None


async def test_a_call_is_written_down_before_it_is_made(
    seen: SqlLedger, ledger_clock: LedgerClock
) -> None:
    held = await claimed(seen)

    assert await begin(seen, held)
    known = await memory(seen)
    assert (known.target_id, known.generation) == ("target-1", 0)
    assert known.last_attempt is not None
    assert known.last_attempt.state is AttemptState.STARTED
    assert known.last_attempt.at == ledger_clock.moment
    assert known.last_attempt.fingerprint == "print"
    assert known.imported_at is None


@pytest.mark.parametrize("state", [None, AttemptState.UNKNOWN])
async def test_the_profile_of_a_create_without_an_answer_counts_for_its_customer(
    seen: SqlLedger, state: AttemptState | None
) -> None:
    held = await claimed(seen)
    await begin(seen, held)
    if state is not None:
        await finish(seen, held, state, {})

    assert await seen.read(lambda tx: tx.targets.last_profile("customer-1")) == "4021"


async def test_the_profile_of_a_create_that_was_refused_counts_for_nobody(
    seen: SqlLedger,
) -> None:
    held = await claimed(seen)
    await begin(seen, held)
    await finish(seen, held, AttemptState.REFUSED, {})

    assert await seen.read(lambda tx: tx.targets.last_profile("customer-1")) is None


async def test_a_created_invoice_is_imported_and_its_customer_known(
    seen: SqlLedger, ledger_clock: LedgerClock
) -> None:
    held = await claimed(seen)
    await begin(seen, held)
    imported_at = ledger_clock.advance(1)

    assert await finish(seen, held, AttemptState.CREATED, {"amount": "302.50"})
    known = await memory(seen)
    assert known.imported_at == imported_at
    assert known.last_attempt is not None
    assert known.last_attempt.state is AttemptState.CREATED
    assert known.last_attempt.facts == {"amount": "302.50"}
    assert await seen.read(lambda tx: tx.targets.last_profile("customer-1")) == "4021"
    assert await seen.read(lambda tx: tx.targets.knows_customer("customer-1"))
    assert await seen.read(lambda tx: tx.targets.knows_customer("customer-1"))


async def test_a_refused_invoice_is_not_imported(seen: SqlLedger) -> None:
    held = await claimed(seen)
    await begin(seen, held)
    await finish(seen, held, AttemptState.REFUSED, {"code": "err_invalid"})

    known = await memory(seen)
    assert known.imported_at is None
    assert known.last_attempt is not None
    assert known.last_attempt.facts == {"code": "err_invalid"}
    assert not await seen.read(lambda tx: tx.targets.knows_customer("customer-1"))


async def test_the_profile_of_the_last_created_invoice_is_known(
    seen: SqlLedger, ledger_clock: LedgerClock
) -> None:
    async def profile() -> str | None:
        return await seen.read(lambda tx: tx.invoices.profile_sent(SOURCE_ID))

    held = await claimed(seen)
    await begin(seen, held)
    assert await profile() is None
    await finish(seen, held, AttemptState.CREATED)
    assert await profile() == "4021"
    await begin(seen, held, SECOND)
    await finish(seen, held, AttemptState.REFUSED)
    assert await profile() == "4021"
    await begin(seen, held, replace(SECOND, target_id=TargetId("target-3")))
    await finish(seen, held, AttemptState.CREATED)

    assert await profile() is None


async def test_nothing_is_begun_on_a_lost_claim(
    seen: SqlLedger, ledger_clock: LedgerClock
) -> None:
    late = await claimed(seen, "first")
    ledger_clock.advance(HOUR)
    assert not await begin(seen, late)
    await claimed(seen, "second")

    assert not await begin(seen, late)
    assert (await memory(seen)).attempts == ()


async def test_a_workers_own_earlier_claim_is_lost_with_its_next(
    seen: SqlLedger, ledger_clock: LedgerClock
) -> None:
    earlier = await claimed(seen, "worker")
    await begin(seen, earlier)
    ledger_clock.advance(HOUR)
    await claimed(seen, "worker")

    assert not await begin(seen, earlier)
    assert not await finish(seen, earlier, AttemptState.CREATED)


async def test_a_slow_workers_result_is_dropped_once_another_has_the_invoice(
    seen: SqlLedger, ledger_clock: LedgerClock
) -> None:
    slow = await claimed(seen, "slow")
    await begin(seen, slow)
    ledger_clock.advance(HOUR)
    await claimed(seen, "next")

    assert not await finish(seen, slow, AttemptState.CREATED)
    known = await memory(seen)
    assert known.imported_at is None
    assert known.last_attempt is not None
    assert known.last_attempt.state is AttemptState.STARTED


async def test_an_answer_after_the_lease_counts_while_nobody_else_came(
    seen: SqlLedger, ledger_clock: LedgerClock
) -> None:
    held = await claimed(seen)
    await begin(seen, held)
    ledger_clock.advance(HOUR)

    assert await finish(seen, held, AttemptState.CREATED)


async def test_finishing_what_was_never_begun_is_refused(seen: SqlLedger) -> None:
    assert not await finish(seen, await claimed(seen), AttemptState.CREATED)
    assert (await memory(seen)).imported_at is None


async def test_the_next_generation_takes_a_target_id_of_its_own(
    seen: SqlLedger, ledger_clock: LedgerClock
) -> None:
    held = await claimed(seen)
    await begin(seen, held)
    await finish(seen, held, AttemptState.CREATED)
    await release(seen, held)
    again_at = ledger_clock.advance(HOUR)
    again = await claimed(seen)
    await begin(seen, again, SECOND)
    await finish(seen, again, AttemptState.CREATED)

    known = await memory(seen)
    assert (known.target_id, known.generation) == ("target-2", 1)
    assert known.imported_at == again_at
    assert [a.target_id for a in known.attempts] == ["target-1", "target-2"]
    first = await seen.read(lambda tx: tx.invoices.by_target(FIRST.target_id))
    assert first == SOURCE_ID


async def test_an_import_without_a_profile_keeps_the_one_sent_before(
    seen: SqlLedger,
) -> None:
    for start in (FIRST, SECOND):
        held = await claimed(seen)
        await begin(seen, held, start)
        await finish(seen, held, AttemptState.CREATED)
        await release(seen, held)

    assert await seen.read(lambda tx: tx.targets.last_profile("customer-1")) == "4021"
