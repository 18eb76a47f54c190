"""The README tells the truth about commands, settings and reasons."""

from __future__ import annotations

import re

from bot.cli.subcommands import SUBCOMMANDS
from core.domain.reason import Reason
from tests.readme import README, TABLES, with_tables


def text() -> str:
    return README.read_text("utf-8")


def test_the_two_commands_come_first() -> None:
    blocks = re.findall(r"```\n(.*?)```", text(), re.DOTALL)

    assert blocks[0].split("\n")[:2] == ["make demo", "make test"]


def test_the_tables_are_those_of_the_code() -> None:
    for name in TABLES:
        assert f"<!-- /{name} -->" in text()
    assert with_tables(text()) == text(), "write them with: python -m tests.readme"


def test_every_reason_and_every_subcommand_is_named() -> None:
    for reason in Reason:
        assert f"`{reason.value}`" in text()
    for subcommand in SUBCOMMANDS:
        assert f"`{subcommand.name}" in text()
