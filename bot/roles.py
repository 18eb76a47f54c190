"""Who may do what: asked anew at every command and every click."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from enum import IntEnum

from bot.words import language_of
from core.ports.clock import Clock

UserInfo = Mapping[str, object]

_FRESH_SECONDS = 300.0
_KEPT = 1000
_NOT_A_FULL_MEMBER = (
    "deleted",
    "is_bot",
    "is_restricted",
    "is_ultra_restricted",
    "is_stranger",
    "is_workflow_bot",
)


class Role(IntEnum):
    """Each role may do what the one below it may."""

    NOBODY = 0
    MEMBER = 1
    OPERATOR = 2
    ADMIN = 3

    @property
    def word(self) -> str:
        """The name of the role in the catalogue."""
        return self.name.lower()


@dataclass(frozen=True)
class Person:
    """What is known of whoever asks."""

    id: str
    role: Role
    language: str


def may(role: Role, needed: Role) -> bool:
    """Whether somebody with a role may do what needs another; nobody may nothing."""
    return role is not Role.NOBODY and role >= needed


def role_of(user: UserInfo, admins: Collection[str], team: str) -> Role:
    """Decide the role from what Slack says of a user and the admins of the settings.

    A guest, a bot, somebody who left or who belongs to another workspace has no role,
    even if listed as an admin. Operators are at first the admins.
    """
    if user.get("team_id") != team or user.get("id") == "USLACKBOT":
        return Role.NOBODY
    if any(user.get(mark) for mark in _NOT_A_FULL_MEMBER):
        return Role.NOBODY
    return Role.ADMIN if user.get("id") in admins else Role.MEMBER


class Roster:
    """Remembers for a few minutes what Slack says of people.

    ``ask`` reads one user and ``team`` our own workspace; both may raise
    ``RemoteError``, and then nobody's role is known.
    """

    def __init__(
        self,
        ask: Callable[[str], Awaitable[UserInfo | None]],
        team: Callable[[], Awaitable[str]],
        admins: Collection[str],
        clock: Clock,
    ) -> None:
        self._ask = ask
        self._team = team
        self.admins = frozenset(admins)
        self._clock = clock
        self._known: dict[str, tuple[float, Person]] = {}

    async def person(self, user_id: str) -> Person:
        """Return who somebody is; an unknown user has no role."""
        seen_at, person = self._known.get(user_id, (None, None))
        if person and seen_at is not None and self._is_fresh(seen_at):
            return person
        user = await self._ask(user_id)
        found = await self._met(user_id, user)
        self._remember(found)
        return found

    async def _met(self, user_id: str, user: UserInfo | None) -> Person:
        if user is None:
            return Person(user_id, Role.NOBODY, language_of(None))
        role = role_of(user, self.admins, await self._team())
        locale = user.get("locale")
        return Person(user_id, role, language_of(str(locale) if locale else None))

    def _is_fresh(self, seen_at: float) -> bool:
        return self._clock.monotonic() - seen_at < _FRESH_SECONDS

    def _remember(self, person: Person) -> None:
        if len(self._known) >= _KEPT:
            self._known.clear()
        self._known[person.id] = (self._clock.monotonic(), person)
