"""A problem, and the spot in a payload that collects problems."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """What is wrong and where; the pointer is a JSON pointer into the payload."""

    pointer: str
    message: str
    code: str = "invalid_blocks"

    def __str__(self) -> str:
        return f"[ERROR] {self.message} [json-pointer:{self.pointer}]"


class Spot:
    """One value inside a payload: where it stands, and where complaints go."""

    def __init__(self, value: Any, pointer: str, problems: list[Problem]) -> None:
        self.value = value
        self.pointer = pointer
        self.problems = problems

    def complain(self, message: str, *, code: str = "invalid_blocks") -> None:
        """Write down a problem of this value."""
        self.problems.append(Problem(self.pointer, message, code))

    def at(self, key: str | int) -> Spot:
        """Return the spot below this one; absent values are None."""
        if isinstance(self.value, list):
            value = self.value[int(key)]
        else:
            value = self.value.get(key)
        return Spot(value, f"{self.pointer}/{key}", self.problems)

    def has(self, key: str) -> bool:
        """Tell whether there is a value that is not null."""
        return isinstance(self.value, dict) and self.value.get(key) is not None

    def each(self) -> Iterator[Spot]:
        """Walk over the members of a list."""
        for index in range(len(self.value)):
            yield self.at(index)

    def is_object(self) -> bool:
        """Complain unless this is a JSON object."""
        return self._is(dict, "must be an object")

    def is_list(self, *, least: int = 0, most: int | None = None) -> bool:
        """Complain unless this is a list of the allowed length."""
        if not self._is(list, "must be an array"):
            return False
        if len(self.value) < least:
            self.complain(f"no fewer than {least} items required")
            return False
        if most is not None and len(self.value) > most:
            self.complain(f"no more than {most} items allowed")
        return True

    def is_string(self, *, most: int, least: int = 1) -> bool:
        """Complain unless this is a string of the allowed length."""
        if not self._is(str, "must be a string"):
            return False
        if len(self.value) < least:
            self.complain(f"must be more than {least - 1} characters")
        elif len(self.value) > most:
            self.complain(f"must be less than {most + 1} characters")
        return True

    def is_one_of(self, allowed: Collection[str]) -> bool:
        """Complain unless this is one of the allowed words."""
        if isinstance(self.value, str) and self.value in allowed:
            return True
        self.complain(f"must be one of: {', '.join(sorted(allowed))}")
        return False

    def is_bool(self) -> bool:
        """Complain unless this is true or false."""
        return self._is(bool, "must be a boolean")

    def requires(self, *keys: str) -> bool:
        """Complain of each missing key."""
        missing = [key for key in keys if not self.has(key)]
        for key in missing:
            self.complain(f"missing required field: {key}")
        return not missing

    def knows_only(self, *keys: str) -> None:
        """Complain of each key that has no meaning here."""
        for key in self.value:
            if key not in keys:
                self.complain(f"invalid additional property: {key}")

    def _is(self, kind: type, otherwise: str) -> bool:
        if isinstance(self.value, kind):
            return True
        self.complain(otherwise)
        return False
