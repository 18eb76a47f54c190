"""Departments: which ones are imported, and what happens where their numbers meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from core.departments import list_departments, named
from core.domain.invoice import DepartmentId
from core.domain.outcome import Outcome, Run
from core.domain.policy import IMPORT_DEPARTMENTS, Decided, Window
from core.domain.reason import Reason
from core.domain.verdict import Blocked
from core.ports import Department
from core.scope import ImportOrder, NumbersScope, ProblemsScope, Scope, WindowScope
from sandbox.teamleader import Invoice
from tests.builders import NOW
from tests.engine.company import Company, line_of, told
from tests.engine.watchman import Watchman

LEFT_OUT = (Outcome.NOT_IMPORTED, Reason.LEFT_OUT)


@dataclass(frozen=True)
class Group:
    """A company of two departments that number their invoices alike."""

    company: Company
    gent: DepartmentId
    aalst: DepartmentId

    def books(self, department: str, total: str = "121.00", **more: Any) -> Invoice:
        return self.company.booked(total, department_id=department, **more)

    async def imports(self, scope: Scope, *departments: DepartmentId) -> Run:
        order = ImportOrder(scope, departments=frozenset(departments))
        return await self.company.engine.run(order)

    @property
    def month(self) -> WindowScope:
        return WindowScope(Window.of_days(30, self.company.policy.day_of(NOW)))


@pytest.fixture
def group(company: Company) -> Group:
    add = company.teamleader.add_department
    return Group(
        company,
        DepartmentId(add("Maes Gent", prefix="2026", next_number=15)),
        DepartmentId(add("Maes Aalst", prefix="2026", next_number=15)),
    )


async def test_an_import_can_be_narrowed_to_a_department(group: Group) -> None:
    mine, other = group.books(group.gent), group.books(group.aalst, "60.50")

    run = await group.imports(group.month, group.gent)

    assert [line.source_id for line in run.lines] == [mine.id]
    assert run.counts["seen"] == 1
    assert run.facts["departments"] == ["Maes Gent"]
    assert [each.ref for each in group.company.twikey.invoices.values()] == [mine.id]
    assert (await group.company.remembers(other)).first_cause is None


async def test_several_departments_are_taken_together(group: Group) -> None:
    group.books(group.gent, "10.00")
    group.books(group.aalst, "20.00")
    third = group.company.teamleader.add_department("Maes Mol", prefix="MOL")
    group.books(third, "30.00")

    run = await group.imports(group.month, group.gent, DepartmentId(third))

    assert sorted(line.department or "" for line in run.lines) == [
        "Maes Gent",
        "Maes Mol",
    ]


async def test_open_problems_are_narrowed_too(group: Group) -> None:
    mine = group.books(group.gent, currency="USD")
    group.books(group.aalst, currency="USD")
    await group.company.imports()

    run = await group.imports(ProblemsScope(), group.gent)

    assert [line.source_id for line in run.lines] == [mine.id]


async def test_a_number_of_two_departments_means_that_of_the_one_named(
    group: Group,
) -> None:
    group.books(group.gent)
    mine = group.books(group.aalst, "60.50")
    numbers = NumbersScope((str(mine.number),))

    asked = await group.imports(numbers)
    narrowed = await group.imports(numbers, group.aalst)

    assert asked.counts["unknown"] == 1
    assert told(narrowed, mine) == (Outcome.IMPORTED, None)
    assert len(narrowed.lines) == 1


async def test_a_number_of_one_invoice_means_it_whatever_the_department(
    group: Group,
) -> None:
    mine = group.books(group.gent)

    run = await group.imports(NumbersScope((str(mine.number),)), group.aalst)

    assert told(run, mine) == (Outcome.IMPORTED, None)


async def test_a_department_that_is_not_imported_is_left_out_by_every_trigger(
    group: Group, watchman: Watchman
) -> None:
    decided = Decided("U0SOFIE01", NOW)
    group.company.decides(
        departments=frozenset({group.gent}), decided={IMPORT_DEPARTMENTS: decided}
    )
    mine, other = group.books(group.gent), group.books(group.aalst, "60.50")

    await watchman.hears()
    run = await group.company.imports(other.id)
    found = await group.company.why(other.id)

    assert group.company.held(mine)
    assert told(run, other) == LEFT_OUT
    assert line_of(run, other).facts == {
        "scope": "department",
        "department": "Maes Aalst",
        "by": "U0SOFIE01",
        "at": NOW.isoformat(),
    }
    assert isinstance(found.verdict, Blocked)
    assert (found.decisive, found.would_import_now) == (Reason.LEFT_OUT, False)
    assert group.company.creates == 1


async def test_a_department_left_out_by_the_environment_names_nobody(
    group: Group,
) -> None:
    group.company.decides(departments=frozenset({group.gent}))
    other = group.books(group.aalst)

    facts = line_of(await group.company.imports(), other).facts

    assert (facts["by"], facts["at"]) == (None, None)


async def test_a_department_taken_in_again_is_imported(group: Group) -> None:
    group.company.decides(departments=frozenset({group.gent}))
    other = group.books(group.aalst)
    assert told(await group.company.imports(), other) == LEFT_OUT

    group.company.decides(departments=frozenset())

    assert told(await group.company.imports(), other) == (Outcome.IMPORTED, None)


async def test_the_second_of_two_equal_numbers_is_held_and_both_are_named(
    group: Group,
) -> None:
    customer = group.company.teamleader.add_company("Bakkerij Zonneveld")
    first = group.books(group.gent, customer_id=customer)
    second = group.books(group.aalst, "60.50")
    assert first.number == second.number

    run = await group.company.imports()

    assert told(run, first) == (Outcome.IMPORTED, None)
    assert told(run, second) == (Outcome.NOT_IMPORTED, Reason.NUMBER_TAKEN)
    facts = line_of(run, second).facts
    assert facts["collision"] == "departments"
    assert (facts["department"], facts["tied_department"]) == (
        "Maes Aalst",
        "Maes Gent",
    )
    assert (facts["tied_to"], facts["tied_customer"]) == (
        first.id,
        "Bakkerij Zonneveld",
    )
    assert group.company.creates == 1


async def test_a_preview_foresees_the_collision(group: Group) -> None:
    first, second = group.books(group.gent), group.books(group.aalst, "60.50")

    run = await group.company.imports(preview=True)

    assert told(run, first) == (Outcome.IMPORTED, None)
    assert told(run, second) == (Outcome.NOT_IMPORTED, Reason.NUMBER_TAKEN)
    assert line_of(run, second).facts["tied_department"] == "Maes Gent"


async def test_an_automatic_run_knows_the_departments_by_name(
    group: Group, watchman: Watchman
) -> None:
    group.books(group.gent)
    await watchman.hears()
    group.company.teamleader.calls.clear()
    second = group.books(group.aalst, "60.50")

    await watchman.hears()

    memory = await group.company.why(second.id)
    assert memory.decisive is Reason.NUMBER_TAKEN
    assert memory.department == "Maes Aalst"
    # Once for the answer to why; the run itself took the names as it knew them.
    assert group.company.teamleader.count("departments.list") == 1


async def test_names_are_remembered_while_teamleader_does_not_tell_them(
    group: Group,
) -> None:
    systems = await group.company.systems()
    await list_departments(systems)
    group.company.teamleader.faults.add("departments.list", "503", times=None)

    known = await list_departments(systems)

    assert [one.name for one in known] == ["Maes Aalst", "Maes Gent"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Maes Gent", ["gent"]),
        ("  maes   GENT ", ["gent"]),
        ("aalst-id", ["aalst"]),
        ("Maes A", ["aalst"]),
        ("Maes", ["aalst", "gent"]),
        ("Gent", []),
        ("", []),
    ],
)
def test_a_department_is_found_as_people_name_it(typed: str, meant: list[str]) -> None:
    departments = [
        Department(DepartmentId(f"{name}-id"), f"Maes {name.title()}")
        for name in ("aalst", "gent")
    ]

    found = named(departments, typed)

    assert [one.id.removesuffix("-id") for one in found] == meant
