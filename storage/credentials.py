"""Encrypted secrets, each with a generation and a lease for whoever renews it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from core.ports.ledger import Credential
from storage.tables import credential
from storage.work import Book


class SqlCredentials(Book):
    """Implements ``core.ports.ledger.CredentialBook``."""

    def get(self, name: str) -> Credential | None:
        """Return a secret, decrypted; ``ConfigurationError`` if no key opens it."""
        row = self._connection.execute(
            select(credential).where(credential.c.name == name)
        ).one_or_none()
        if row is None or row.secret is None:
            return None
        secret = self._work.vault.unlock(name, row.secret)
        return Credential(secret, row.generation, row.expires_at)

    def put(self, name: str, secret: str, expires_at: datetime | None) -> Credential:
        """Store a secret under the next generation, encrypted with the newest key."""
        stored = {
            "secret": self._work.vault.lock(name, secret),
            "expires_at": expires_at,
        }
        put = (
            self._work.insert(credential)
            .values(name=name, generation=1, **stored)
            .on_conflict_do_update(
                index_elements=[credential.c.name],
                set_={"generation": credential.c.generation + 1, **stored},
            )
            .returning(credential.c.generation)
        )
        generation = self._connection.execute(put).scalar_one()
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
        self._connection.execute(
            self._work.insert(credential)
            .values(name=name, generation=0)
            .on_conflict_do_nothing()
        )
        now = self._work.now
        free = or_(
            credential.c.owner.is_(None),
            credential.c.owner == owner,
            credential.c.lease_until <= now,
        )
        taken = self._connection.execute(
            update(credential)
            .where(credential.c.name == name, free)
            .values(owner=owner, lease_until=now + timedelta(seconds=seconds))
        )
        return taken.rowcount == 1

    def unlease(self, name: str, owner: str) -> None:
        """Give that right back; does nothing if somebody else has it."""
        self._connection.execute(
            update(credential)
            .where(credential.c.name == name, credential.c.owner == owner)
            .values(owner=None, lease_until=None)
        )
