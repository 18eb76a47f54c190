"""What is remembered of all invoices together, in pages."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from core.domain.invoice import SourceId
from core.domain.overview import Entry, Shown, Wish


class OverviewBook(Protocol):
    """Reads the remembered invoices, the newest first, never all of them."""

    def entries(self, wish: Wish, most: int) -> tuple[Entry, ...]:
        """Return up to so many entries on one side of a place, the newest first."""
        ...

    def of(self, ids: Collection[SourceId]) -> tuple[Entry, ...]:
        """Return the entries of some invoices, the newest first."""
        ...

    def count(self, shown: Shown) -> int:
        """Count the invoices of one part."""
        ...
