"""The Slack workspace that scenarios happen in."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from sandbox.slack import validate_blocks
from storage.ledger import SqlLedger
from tests.bot.office import Office, open_office
from tests.bot.slack_world import SlackWorld, slack_world


@pytest.fixture
async def world(sqlite_ledger: SqlLedger) -> AsyncIterator[SlackWorld]:
    """A workspace with the app; in the end all it said must suit Slack."""
    async with slack_world(sqlite_ledger) as made:
        yield made
        for posted in made.slack.posted:
            assert validate_blocks(posted.blocks, "message") == []
            assert posted.text or not posted.blocks


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """An office with a channel, its ledger and its sender on one clock."""
    async with open_office() as opened:
        yield opened
