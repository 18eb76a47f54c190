"""The Slack workspace that scenarios happen in."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator

import pytest

from sandbox.slack import validate_blocks
from storage.ledger import SqlLedger
from tests.bot.hook_world import API_KEY
from tests.bot.hook_world import SECRET as HOOK_SECRET
from tests.bot.office import Office, open_office
from tests.bot.sdk_models import objections
from tests.bot.slack_world import SlackWorld, slack_world

SECRETS = re.compile(rf"xox[bp]-[0-9]|xapp-1-A|{HOOK_SECRET}|{API_KEY}")


@pytest.fixture(autouse=True)
def _no_secret_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever is tested here, no secret may be logged, nor stand in a traceback."""
    yield
    assert not SECRETS.search(caplog.text)


@pytest.fixture
async def world(sqlite_ledger: SqlLedger) -> AsyncIterator[SlackWorld]:
    """A workspace with the app; in the end all it said must suit Slack."""
    async with slack_world(sqlite_ledger) as made:
        yield made
        for posted in made.slack.posted:
            assert validate_blocks(posted.blocks, "message") == []
            assert objections(posted.blocks) == []
            assert posted.text or not posted.blocks


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """An office with a channel, its ledger and its sender on one clock."""
    async with open_office() as opened:
        yield opened


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "online: asks a system on the internet; only with -m online"
    )


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave out what needs the internet, unless it was asked for by its mark."""
    if "online" in config.option.markexpr:
        return
    left_out = [item for item in items if item.get_closest_marker("online")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
