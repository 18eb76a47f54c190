"""Who may do more than look: the admins of the environment, and whom people chose."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Final

from bot.roles import Appointment, Role
from core.choices import ChosenRoles, Circle
from core.errors import RemoteError
from core.ports.clock import Clock

_log = logging.getLogger(__name__)

_FRESH_SECONDS: Final = 300.0
_KEPT: Final = 200


@dataclass(frozen=True)
class Helpers:
    """Whom to ask: people and user groups, by their ids."""

    people: frozenset[str]
    groups: frozenset[str] = frozenset()


class Groups:
    """Remembers for a few minutes who is in a user group.

    ``ask`` reads one group and may raise ``RemoteError``.
    """

    def __init__(
        self, ask: Callable[[str], Awaitable[Collection[str]]], clock: Clock
    ) -> None:
        self._ask = ask
        self._clock = clock
        self._known: dict[str, tuple[float, Collection[str]]] = {}

    async def has(self, group: str, user: str) -> bool | None:
        """Whether somebody is in a group; ``None`` while that cannot be known."""
        seen_at, members = self._known.get(group, (None, ()))
        now = self._clock.monotonic()
        if seen_at is not None and now - seen_at < _FRESH_SECONDS:
            return user in members
        try:
            members = await self._ask(group)
        except RemoteError as error:
            _log.warning("the user group %s cannot be read: %s", group, error)
            return None
        if len(self._known) >= _KEPT:
            self._known.clear()
        self._known[group] = (now, members)
        return user in members


class Appointed:
    """Decides who is an operator or an admin, anew each time it is asked.

    ``admins`` are those of the environment, ``chosen`` reads whom people chose.
    """

    def __init__(
        self,
        admins: Collection[str],
        chosen: Callable[[], Awaitable[ChosenRoles]],
        groups: Groups,
    ) -> None:
        self._admins = frozenset(admins)
        self._chosen = chosen
        self._groups = groups

    async def of(self, user: str) -> Appointment:
        """Return the role of a full member."""
        if user in self._admins:
            return Appointment(Role.ADMIN)
        chosen = await self._chosen()
        is_admin = await self._is_in(chosen.admins, user)
        if is_admin:
            return Appointment(Role.ADMIN)
        is_operator = await self._is_in(chosen.operators, user)
        role = Role.OPERATOR if is_operator else Role.MEMBER
        return Appointment(role, is_admin is not None and is_operator is not None)

    async def helpers(self) -> Helpers:
        """Return the admins, whom everybody may ask."""
        chosen = (await self._chosen()).admins
        return Helpers(self._admins | chosen.people, chosen.groups)

    async def _is_in(self, circle: Circle, user: str) -> bool | None:
        if user in circle.people:
            return True
        found = [await self._groups.has(group, user) for group in sorted(circle.groups)]
        if any(found):
            return True
        return None if None in found else False
