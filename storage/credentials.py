"""Encrypted secrets, each with a generation and a lease for whoever renews it."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Final

from sqlalchemy import Executable, bindparam, or_, select, update

from core.ports.ledger import Credential
from storage.leases import UNHELD
from storage.tables import credential
from storage.work import Book, Inserting


class SqlCredentials(Book):
    """Implements ``core.ports.ledger.CredentialBook``."""

    def get(self, name: str) -> Credential | None:
        """Return a secret, decrypted; ``ConfigurationError`` if no key opens it."""
        row = self._connection.execute(_GET, {"of": name}).one_or_none()
        if row is None or row.secret is None:
            return None
        secret = self._work.vault.unlock(name, row.secret)
        return Credential(secret, row.generation, row.expires_at)

    def put(self, name: str, secret: str, expires_at: datetime | None) -> Credential:
        """Store a secret under the next generation, encrypted with the newest key."""
        row = {
            "name": name,
            "generation": 1,
            "secret": self._work.vault.lock(name, secret),
            "expires_at": expires_at,
        }
        put = _put(self._work.insert)
        generation = self._connection.execute(put, row).scalar_one()
        return Credential(secret, generation, expires_at)

    def relock(self) -> int:
        """Encrypt with the newest key what an older one locked; return how many."""
        stored = select(credential.c.name, credential.c.secret)
        locked = stored.where(credential.c.secret.is_not(None))
        rows = self._connection.execute(locked).all()
        return sum([self._relock(row.name, row.secret or "") for row in rows])

    def _relock(self, name: str, locked: str) -> int:
        anew = self._work.vault.relocked(locked)
        if anew is None:
            return 0
        # Whoever renewed the secret meanwhile used the newest key.
        same = (credential.c.name == name, credential.c.secret == locked)
        put = update(credential).where(*same).values(secret=anew)
        return self._connection.execute(put).rowcount

    def lease(self, name: str, owner: str, seconds: float) -> bool:
        """Take the right to renew a secret; false while somebody else has it.

        The same owner may take it again, so each asker needs a name of its own.
        """
        row = {"name": name, "generation": 0}
        self._connection.execute(_have(self._work.insert), row)
        now = self._work.now
        until = now + timedelta(seconds=seconds)
        asked = {"of": name, "by": owner, "now": now, "until": until}
        return self._connection.execute(_LEASE, asked).rowcount == 1

    def unlease(self, name: str, owner: str) -> None:
        """Give that right back; does nothing if somebody else has it."""
        self._connection.execute(_UNLEASE, {"of": name, "by": owner})


_OF_NAME: Final = credential.c.name == bindparam("of")
_GET: Final = select(credential).where(_OF_NAME)
_LEASE: Final = (
    update(credential)
    .where(
        _OF_NAME,
        or_(
            credential.c.owner.is_(None),
            credential.c.owner == bindparam("by"),
            credential.c.lease_until <= bindparam("now"),
        ),
    )
    .values(owner=bindparam("by"), lease_until=bindparam("until"))
)
_UNLEASE: Final = (
    update(credential)
    .where(_OF_NAME, credential.c.owner == bindparam("by"))
    .values(UNHELD)
)


@cache
def _put(inserting: Inserting) -> Executable:
    put = inserting(credential)
    told = {
        "generation": credential.c.generation + 1,
        "secret": put.excluded.secret,
        "expires_at": put.excluded.expires_at,
    }
    changed = put.on_conflict_do_update(index_elements=[credential.c.name], set_=told)
    return changed.returning(credential.c.generation)


@cache
def _have(inserting: Inserting) -> Executable:
    return inserting(credential).on_conflict_do_nothing()
