"""Who may do what."""

from __future__ import annotations

import pytest

from bot.appointed import Appointed, Groups
from bot.commands import ACTIONS, SUBCOMMANDS
from bot.forms import FORMS
from bot.origins import House, Origin
from bot.roles import Role, Roster, UserInfo, may
from bot.shortcuts import SHORTCUTS
from bot.views.buttons import Verb
from core.choices import ChosenRoles, Circle, read_roles, spelled_roles
from core.domain.reason import System
from core.errors import RemoteUnavailable
from tests.bot.fake_engine import StillClock

TEAM = "T0DEMO001"
HERE = Origin(frozenset({TEAM}))
ADMINS = {"U0SOFIE01"}

LOOKING = {"why", "help", "alerts", "status", "proof", "invoices"}
ACTING = {"import", "pdf", "invite", "skip", "support"}


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
async def test_the_role_follows_from_what_slack_says(
    marks: dict[str, object], role: Role
) -> None:
    directory, said = Directory(), user(**marks)
    directory.users[str(said["id"])] = said
    person = await a_roster(directory, StillClock()).person(str(said["id"]), HERE)

    assert person.role is role


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
    looking = {
        Verb.WHY,
        Verb.WHY_CHOSEN,
        Verb.SHARE,
        Verb.CANCEL,
        Verb.LEAF,
        Verb.LIST_FILE,
    }

    assert {a.verb for a in ACTIONS if may(Role.MEMBER, a.role)} == looking
    assert {a.verb for a in ACTIONS if may(Role.ADMIN, a.role)} == set(Verb)
    assert not any(may(Role.NOBODY, action.role) for action in ACTIONS)


def test_forms_and_shortcuts_that_act_need_an_operator() -> None:
    assert not [form.name for form in FORMS if may(Role.MEMBER, form.role)]
    free = {one.name for one in SHORTCUTS if may(Role.MEMBER, one.role)}
    assert free == {"explain-invoice"}


def test_nobody_may_nothing_even_where_nothing_is_needed() -> None:
    assert not may(Role.NOBODY, Role.NOBODY)


class Directory:
    """Answers who somebody is, and counts how often it was asked."""

    def __init__(self) -> None:
        self.users: dict[str, UserInfo] = {"U0JAN0001": user()}
        self.groups: dict[str, set[str]] = {}
        self.chosen = ChosenRoles()
        self.asked = 0
        self.is_down = False
        self.groups_are_down = False

    async def user(self, user_id: str) -> UserInfo | None:
        self.asked += 1
        if self.is_down:
            raise RemoteUnavailable(System.SLACK, "users.info")
        return self.users.get(user_id)

    async def house(self) -> House:
        return House(TEAM)

    async def members(self, group: str) -> set[str]:
        if self.groups_are_down:
            raise RemoteUnavailable(System.SLACK, "usergroups.users.list")
        return self.groups[group]

    async def roles(self) -> ChosenRoles:
        return self.chosen


def a_roster(directory: Directory, clock: StillClock) -> Roster:
    groups = Groups(directory.members, clock)
    appointed = Appointed(ADMINS, directory.roles, groups)
    return Roster(directory.user, directory.house, appointed, clock)


@pytest.mark.parametrize(
    ("chosen", "role"),
    [
        (ChosenRoles(operators=Circle(frozenset({"U0JAN0001"}))), Role.OPERATOR),
        (ChosenRoles(admins=Circle(frozenset({"U0JAN0001"}))), Role.ADMIN),
        (ChosenRoles(operators=Circle(groups=frozenset({"S0BOOKS1"}))), Role.OPERATOR),
        (ChosenRoles(admins=Circle(groups=frozenset({"S0BOOKS1"}))), Role.ADMIN),
        (ChosenRoles(admins=Circle(groups=frozenset({"S0OTHERS"}))), Role.MEMBER),
    ],
)
async def test_people_and_user_groups_may_be_given_a_role(
    chosen: ChosenRoles, role: Role
) -> None:
    directory = Directory()
    directory.groups = {"S0BOOKS1": {"U0JAN0001"}, "S0OTHERS": set()}
    directory.chosen = chosen
    person = await a_roster(directory, StillClock()).person("U0JAN0001", HERE)

    assert (person.role, person.sure) == (role, True)


async def test_a_role_that_is_taken_away_is_gone_at_once() -> None:
    directory = Directory()
    roster = a_roster(directory, StillClock())
    directory.chosen = ChosenRoles(admins=Circle(frozenset({"U0JAN0001"})))
    assert (await roster.person("U0JAN0001", HERE)).role is Role.ADMIN

    directory.chosen = ChosenRoles()
    assert (await roster.person("U0JAN0001", HERE)).role is Role.MEMBER


async def test_a_guest_who_was_chosen_is_still_nobody() -> None:
    directory = Directory()
    directory.users["U0JAN0001"] = user(is_restricted=True)
    directory.chosen = ChosenRoles(admins=Circle(frozenset({"U0JAN0001"})))

    person = await a_roster(directory, StillClock()).person("U0JAN0001", HERE)
    assert person.role is Role.NOBODY


async def test_a_group_that_cannot_be_read_gives_no_role_and_says_so() -> None:
    directory, clock = Directory(), StillClock()
    directory.groups = {"S0BOOKS1": {"U0JAN0001"}}
    directory.chosen = ChosenRoles(operators=Circle(groups=frozenset({"S0BOOKS1"})))
    roster = a_roster(directory, clock)
    directory.groups_are_down = True
    person = await roster.person("U0JAN0001", HERE)
    assert (person.role, person.sure) == (Role.MEMBER, False)

    directory.groups_are_down = False
    assert (await roster.person("U0JAN0001", HERE)).role is Role.OPERATOR

    directory.groups_are_down = True
    clock.pass_by(200)
    assert (await roster.person("U0JAN0001", HERE)).role is Role.OPERATOR


def test_chosen_roles_are_read_as_they_were_stored() -> None:
    chosen = ChosenRoles(
        Circle(frozenset({"U1", "U2"}), frozenset({"S1"})), Circle(frozenset({"U3"}))
    )

    assert read_roles(spelled_roles(chosen)) == chosen


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "[]",
        "7",
        "null",
        '{"admins": 7}',
        '{"admins": {"people": "U1"}}',
    ],
)
def test_stored_roles_that_nobody_understands_give_nobody_a_role(text: str) -> None:
    assert read_roles(text) == ChosenRoles()


async def test_a_role_that_is_lost_is_lost_at_the_next_command() -> None:
    directory, clock = Directory(), StillClock()
    roster = a_roster(directory, clock)

    await roster.person("U0JAN0001", HERE)
    clock.pass_by(0.5)
    await roster.person("U0JAN0001", HERE)
    assert directory.asked == 1

    clock.pass_by(1)
    directory.users["U0JAN0001"] = user(deleted=True)
    assert (await roster.person("U0JAN0001", HERE)).role is Role.NOBODY


async def test_somebody_slack_does_not_know_is_nobody() -> None:
    directory = Directory()
    roster = a_roster(directory, StillClock())

    assert (await roster.person("U0GHOST01", HERE)).role is Role.NOBODY


async def test_no_role_is_guessed_while_slack_does_not_answer() -> None:
    directory, clock = Directory(), StillClock()
    roster = a_roster(directory, clock)
    await roster.person("U0JAN0001", HERE)
    clock.pass_by(400)
    directory.is_down = True

    with pytest.raises(RemoteUnavailable):
        await roster.person("U0JAN0001", HERE)
