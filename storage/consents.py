"""Links at which a person may connect Teamleader: each is taken once."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import delete, select

from storage.tables import consent
from storage.work import Book

MOST_OPEN: Final = 20
"""How many links may be open at a time; a further one ends the oldest."""


class SqlConsents(Book):
    """Implements ``core.ports.ledger.ConsentBook``."""

    def expect(self, digest: str, by: str, seconds: float) -> None:
        """Remember a link that was given out, by the digest of its state."""
        self._drop_expired()
        until = self._work.now + timedelta(seconds=seconds)
        self._connection.execute(
            self._work.insert(consent)
            .values(digest=digest, by=by, until=until)
            .on_conflict_do_nothing()
        )
        kept = select(consent.c.digest).order_by(
            consent.c.until.desc(), consent.c.digest
        )
        self._connection.execute(
            delete(consent).where(consent.c.digest.not_in(kept.limit(MOST_OPEN)))
        )

    def take(self, digest: str) -> str | None:
        """Use a link up: return who asked for it, and ``None`` at every later time."""
        taken = (
            delete(consent)
            .where(consent.c.digest == digest, consent.c.until > self._work.now)
            .returning(consent.c.by)
        )
        return self._connection.execute(taken).scalar_one_or_none()

    def is_open(self, digest: str) -> bool:
        """Whether a link was not used yet and holds still."""
        open_ = select(consent.c.digest).where(
            consent.c.digest == digest, consent.c.until > self._work.now
        )
        return self._connection.execute(open_).scalar_one_or_none() is not None

    def _drop_expired(self) -> None:
        self._connection.execute(
            delete(consent).where(consent.c.until <= self._work.now)
        )
