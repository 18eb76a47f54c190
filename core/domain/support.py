"""What the support of Twikey or Teamleader needs to know of one invoice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from core.domain.diagnosis import Diagnosis
from core.domain.history import Attempt
from core.domain.reason import Facts


@dataclass(frozen=True)
class Act:
    """Something a person did or asked for; ``what`` is a code."""

    at: datetime
    who: str
    what: str
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True)
class SupportPack:
    """Everything known of one invoice; nothing in it is redacted yet.

    ``versions`` and ``settings`` are texts by name; secret settings are not among
    them. ``secrets`` are the values that must not be shown wherever they turn up.
    """

    at: datetime
    diagnosis: Diagnosis
    attempts: tuple[Attempt, ...] = ()
    acts: tuple[Act, ...] = ()
    profile_id: str | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    secrets: tuple[str, ...] = field(default=(), repr=False)
