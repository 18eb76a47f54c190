"""The folder names are the architecture: who may import whom, and who may decide."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "core", "storage", "sandbox")

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "core.domain": ("core.domain",),
    "core.errors": ("core.domain",),
    "core.ports": ("core.domain", "core.ports"),
    "core.adapters": ("core.adapters", "core.domain", "core.errors", "core.ports"),
    "core": ("core",),
    "storage": ("storage", "core.domain", "core.errors", "core.ports"),
    "sandbox": ("sandbox",),
    "bot": ("bot", "core"),
}
"""Part of the program -> what it may import of the program; the longest name counts."""

SEES_EVERYTHING = "bot.bootstrap"
STARTS_STAND_INS = {"bot.cli.demo", "bot.cli.sandbox"}
CLOCK = "core.adapters.clock"
"""The wall clock: the bot's own waiting needs it, and it talks to nobody."""

ONLY_IN: dict[str, tuple[str, ...]] = {
    "sqlalchemy": ("storage",),
    "alembic": ("storage",),
    "psycopg": ("storage",),
    "httpx": ("core.adapters", "sandbox"),
    "slack_bolt": ("bot",),
    "slack_sdk": ("bot",),
    "apscheduler": ("bot",),
    "pydantic": ("bot",),
    "rich": ("bot",),
}


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the program, parsed, by its dotted name."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts).removesuffix(".__init__")
            found[name] = ast.parse(path.read_text(encoding="utf-8"), str(path))
    return found


def imported(tree: ast.Module) -> Iterator[str]:
    """Every dotted name a module imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written out"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_in(name: str, part: str) -> bool:
    return name == part or name.startswith(f"{part}.")


def part_of(name: str) -> str:
    """Return the part of the program a module belongs to."""
    return max((part for part in MAY_IMPORT if is_in(name, part)), key=len)


def is_allowed(importer: str, name: str) -> bool:
    if is_in(importer, SEES_EVERYTHING):
        return not is_in(name, "sandbox")
    if is_in(name, "sandbox") and importer in STARTS_STAND_INS:
        return True
    if is_in(name, "core.adapters") and part_of(importer) != "core.adapters":
        return is_in(importer, "bot") and is_in(name, CLOCK)
    return any(is_in(name, part) for part in MAY_IMPORT[part_of(importer)])


def test_imports_point_inwards() -> None:
    wrong = [
        f"{importer} imports {name}"
        for importer, tree in modules().items()
        for name in imported(tree)
        if name.partition(".")[0] in PACKAGES and not is_allowed(importer, name)
    ]
    assert wrong == []


def test_the_domain_needs_nothing_but_the_standard_library() -> None:
    wrong = [
        f"{importer} imports {name}"
        for importer, tree in modules().items()
        if is_in(importer, "core.domain")
        for name in imported(tree)
        if not is_in(name, "core.domain")
        and name.partition(".")[0] not in sys.stdlib_module_names
    ]
    assert wrong == []


@pytest.mark.parametrize("library", sorted(ONLY_IN))
def test_a_library_is_known_in_one_part_only(library: str) -> None:
    wrong = [
        importer
        for importer, tree in modules().items()
        for name in imported(tree)
        if is_in(name, library)
        and not any(is_in(importer, part) for part in ONLY_IN[library])
    ]
    assert wrong == []


def test_only_the_judge_makes_an_eligible_verdict() -> None:
    makers = {
        name
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _called(node) == "Eligible"
    }
    assert makers == {"core.domain.judging"}


def test_a_create_call_takes_nothing_but_an_eligible_verdict() -> None:
    creates = [
        node
        for name in ("core.ports.target", "core.adapters.twikey.client")
        for node in ast.walk(modules()[name])
        if isinstance(node, ast.AsyncFunctionDef) and node.name == "create"
    ]
    assert len(creates) == 2
    for create in creates:
        _, eligible = create.args.args
        assert eligible.annotation is not None
        assert ast.unparse(eligible.annotation) == "Eligible"


def test_use_cases_create_in_one_place_only() -> None:
    """Every create is claimed, written down before and settled after."""
    callers = {
        name
        for name, tree in modules().items()
        if is_in(name, "core") or is_in(name, "bot")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith("target.create")
    }
    assert callers == {"core.creating"}


def test_the_walk_sees_the_whole_program() -> None:
    assert {part_of(name) for name in modules()} == set(MAY_IMPORT)
    judging = set(imported(modules()["core.domain.judging"]))
    assert "core.domain.rules.RULES" in judging


def _called(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]
