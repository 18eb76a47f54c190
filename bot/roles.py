"""Who may do what: asked anew at every command and every click."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from bot.origins import House, Origin, is_from
from bot.words import language_of
from core.ports.clock import Clock

UserInfo = Mapping[str, object]

# A language or a role that changed counts at the next command.
_FRESH_SECONDS = 1.0
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
    """What is known of whoever asks.

    Who is not ``sure`` may have a higher role than the one that is known.
    """

    id: str
    role: Role
    language: str
    sure: bool = True


def may(role: Role, needed: Role) -> bool:
    """Whether somebody with a role may do what needs another; nobody may nothing."""
    return role is not Role.NOBODY and role >= needed


def is_full_member(user: UserInfo, team: str) -> bool:
    """Whether somebody belongs to the workspace as people do who work there.

    A guest, a bot, somebody who left or who belongs to another workspace does not, and
    has no role even if somebody gave them one.
    """
    if user.get("team_id") != team or user.get("id") == "USLACKBOT":
        return False
    return not any(user.get(mark) for mark in _NOT_A_FULL_MEMBER)


@dataclass(frozen=True)
class Appointment:
    """The role somebody was given; not ``sure`` while a user group cannot be read."""

    role: Role
    sure: bool = True


class Appointing(Protocol):
    """Whom people gave a role."""

    async def of(self, user: str) -> Appointment:
        """Return the role of a full member, as it is now."""
        ...


@dataclass(frozen=True)
class _Known:
    """What Slack says of somebody, and since when we know it."""

    seen_at: float
    is_full_member: bool
    language: str


class Roster:
    """Remembers for a moment what Slack says of people.

    ``ask`` reads one user and ``house`` where we are; both may raise
    ``RemoteError``, and then nobody's role is known. Roles are not remembered: who
    loses one has lost it at once.
    """

    def __init__(
        self,
        ask: Callable[[str], Awaitable[UserInfo | None]],
        house: Callable[[], Awaitable[House]],
        appointed: Appointing,
        clock: Clock,
    ) -> None:
        self._ask = ask
        self._house = house
        self._appointed = appointed
        self._clock = clock
        self._known: dict[str, _Known] = {}

    async def person(self, user_id: str, origin: Origin) -> Person:
        """Return who somebody is; an unknown user or workspace has no role."""
        known = self._known.get(user_id)
        if known is None or not self._is_fresh(known.seen_at):
            known = await self._met(user_id)
            self._remember(user_id, known)
        if not known.is_full_member or not await self.is_ours(origin):
            return Person(user_id, Role.NOBODY, known.language)
        given = await self._appointed.of(user_id)
        return Person(user_id, given.role, known.language, given.sure)

    async def is_ours(self, origin: Origin) -> bool:
        """Whether something comes from our own workspace."""
        return is_from(await self._house(), origin)

    async def _met(self, user_id: str) -> _Known:
        user = await self._ask(user_id)
        now = self._clock.monotonic()
        if user is None:
            return _Known(now, is_full_member=False, language=language_of(None))
        locale = user.get("locale")
        language = language_of(str(locale) if locale else None)
        return _Known(now, is_full_member(user, (await self._house()).team), language)

    def _is_fresh(self, seen_at: float) -> bool:
        return self._clock.monotonic() - seen_at < _FRESH_SECONDS

    def _remember(self, user_id: str, known: _Known) -> None:
        if len(self._known) >= _KEPT:
            self._known.clear()
        self._known[user_id] = known
