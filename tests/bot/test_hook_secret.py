"""The secret of our address: configured, or made once for everybody."""

from __future__ import annotations

import asyncio

from bot.hooks import SECRET_NAME, hooks_address, webhook_secret
from storage.ledger import SqlLedger
from tests.bot.hook_world import SECRET


async def test_a_secret_is_made_once_for_all_replicas(ledger: SqlLedger) -> None:
    made = await asyncio.gather(*(webhook_secret(ledger, None) for _ in range(8)))

    kept = await ledger.read(lambda tx: tx.credentials.get(SECRET_NAME))
    assert kept is not None
    assert set(made) == {kept.secret}
    assert len(kept.secret) >= 43
    assert await webhook_secret(ledger, None) == kept.secret


async def test_a_configured_secret_is_taken_as_it_is(sqlite_ledger: SqlLedger) -> None:
    assert await webhook_secret(sqlite_ledger, SECRET) == SECRET

    kept = await sqlite_ledger.read(lambda tx: tx.credentials.get(SECRET_NAME))
    assert kept is None


def test_the_address_ends_in_the_secret() -> None:
    assert hooks_address("https://bot.example", "s") == (
        "https://bot.example/teamleader/webhooks/s"
    )
