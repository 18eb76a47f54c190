"""``db copy``: a place that cannot be copied into is told as what was typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot.bootstrap import copy_database
from core.errors import ConfigurationError, Problem
from storage.ledger import open_ledger
from tests.bot.test_settings import settings_with
from tests.conftest import KEY


async def refused(tmp_path: Path, to: str) -> Problem:
    """Copy a fresh ledger to a place, and return what is wrong with it."""
    url = f"sqlite:///{tmp_path / 'from.db'}"
    async with open_ledger(url, [KEY]):
        pass
    with pytest.raises(ConfigurationError) as told:
        await copy_database(settings_with(DATABASE_URL=url), to)
    (problem,) = told.value.problems
    assert "DATABASE_URL" not in problem.mend
    return problem


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("postgresql://bot:s3cr3t@127.0.0.1:1/bot", "cannot be reached"),
        ("postgresql://bot:s3cr3t@127.0.0.1:abc/bot", "port"),
        ("sqlite:////no/such/folder/bot.db", "folder"),
    ],
)
async def test_a_place_nobody_can_copy_into(
    tmp_path: Path, to: str, words: str
) -> None:
    problem = await refused(tmp_path, to)

    assert problem.name == "--to"
    assert words in problem.problem
    assert "s3cr3t" not in str(problem)


async def test_a_database_that_the_server_does_not_have(
    tmp_path: Path, postgres_url: str
) -> None:
    there = make_url(postgres_url).set(database="no_such_database")

    problem = await refused(tmp_path, there.render_as_string(hide_password=False))

    assert problem.name == "--to"
    # The server says so in its own language only, without a code.
    assert "make it if it is not there, or correct --to" in problem.mend
