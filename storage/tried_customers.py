"""What a create told of its customer, encrypted: it is about people."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Row, select, update

from core.domain.customer_changes import SentCustomer
from core.domain.invoice import CustomerId, CustomerKind, CustomerRef
from core.errors import ConfigurationError
from core.ports.ledger import AttemptStart
from storage.tables import attempt
from storage.types import storable
from storage.work import Work


def written(work: Work, start: AttemptStart) -> str | None:
    """Return what is kept of the customer of a create that is about to be made."""
    sent = start.customer
    if sent is None:
        return None
    plain = json.dumps([sent.ref.kind.value, sent.ref.id, dict(sent.fields)])
    return work.vault.lock(_bound_to(start.target_id), plain)


def read(
    work: Work, tried: Row[Any], otherwise: CustomerRef | None
) -> SentCustomer | None:
    """Return the customer of an attempt, without fields where nobody knows them.

    Nobody does where an earlier version made the attempt, or no key opens it any more.
    """
    number = tried.customer_number
    plain = _unlocked(work, tried)
    if plain is None:
        return None if otherwise is None else SentCustomer(number, otherwise, {})
    kind, id_, fields = json.loads(plain)
    ref = CustomerRef(CustomerKind(kind), CustomerId(id_))
    return SentCustomer(number, ref, fields)


def relock(work: Work) -> int:
    """Encrypt with the newest key what an older one locked; return how many."""
    kept = select(attempt.c.id, attempt.c.customer).where(
        attempt.c.customer.is_not(None)
    )
    done = 0
    for row in work.connection.execute(kept).all():
        anew = work.vault.relocked(row.customer)
        if anew is not None:
            # One that was settled meanwhile stays empty.
            same = (attempt.c.id == row.id, attempt.c.customer == row.customer)
            put = update(attempt).where(*same).values(customer=anew)
            done += work.connection.execute(put).rowcount
    return done


def _unlocked(work: Work, tried: Row[Any]) -> str | None:
    if tried.customer is None:
        return None
    try:
        return work.vault.unlock(_bound_to(tried.target_id), tried.customer)
    except ConfigurationError:
        return None


def _bound_to(target_id: str) -> str:
    return f"attempt:{storable(target_id)}"
