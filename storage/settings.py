"""Settings that people changed in Slack, and the profiles an admin confirmed."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from core.domain.policy import Decided
from core.domain.profile import Profile
from storage.tables import profile, setting
from storage.work import Book


class SqlSettings(Book):
    """Implements ``core.ports.ledger.SettingBook``."""

    def all(self) -> Mapping[str, str]:
        """Return what was changed or stored once, by name."""
        rows = self._connection.execute(select(setting.c.name, setting.c.value))
        return {row.name: row.value for row in rows}

    def put(self, name: str, value: str, by: str) -> None:
        """Change a setting, remembering who and when."""
        changed = {"value": value, "by": by, "at": self._work.now}
        self._connection.execute(
            self._work.insert(setting)
            .values(name=name, **changed)
            .on_conflict_do_update(index_elements=[setting.c.name], set_=changed)
        )

    def decided(self) -> Mapping[str, Decided]:
        """Return who changed each setting last, and when, by its name."""
        rows = self._connection.execute(
            select(setting).where(setting.c.by.is_not(None))
        )
        return {row.name: Decided(row.by, row.at) for row in rows}

    def put_once(self, name: str, value: str) -> str:
        """Store a value unless one is there; return the one that is there."""
        self._connection.execute(
            self._work.insert(setting)
            .values(name=name, value=value, at=self._work.now)
            .on_conflict_do_nothing()
        )
        stored = select(setting.c.value).where(setting.c.name == name)
        return self._connection.execute(stored).scalar_one()

    def confirm_profile(self, confirmed: Profile, by: str) -> None:
        """Remember that an admin vouches for a profile's two switches."""
        row = {
            "name": confirmed.name,
            "send_automatically": confirmed.send_automatically,
            "require_pdf": confirmed.require_pdf,
            "confirmed_by": by,
            "confirmed_at": self._work.now,
        }
        self._connection.execute(
            self._work.insert(profile)
            .values(id=confirmed.id, **row)
            .on_conflict_do_update(index_elements=[profile.c.id], set_=row)
        )

    def confirmed_profiles(self) -> tuple[Profile, ...]:
        """Return the profiles an admin confirmed, the first confirmed first."""
        rows = self._connection.execute(
            select(profile).order_by(profile.c.confirmed_at, profile.c.id)
        )
        return tuple(
            Profile(row.id, row.name, row.send_automatically, row.require_pdf)
            for row in rows
        )
