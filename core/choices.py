"""What people decide in Slack about how the bot works, with who and when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from core.domain.audience import (
    ALERT_CHANNEL,
    ALERT_MENTIONS,
    ALL_WELL,
    QUIET_CAUSES,
    SUMMARY_CHANNEL,
)
from core.domain.policy import Policy
from core.domain.profile import Profile
from core.domain.reason import Alert, Reason
from core.ports import LedgerTx
from core.systems import Systems

ALERT_LEVELS, DIGEST_AT, AUTO_IMPORT = "ALERT_LEVELS", "DIGEST_AT", "AUTO_IMPORT"
ROLES = "ROLES"
DEFAULT_PROFILE, ZERO_CHANGED = "DEFAULT_PROFILE", "ZERO_CHANGED"
INVOICE_PROFILE_FIELD = "INVOICE_PROFILE_FIELD"
SUBSCRIPTION_PROFILE_FIELD = "SUBSCRIPTION_PROFILE_FIELD"
TOLD_ONLY = frozenset(
    {
        ALERT_LEVELS,
        DIGEST_AT,
        ALERT_CHANNEL,
        SUMMARY_CHANNEL,
        ALERT_MENTIONS,
        QUIET_CAUSES,
        ALL_WELL,
    }
)
"""What changes who hears of an invoice, and not how it is judged."""


@dataclass(frozen=True)
class Circle:
    """People chosen for a role: one by one, and as members of groups; by their ids."""

    people: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ChosenRoles:
    """Who may do more than look, beside the admins of the environment."""

    operators: Circle = Circle()
    admins: Circle = Circle()


class Choices:
    """Changes settings; what is out of Twikey is judged again after each change."""

    def __init__(self, systems: Systems) -> None:
        self._systems = systems

    async def present(self) -> Policy:
        """Return the settings in force."""
        return await self._systems.policy()

    async def alert_level(self, reason: Reason, level: Alert, by: str) -> None:
        """Let a cause alert, go to the digest, or stay silent."""
        levels = {**(await self.present()).alert_levels, reason.value: level}
        text = json.dumps({code: chosen.value for code, chosen in levels.items()})
        await self._put(ALERT_LEVELS, text, by)

    async def digest_at(self, at: time, by: str) -> None:
        """Tell the overview at another time of business days."""
        await self._put(DIGEST_AT, f"{at:%H:%M}", by)

    async def automatic_import(self, by: str, *, on: bool) -> None:
        """Switch the automatic import on or off; what happens meanwhile is recorded."""
        await self._put(AUTO_IMPORT, "true" if on else "false", by)

    async def change(self, changes: Mapping[str, str], by: str) -> tuple[str, ...]:
        """Change several settings at once; return the names of those that differ.

        They are texts by the names of their variables; an empty one takes a setting
        back to nothing.
        """

        def unit(tx: LedgerTx) -> tuple[str, ...]:
            before = tx.settings.all()
            differ = [name for name in changes if before.get(name) != changes[name]]
            for name in differ:
                tx.settings.put(name, changes[name], by)
                tx.audit.add(by, "setting-changed", name, {"value": changes[name]})
            if not TOLD_ONLY.issuperset(differ):
                tx.watched.judge_all_again()
            return tuple(differ)

        return await self._systems.ledger.write(unit)

    async def confirm_profile(self, profile: Profile, by: str) -> None:
        """Vouch for the two switches of a profile at Twikey."""
        switches = {
            "send_automatically": profile.send_automatically,
            "require_pdf": profile.require_pdf,
        }

        def unit(tx: LedgerTx) -> None:
            tx.settings.confirm_profile(profile, by)
            tx.audit.add(by, "profile-confirmed", profile.id, switches)

        await self._systems.ledger.write(unit)

    async def roles(self) -> ChosenRoles:
        """Return whom people chose as operators and admins."""
        return await self._systems.ledger.read(chosen_roles)

    async def choose_roles(self, chosen: ChosenRoles, by: str) -> None:
        """Choose operators and admins; no invoice is judged differently for it."""
        text = spelled_roles(chosen)

        def unit(tx: LedgerTx) -> None:
            tx.settings.put(ROLES, text, by)
            tx.audit.add(by, "setting-changed", ROLES, {"value": text})

        await self._systems.ledger.write(unit)

    async def _put(self, name: str, value: str, by: str) -> None:
        def unit(tx: LedgerTx) -> None:
            tx.settings.put(name, value, by)
            tx.audit.add(by, "setting-changed", name, {"value": value})
            tx.watched.judge_all_again()

        await self._systems.ledger.write(unit)


def read_levels(text: str) -> dict[str, Alert]:
    """Read stored alert levels; what is not understood is left to the table."""
    try:
        stored = json.loads(text) if text else {}
        return {str(Reason(code)): Alert(level) for code, level in stored.items()}
    except (ValueError, AttributeError):
        return {}


def read_time(text: str) -> time | None:
    """Read a time of day written ``HH:MM``; ``None`` for anything else."""
    try:
        return time.fromisoformat(text) if len(text) == len("HH:MM") else None
    except ValueError:
        return None


def chosen_roles(tx: LedgerTx) -> ChosenRoles:
    """Return whom people chose as operators and admins."""
    return read_roles(tx.settings.all().get(ROLES, ""))


def spelled_roles(chosen: ChosenRoles) -> str:
    """Return chosen roles as they are stored."""
    circles = {"operators": chosen.operators, "admins": chosen.admins}
    return json.dumps(
        {
            name: {"people": sorted(circle.people), "groups": sorted(circle.groups)}
            for name, circle in circles.items()
        }
    )


def read_roles(text: str) -> ChosenRoles:
    """Read stored roles; what is not understood gives nobody a role."""
    try:
        stored = json.loads(text) if text else {}
        return ChosenRoles(*(_circle(stored, name) for name in ("operators", "admins")))
    except (ValueError, AttributeError, TypeError):
        return ChosenRoles()


def _circle(stored: Mapping[str, Mapping[str, list[str]]], name: str) -> Circle:
    found = stored.get(name, {})
    people, groups = (found.get(kind, []) for kind in ("people", "groups"))
    if not isinstance(people, list) or not isinstance(groups, list):
        raise TypeError("not a list of ids")
    return Circle(frozenset(map(str, people)), frozenset(map(str, groups)))
