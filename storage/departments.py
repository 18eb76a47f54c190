"""What departments were called when their names were last read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func, select

from core.domain.invoice import DepartmentId
from storage.tables import department
from storage.work import Book, upsert


def told_apart() -> ColumnElement[Any]:
    """Return a column with a department's name where there is more than one.

    For a statement that is joined with the departments: where there is only one, its
    name says nothing.
    """
    several = select(func.count()).select_from(department).scalar_subquery() > 1
    return case((several, department.c.name), else_=None)


class SqlDepartments(Book):
    """Implements ``core.ports.mandates.DepartmentBook``."""

    def names(self) -> Mapping[DepartmentId, str]:
        """Return the names that were read last, by id."""
        rows = self._connection.execute(_NAMES)
        return {DepartmentId(row.id): row.name for row in rows}

    def told_apart(self) -> Mapping[DepartmentId, str]:
        """Return the names where there are several; a single one says nothing."""
        names = self.names()
        return names if len(names) > 1 else {}

    def put(self, names: Mapping[DepartmentId, str]) -> None:
        """Remember names; a department that is gone keeps its last one."""
        if not names:
            return
        self._connection.execute(
            upsert(self._work.insert, department, ("id", "name")),
            [{"id": id_, "name": names[id_]} for id_ in sorted(names)],
        )


_NAMES: Final = select(department).order_by(department.c.name, department.c.id)
