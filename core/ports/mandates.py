"""What is remembered of Twikey's mandates and of Teamleader's departments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from core.domain.invoice import DepartmentId
from core.domain.mandate import Mandate


@dataclass(frozen=True)
class MandatePage:
    """One page of Twikey's mandate feed; ``position`` is where to go on after it.

    ``read`` counts the messages of the page, also those that say nothing to us.
    """

    mandates: tuple[Mandate, ...]
    position: int | None
    read: int

    @property
    def is_empty(self) -> bool:
        """Whether the end of the feed is reached."""
        return not self.read


class MandateBook(Protocol):
    """A mirror of Twikey's mandate feed."""

    def position(self) -> int | None:
        """Return where to go on in the feed; ``None`` before the first reading."""
        ...

    def store_page(self, page: MandatePage) -> None:
        """Keep a page and, in the same transaction, the position after it.

        What a later event leaves out stays as it was told before.
        """
        ...

    def of(self, customer_number: str) -> tuple[Mandate, ...]:
        """Return what is known of a customer's mandates, the latest first."""
        ...


class DepartmentBook(Protocol):
    """The names of departments, for what is told without asking Teamleader."""

    def names(self) -> Mapping[DepartmentId, str]:
        """Return the names that were read last, by id."""
        ...

    def put(self, names: Mapping[DepartmentId, str]) -> None:
        """Remember names; a department that is gone keeps its last one."""
        ...
