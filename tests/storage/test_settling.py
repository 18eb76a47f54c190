"""What becomes of a call whose answer never came."""

from __future__ import annotations

import pytest

from core.domain.history import AttemptState
from storage.ledger import SqlLedger
from tests.builders import SOURCE_ID, an_invoice
from tests.conftest import LedgerClock
from tests.storage.test_attempts import FIRST, begin, claimed, finish, release
from tests.storage.test_sights import HOUR, memory, see


async def settle(ledger: SqlLedger, state: AttemptState) -> None:
    await ledger.write(
        lambda tx: tx.invoices.settle_attempt(SOURCE_ID, FIRST.target_id, state)
    )


@pytest.fixture
async def seen(ledger: SqlLedger) -> SqlLedger:
    await see(ledger, an_invoice())
    return ledger


async def test_an_unanswered_call_is_settled_as_created(
    seen: SqlLedger, ledger_clock: LedgerClock
) -> None:
    held = await claimed(seen)
    await begin(seen, held)
    await finish(seen, held, AttemptState.UNKNOWN)
    await settle(seen, AttemptState.CREATED)

    known = await memory(seen)
    assert known.imported_at == ledger_clock.moment
    assert known.last_attempt is not None
    assert known.last_attempt.state is AttemptState.CREATED
    assert await seen.read(lambda tx: tx.targets.last_profile("customer-1")) == "4021"


async def test_an_unanswered_call_is_settled_as_not_created(
    seen: SqlLedger, ledger_clock: LedgerClock
) -> None:
    held = await claimed(seen)
    await begin(seen, held)
    ledger_clock.advance(HOUR)
    await settle(seen, AttemptState.NOT_CREATED)

    known = await memory(seen)
    assert known.imported_at is None
    assert known.last_attempt is not None
    assert known.last_attempt.state is AttemptState.NOT_CREATED


async def test_a_call_on_its_way_is_not_settled_as_not_created(seen: SqlLedger) -> None:
    """Guards against somebody who asks Twikey a moment before the call arrives."""
    held = await claimed(seen)
    await begin(seen, held)
    await settle(seen, AttemptState.NOT_CREATED)

    known = await memory(seen)
    assert known.last_attempt is not None
    assert known.last_attempt.state is AttemptState.STARTED
    assert await finish(seen, held, AttemptState.CREATED)


async def test_settling_what_nobody_tried_imports_nothing(seen: SqlLedger) -> None:
    await settle(seen, AttemptState.CREATED)

    known = await memory(seen)
    assert (known.attempts, known.imported_at) == ((), None)


async def test_what_was_answered_is_not_settled_again(seen: SqlLedger) -> None:
    held = await claimed(seen)
    await begin(seen, held)
    await finish(seen, held, AttemptState.REFUSED)
    await release(seen, held)
    await settle(seen, AttemptState.NOT_CREATED)

    known = await memory(seen)
    assert known.last_attempt is not None
    assert known.last_attempt.state is AttemptState.REFUSED


async def test_an_invoice_that_turns_up_at_twikey_late_counts_as_imported(
    seen: SqlLedger, ledger_clock: LedgerClock
) -> None:
    held = await claimed(seen)
    await begin(seen, held)
    ledger_clock.advance(HOUR)
    await settle(seen, AttemptState.NOT_CREATED)
    await settle(seen, AttemptState.CREATED)

    assert (await memory(seen)).imported_at == ledger_clock.moment
