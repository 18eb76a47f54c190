"""What a caller asked, and how the vendor says no.

Teamleader ignores what it does not know and answers 200; only wrong values of known
keys are refused. In strict mode unknown keys are refused too, all of them listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, cast

Json = dict[str, Any]

# The version nibble of Teamleader's ids is arbitrary, so only the outline counts.
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_FRACTION = re.compile(r"\d\d:\d\d:\d\d[.,]\d")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a request; field is a dotted path."""

    title: str
    field: str | None = None


class RefusedError(Exception):
    """The vendor says no: to a caller as an HTTP answer, in Python as this."""

    def __init__(self, *problems: Problem, status: int = 400) -> None:
        super().__init__("; ".join(problem.title for problem in problems))
        self.problems = problems
        self.status = status

    def payload(self) -> Json:
        """Return the body of the answer: one error per problem."""
        return {"errors": [self._error(problem) for problem in self.problems]}

    def _error(self, problem: Problem) -> Json:
        error: Json = {"code": 0, "title": problem.title, "status": self.status}
        if problem.field is not None:
            error["meta"] = {"field": problem.field}
        return error


def refused(title: str, field: str | None = None, status: int = 400) -> RefusedError:
    """Make the exception for a single problem."""
    return RefusedError(Problem(title, field), status=status)


@dataclass(frozen=True)
class Given:
    """A value as the caller gave it, with its place in the request."""

    value: Any
    field: str
    strict: bool = False

    def text(self) -> str:
        """Read a string that is not empty."""
        if not isinstance(self.value, str) or not self.value:
            raise refused(f"{self.field} must be a non-empty string", self.field)
        return self.value

    def id(self) -> str:
        """Read an id."""
        if not isinstance(self.value, str) or not _ID.fullmatch(self.value):
            raise refused(f"{self.field} invalid uuid", self.field)
        return self.value.lower()

    def ids(self) -> list[str]:
        """Read a list of ids."""
        ids = [Given(each, self.field).id() for each in self.list()]
        if self.strict and len(ids) > 100:
            raise refused(f"{self.field} holds more than 100 ids", self.field)
        return ids

    def list(self) -> list[Any]:
        """Read a list."""
        if not isinstance(self.value, list):
            raise refused(f"{self.field} must be an array", self.field)
        return self.value

    def object(self) -> Json:
        """Read an object."""
        if not isinstance(self.value, dict):
            raise refused(f"{self.field} must be an object", self.field)
        return cast("Json", self.value)

    def one_of(self, allowed: Iterable[str]) -> str:
        """Read a value of an enumeration."""
        if not isinstance(self.value, str) or self.value not in set(allowed):
            raise refused(f"{self.field} must be one of {sorted(allowed)}", self.field)
        return str(self.value)

    def day(self) -> date:
        """Read a plain date."""
        try:
            return date.fromisoformat(self.text())
        except ValueError:
            raise refused(f"{self.field} invalid date", self.field) from None

    def moment(self) -> datetime:
        """Read a moment with its offset; strict mode wants no fractions."""
        try:
            moment = datetime.fromisoformat(self.text())
        except ValueError:
            raise refused(f"{self.field} invalid datetime", self.field) from None
        if moment.tzinfo is None:
            raise refused(f"{self.field} needs an offset", self.field)
        if self.strict and _FRACTION.search(self.value):
            raise refused(f"{self.field} must have no fractions", self.field)
        return moment.astimezone(UTC)

    def amount(self) -> Decimal:
        """Read the amount of a money object, or of a bare number."""
        value = self.value.get("amount") if isinstance(self.value, dict) else self.value
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise refused(f"{self.field} must hold an amount", self.field)
        try:
            amount = Decimal(str(value))
        except InvalidOperation:
            raise refused(f"{self.field} must hold an amount", self.field) from None
        if not amount.is_finite():
            raise refused(f"{self.field} must be a finite amount", self.field)
        return amount

    def part(self, key: str) -> Given:
        """Step into an object."""
        return Given(self.object().get(key), f"{self.field}.{key}", self.strict)


@dataclass(frozen=True)
class Ask:
    """A call of one operation with its parsed body."""

    operation: str
    body: Mapping[str, Any]
    strict: bool = False

    def expect(self, *known: str) -> None:
        """In strict mode, refuse every top-level key that is not listed."""
        self.expect_within("", self.body, known)

    def expect_within(
        self, prefix: str, keys: Iterable[str], known: Iterable[str]
    ) -> None:
        """In strict mode, refuse the keys of some object that are not listed."""
        unknown = sorted(set(keys) - set(known))
        if self.strict and unknown:
            raise RefusedError(
                *(Problem(f"{prefix}{key} is unknown", prefix + key) for key in unknown)
            )

    def has(self, key: str) -> bool:
        """Tell whether the caller gave this key with a value."""
        return self.body.get(key) is not None

    def given(self, key: str) -> Given:
        """Return what was given under a key; a missing one fails when it is read."""
        return Given(self.body.get(key), key, self.strict)

    def id(self) -> str:
        """Read the id of what the call is about."""
        return self.given("id").id()
