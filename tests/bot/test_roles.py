"""Who may do what."""

from __future__ import annotations

import pytest

from bot.commands import ACTIONS, SUBCOMMANDS
from bot.roles import Role, Roster, UserInfo, may, role_of
from bot.views.buttons import Verb
from core.domain.reason import System
from core.errors import RemoteUnavailable
from tests.bot.fake_engine import StillClock

TEAM = "T0DEMO001"
ADMINS = {"U0SOFIE01"}

LOOKING = {"why", "help", "alerts", "status", "proof"}
ACTING = {"import", "pdf", "invite"}


def user(**marks: object) -> UserInfo:
    return {"id": "U0JAN0001", "team_id": TEAM, "locale": "nl-BE", **marks}


@pytest.mark.parametrize(
    ("marks", "role"),
    [
        ({}, Role.MEMBER),
        ({"id": "U0SOFIE01"}, Role.ADMIN),
        ({"is_admin": True, "is_owner": True}, Role.MEMBER),
        ({"is_restricted": True}, Role.NOBODY),
        ({"is_ultra_restricted": True}, Role.NOBODY),
        ({"is_bot": True}, Role.NOBODY),
        ({"deleted": True}, Role.NOBODY),
        ({"is_stranger": True}, Role.NOBODY),
        ({"team_id": "T0OTHER01"}, Role.NOBODY),
        ({"id": "USLACKBOT"}, Role.NOBODY),
        ({"id": "U0SOFIE01", "deleted": True}, Role.NOBODY),
        ({"id": "U0SOFIE01", "is_restricted": True}, Role.NOBODY),
        ({"id": "U0SOFIE01", "team_id": "T0OTHER01"}, Role.NOBODY),
    ],
)
def test_the_role_follows_from_what_slack_says(
    marks: dict[str, object], role: Role
) -> None:
    assert role_of(user(**marks), ADMINS, TEAM) is role


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.NOBODY, set()),
        (Role.MEMBER, LOOKING),
        (Role.OPERATOR, LOOKING | ACTING),
        (Role.ADMIN, LOOKING | ACTING | {"connect", "settings"}),
    ],
)
def test_each_role_may_type_its_subcommands(role: Role, allowed: set[str]) -> None:
    assert {row.name for row in SUBCOMMANDS if may(role, row.role)} == allowed


def test_members_may_look_but_only_operators_may_press_what_acts() -> None:
    looking = {Verb.WHY, Verb.SHARE, Verb.CANCEL}

    assert {a.verb for a in ACTIONS if may(Role.MEMBER, a.role)} == looking
    assert {a.verb for a in ACTIONS if may(Role.OPERATOR, a.role)} == set(Verb)
    assert not any(may(Role.NOBODY, action.role) for action in ACTIONS)


def test_nobody_may_nothing_even_where_nothing_is_needed() -> None:
    assert not may(Role.NOBODY, Role.NOBODY)


class Directory:
    """Answers who somebody is, and counts how often it was asked."""

    def __init__(self) -> None:
        self.users: dict[str, UserInfo] = {"U0JAN0001": user()}
        self.asked = 0
        self.is_down = False

    async def user(self, user_id: str) -> UserInfo | None:
        self.asked += 1
        if self.is_down:
            raise RemoteUnavailable(System.SLACK, "users.info")
        return self.users.get(user_id)

    async def team(self) -> str:
        return TEAM


async def test_a_role_is_remembered_for_a_few_minutes_only() -> None:
    directory, clock = Directory(), StillClock()
    roster = Roster(directory.user, directory.team, ADMINS, clock)

    await roster.person("U0JAN0001")
    clock.pass_by(200)
    await roster.person("U0JAN0001")
    assert directory.asked == 1

    clock.pass_by(200)
    directory.users["U0JAN0001"] = user(deleted=True)
    assert (await roster.person("U0JAN0001")).role is Role.NOBODY


async def test_somebody_slack_does_not_know_is_nobody() -> None:
    directory = Directory()
    roster = Roster(directory.user, directory.team, ADMINS, StillClock())

    assert (await roster.person("U0GHOST01")).role is Role.NOBODY


async def test_no_role_is_guessed_while_slack_does_not_answer() -> None:
    directory, clock = Directory(), StillClock()
    roster = Roster(directory.user, directory.team, ADMINS, clock)
    await roster.person("U0JAN0001")
    clock.pass_by(400)
    directory.is_down = True

    with pytest.raises(RemoteUnavailable):
        await roster.person("U0JAN0001")
