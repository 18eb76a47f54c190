"""The real connections, tried one by one over stand-ins that behave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from slack_sdk.web.async_client import AsyncWebClient

from bot.connections import LiveConnections
from core.domain.policy import Policy
from core.ports.source import InvoiceSource
from storage.ledger import SqlLedger
from tests.bot.test_check import GoodConnections, Listed
from tests.bot.test_settings import settings_with
from tests.builders import BRUSSELS


def live(ledger: SqlLedger, **env: str) -> LiveConnections:
    good = GoodConnections(foreign=(("ACME", "1", "2"),))

    async def foreign() -> Sequence[tuple[str, str, str]]:
        return good.foreign

    return LiveConnections(
        settings=settings_with(**env),
        ledger=ledger,
        # Of the source only what is tried here is asked.
        source=cast("InvoiceSource", good),
        target=good,
        slack_client=AsyncWebClient(token="xoxb-1"),
        policy_in_force=good.policy,
        foreign=foreign,
    )


async def test_trying_the_database_leaves_nothing_behind(
    sqlite_ledger: SqlLedger,
) -> None:
    connections = live(sqlite_ledger)

    assert await connections.database() == "SQLite"
    assert await connections.database() == "SQLite"
    free = await sqlite_ledger.write(lambda tx: tx.leaders.lead("check", "x", 1))
    assert free


async def test_each_question_goes_to_its_system(sqlite_ledger: SqlLedger) -> None:
    connections = live(sqlite_ledger)

    assert await connections.account() == "3ceaaf30"
    assert [d.name for d in await connections.departments()] == ["Antwerpen"]
    assert await connections.merchant() == "6120"
    assert await connections.profiles() == (Listed("2833", "Standard"),)
    assert await connections.profile_exists("2833")
    assert await connections.policy() == Policy(BRUSSELS)
    assert await connections.foreign_customers() == (("ACME", "1", "2"),)
