"""Settings that people changed in Slack, and the profiles an admin confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Executable, Row, bindparam, select

from core.domain.policy import Decided
from core.domain.profile import Profile
from storage.tables import profile, setting
from storage.work import Book, Inserting, Work


class SqlSettings(Book):
    """Implements ``core.ports.ledger.SettingBook``.

    What is stored is read once per transaction: several parts of a unit ask for it.
    """

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._known: Sequence[Row[Any]] | None = None

    def all(self) -> Mapping[str, str]:
        """Return what was changed or stored once, by name."""
        return {row.name: row.value for row in self._stored()}

    def put(self, name: str, value: str, by: str) -> None:
        """Change a setting, remembering who and when."""
        row = {"name": name, "value": value, "by": by, "at": self._work.now}
        self._work.put(setting, row)
        self._known = None

    def decided(self) -> Mapping[str, Decided]:
        """Return who changed each setting last, and when, by its name."""
        return {
            row.name: Decided(row.by, row.at)
            for row in self._stored()
            if row.by is not None
        }

    def put_once(self, name: str, value: str) -> str:
        """Store a value unless one is there; return the one that is there."""
        row = {"name": name, "value": value, "at": self._work.now}
        self._connection.execute(_put_once(self._work.insert), row)
        self._known = None
        return self._connection.execute(_GET, {"of": name}).scalar_one()

    def confirm_profile(self, confirmed: Profile, by: str) -> None:
        """Remember that an admin vouches for a profile's two switches."""
        row = {
            "id": confirmed.id,
            "name": confirmed.name,
            "send_automatically": confirmed.send_automatically,
            "require_pdf": confirmed.require_pdf,
            "confirmed_by": by,
            "confirmed_at": self._work.now,
        }
        self._work.put(profile, row)

    def confirmed_profiles(self) -> tuple[Profile, ...]:
        """Return the profiles an admin confirmed, the first confirmed first."""
        return tuple(
            Profile(row.id, row.name, row.send_automatically, row.require_pdf)
            for row in self._connection.execute(_CONFIRMED)
        )

    def _stored(self) -> Sequence[Row[Any]]:
        if self._known is None:
            self._known = self._connection.execute(_ALL).all()
        return self._known


_ALL: Final = select(setting)
_GET: Final = select(setting.c.value).where(setting.c.name == bindparam("of"))
_CONFIRMED: Final = select(profile).order_by(profile.c.confirmed_at, profile.c.id)


@cache
def _put_once(inserting: Inserting) -> Executable:
    return inserting(setting).on_conflict_do_nothing()
