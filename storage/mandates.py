"""What is remembered of Twikey's mandates: a mirror of their feed."""

from __future__ import annotations

from typing import Final

from sqlalchemy import func, nulls_last, select

from core.domain.mandate import Mandate
from core.ports.mandates import MandatePage
from storage.tables import feed, mandate
from storage.work import Book

_FEED: Final = "mandates"


class SqlMandates(Book):
    """Implements ``core.ports.mandates.MandateBook``."""

    def position(self) -> int | None:
        """Return where to go on in the feed; ``None`` before the first reading."""
        stored = select(feed.c.position).where(feed.c.name == _FEED)
        return self._connection.execute(stored).scalar_one_or_none()

    def store_page(self, page: MandatePage) -> None:
        """Keep a page and, in the same transaction, the position after it.

        What a later event leaves out stays as it was told before.
        """
        for told in page.mandates:
            self._put(told)
        if page.position is not None:
            self._work.put(feed, {"name": _FEED, "position": page.position})

    def of(self, customer_number: str) -> tuple[Mandate, ...]:
        """Return what is known of a customer's mandates, the latest first."""
        rows = self._connection.execute(
            select(mandate)
            .where(mandate.c.customer_number == customer_number)
            .order_by(nulls_last(mandate.c.at.desc()), mandate.c.number)
        )
        return tuple(
            Mandate(
                row.number, row.customer_number, row.profile_id, row.is_signed, row.at
            )
            for row in rows
        )

    def _put(self, told: Mandate) -> None:
        put = self._work.insert(mandate).values(
            number=told.number,
            customer_number=told.customer_number,
            profile_id=told.profile_id,
            is_signed=told.is_signed,
            at=told.at,
        )
        kept = {
            name: func.coalesce(put.excluded[name], mandate.c[name])
            for name in ("customer_number", "profile_id", "is_signed", "at")
        }
        self._connection.execute(
            put.on_conflict_do_update(index_elements=[mandate.c.number], set_=kept)
        )
