"""What people decide about single invoices."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from core.domain.history import LeftOut
from core.domain.invoice import SourceId


class DecisionBook(Protocol):
    """Decisions about known invoices; each is told in the time line of its invoice.

    A newer decision takes the place of the older one.
    """

    def leave_out(
        self, source_id: SourceId, by: str, why: str, until: date | None
    ) -> LeftOut:
        """Keep an invoice out, for good or up to and including a day."""
        ...

    def take_back(self, source_id: SourceId, by: str) -> bool:
        """Let a left out invoice in again and make it due; false if it was not out."""
        ...

    def choose_profile(self, source_id: SourceId, profile_id: str, by: str) -> None:
        """Let an invoice go to a payment profile, for this one alone."""
        ...

    def withdraw_profile(self, source_id: SourceId, by: str) -> bool:
        """Undo the choice of a profile; false if none was chosen."""
        ...
