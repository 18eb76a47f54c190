"""Departments as people name them."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.invoice import DepartmentId
from core.ports import Department
from core.readings import known_departments, read_departments
from core.systems import Systems


async def list_departments(systems: Systems) -> tuple[Department, ...]:
    """Return the departments by name; the remembered ones if Teamleader is away."""
    names = await read_departments(systems)
    found = (Department(id_, name) for id_, name in names.items())
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.id)))


async def narrowed_to(
    systems: Systems, departments: frozenset[DepartmentId]
) -> dict[str, object]:
    """Return as a fact the names of the departments an order is narrowed to."""
    if not departments:
        return {}
    known = await known_departments(systems)
    return {"departments": sorted(known.get(one, one) for one in departments)}


def named(departments: Sequence[Department], typed: str) -> tuple[Department, ...]:
    """Return the departments that a person means: none, one, or several to choose from.

    The whole name or the id first, else a name that begins so.
    """
    asked = _folded(typed)
    if not asked:
        return ()
    whole = [one for one in departments if asked in (_folded(one.name), one.id.lower())]
    if whole:
        return tuple(whole)
    return tuple(one for one in departments if _folded(one.name).startswith(asked))


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
