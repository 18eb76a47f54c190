"""What Twikey was last told of each customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from sqlalchemy import delete, select

from core.domain.invoice import CustomerRef
from storage.tables import customer_last_sent
from storage.work import Book

_number = customer_last_sent.c.customer_number


class SqlCustomers(Book):
    """Implements ``core.ports.ledger.CustomerBook``."""

    def get(self, number: str) -> Mapping[str, str] | None:
        """Return the fields as they were last sent; ``None`` if none ever were."""
        stored = select(customer_last_sent.c.fields).where(_number == number)
        # Only ``put`` writes this column, and it takes nothing but texts.
        return cast(
            "Mapping[str, str] | None",
            self._connection.execute(stored).scalar_one_or_none(),
        )

    def put(
        self, number: str, customer_ref: CustomerRef, fields: Mapping[str, str]
    ) -> None:
        """Remember what was sent under a customer number, in place of what was."""
        told = {
            "kind": customer_ref.kind.value,
            "customer_id": customer_ref.id,
            "fields": dict(fields),
            "sent_at": self._work.now,
        }
        self._connection.execute(
            self._work.insert(customer_last_sent)
            .values(customer_number=number, **told)
            .on_conflict_do_update(index_elements=[_number], set_=told)
        )

    def of_ref(self, ref: CustomerRef) -> str | None:
        """Return the number a customer was last sent under, if it ever was."""
        stored = (
            select(_number)
            .where(
                customer_last_sent.c.customer_id == ref.id,
                customer_last_sent.c.kind == ref.kind.value,
            )
            .order_by(customer_last_sent.c.sent_at.desc(), _number)
            .limit(1)
        )
        return self._connection.execute(stored).scalar_one_or_none()

    def forget(self, number: str) -> None:
        """Forget a number that Twikey does not know any more."""
        self._connection.execute(delete(customer_last_sent).where(_number == number))
