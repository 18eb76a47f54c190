"""The business settings that decisions depend on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from core.domain.audience import Audience
from core.domain.invoice import DepartmentId
from core.domain.profile import Profile
from core.domain.reason import Alert


class ZeroChanged(StrEnum):
    """What happens to a booked zero invoice that got an amount."""

    ASK = "ask"
    IMPORT = "import"


IMPORT_DEPARTMENTS = "IMPORT_DEPARTMENTS"
"""The setting that names the departments whose invoices are imported at all."""


@dataclass(frozen=True)
class Decided:
    """Who changed a setting in Slack, and when."""

    by: str
    at: datetime


@dataclass(frozen=True)
class Policy:
    """What people decided about importing.

    ``automatic_since`` is ``None`` until the bot was started for the first time.
    ``customer_number_fields`` are the custom fields of companies and contacts that
    hold the number used at Twikey; empty means Teamleader's own id. Without any
    ``departments`` the invoices of all of them are imported. ``decided`` tells who
    changed which setting, by its name; what was set outside is not in it.
    """

    time_zone: ZoneInfo
    alert_after: timedelta = timedelta(hours=1)
    auto_import: bool = True
    automatic_since: datetime | None = None
    default_profile: str | None = None
    invoice_profile_field: str | None = None
    subscription_profile_field: str | None = None
    customer_number_fields: tuple[str, ...] = ()
    profiles: tuple[Profile, ...] = ()
    zero_changed: ZeroChanged = ZeroChanged.ASK
    departments: frozenset[DepartmentId] = frozenset()
    decided: Mapping[str, Decided] = field(default_factory=dict)
    alert_levels: Mapping[str, Alert] = field(default_factory=dict)
    digest_at: time = time(8)
    audience: Audience = field(default_factory=Audience)

    def day_of(self, moment: datetime) -> date:
        """Return the business day of a moment."""
        return moment.astimezone(self.time_zone).date()

    def imports_of(self, department_id: DepartmentId) -> bool:
        """Whether the invoices of a department are imported at all."""
        return not self.departments or department_id in self.departments

    def confirmed(self, profile_id: str | None) -> Profile | None:
        """Return the profile if its switches are known for certain."""
        return next((p for p in self.profiles if p.id == profile_id), None)


@dataclass(frozen=True)
class Window:
    """A span of local creation days, both inclusive."""

    first: date
    last: date

    @classmethod
    def of_days(cls, days: int, today: date) -> Window:
        """Return the window that starts that many days before today and ends today."""
        return cls(today - timedelta(days=days), today)

    def starts_at(self, zone: ZoneInfo) -> datetime:
        """Return 00:00 local time of the first day."""
        return datetime.combine(self.first, time(), zone)

    def holds(self, moment: datetime, zone: ZoneInfo) -> bool:
        """Whether something created at that moment belongs to the window."""
        return self.first <= moment.astimezone(zone).date() <= self.last
