"""What Twikey was last told of each customer, encrypted: it is about people."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any, Final

from sqlalchemy import Row, bindparam, delete, select, update

from core.domain.invoice import CustomerRef
from core.errors import ConfigurationError
from storage.tables import customer_last_sent
from storage.types import storable
from storage.work import Book, chunks

_number = customer_last_sent.c.customer_number
_fields = customer_last_sent.c.fields
_BOUND_TO: Final = "customer:"


class SqlCustomers(Book):
    """Implements ``core.ports.ledger.CustomerBook``.

    The fields are one encrypted text. Where an earlier version left them as they were,
    they are read like that, and locked when next written or relocked.
    """

    def get(self, number: str) -> Mapping[str, str] | None:
        """Return the fields as they were last sent.

        ``None`` if none ever were, and where no key opens them any more: then nobody
        knows what was sent.
        """
        kept = self._connection.scalar(_GET, {"number": number})
        if kept is None or isinstance(kept, dict):
            return kept
        try:
            return _read(self._work.vault.unlock(_bound_to(number), kept))
        except ConfigurationError:
            return None

    def put(
        self, number: str, customer_ref: CustomerRef, fields: Mapping[str, str]
    ) -> None:
        """Remember what was sent under a customer number, in place of what was."""
        row = {
            "customer_number": number,
            "kind": customer_ref.kind.value,
            "customer_id": customer_ref.id,
            "fields": self._locked(number, fields),
            "sent_at": self._work.now,
        }
        self._work.put(customer_last_sent, row)

    def known_among(self, refs: Collection[CustomerRef]) -> tuple[CustomerRef, ...]:
        """Return those of the customers that were ever sent."""
        found: set[tuple[str, str]] = set()
        for chunk in chunks(refs):
            stored = select(
                customer_last_sent.c.kind, customer_last_sent.c.customer_id
            ).where(customer_last_sent.c.customer_id.in_([ref.id for ref in chunk]))
            for row in self._connection.execute(stored):
                found.add((row.kind, row.customer_id))
        return tuple(ref for ref in refs if (ref.kind.value, ref.id) in found)

    def of_ref(self, ref: CustomerRef) -> str | None:
        """Return the number a customer was last sent under, if it ever was."""
        asked = {"one": ref.id, "of": ref.kind.value}
        return self._connection.scalar(_NUMBER_OF, asked)

    def forget(self, number: str) -> None:
        """Forget a number that Twikey does not know any more."""
        self._connection.execute(delete(customer_last_sent).where(_number == number))

    def relock(self) -> int:
        """Encrypt with the newest key what an older one or none did; say how many."""
        rows = self._connection.execute(select(_number, _fields)).all()
        return sum(self._relock(row) for row in rows)

    def _relock(self, row: Row[Any]) -> int:
        number, kept = row.customer_number, row.fields
        if isinstance(kept, str):
            anew = self._work.vault.relocked(kept)
        else:
            anew = self._locked(number, kept)
        if anew is None:
            return 0
        # A row that was written meanwhile is locked with the newest key already.
        same = (_number == number, _fields == kept)
        put = update(customer_last_sent).where(*same).values(fields=anew)
        return self._connection.execute(put).rowcount

    def _locked(self, number: str, fields: Mapping[str, str]) -> str:
        return self._work.vault.lock(_bound_to(number), json.dumps(dict(fields)))


_GET: Final = select(_fields).where(_number == bindparam("number"))
_NUMBER_OF: Final = (
    select(_number)
    .where(
        customer_last_sent.c.customer_id == bindparam("one"),
        customer_last_sent.c.kind == bindparam("of"),
    )
    .order_by(customer_last_sent.c.sent_at.desc(), _number)
    .limit(1)
)


def _bound_to(number: str) -> str:
    return f"{_BOUND_TO}{storable(number)}"


def _read(plain: str) -> Mapping[str, str]:
    read: dict[str, str] = json.loads(plain)
    return read
