"""Who may do what, as one full table: everything people can do x everybody.

Each row is tried through the whole app, over signed HTTP. A new subcommand, button,
form or shortcut fails here until somebody writes down who may use it.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

import bot.commands
from bot.commands import ACTION_OF, ACTIONS, SUBCOMMANDS
from bot.commands.call import Reply
from bot.forms import FORM_OF, FORMS, FormReply
from bot.roles import Role
from bot.shortcuts import SHORTCUT_OF, SHORTCUTS
from core.choices import Choices, ChosenRoles, Circle
from storage.ledger import SqlLedger
from tests.bot.fake_oversight import lonely_systems
from tests.security.slack_desk import (
    ADMIN,
    JSON,
    TEAM,
    SlackDesk,
    click,
    command,
    event,
    form,
    open_desk,
    payload,
)

MEMBERS, OPERATORS, ADMINS = Role.MEMBER, Role.OPERATOR, Role.ADMIN

MAY: dict[str, Role] = {
    "type help": MEMBERS,
    "type why": MEMBERS,
    "type status": MEMBERS,
    "type invoices": MEMBERS,
    "type alerts": MEMBERS,
    "type proof": MEMBERS,
    "type import": OPERATORS,
    "type pdf": OPERATORS,
    "type invite": OPERATORS,
    "type skip": OPERATORS,
    "type support": OPERATORS,
    "type settings": ADMINS,
    "type connect": ADMINS,
    "press why": MEMBERS,
    "press share": MEMBERS,
    "press cancel": MEMBERS,
    "press leaf": MEMBERS,
    "press list-file": MEMBERS,
    "press why-chosen": MEMBERS,
    "press older": OPERATORS,
    "press import-form": OPERATORS,
    "press import": OPERATORS,
    "press retry-all": OPERATORS,
    "press confirm": OPERATORS,
    "press fetch": OPERATORS,
    "press fetch-all": OPERATORS,
    "press fetch-chosen": OPERATORS,
    "press retry-chosen": OPERATORS,
    "press invite-ask": OPERATORS,
    "press invite": OPERATORS,
    "press skip": OPERATORS,
    "press skip-chosen": OPERATORS,
    "press take-back": OPERATORS,
    "press fix": OPERATORS,
    "press support": OPERATORS,
    "press alert-retry": OPERATORS,
    "press alert-retry-all": OPERATORS,
    "press accept": OPERATORS,
    "press mark-paid": OPERATORS,
    "press settings": ADMINS,
    "press settings-all": ADMINS,
    "press recheck": ADMINS,
    "press strict": ADMINS,
    "press test-alert": ADMINS,
    "press connect": ADMINS,
    "send import": OPERATORS,
    "send import-run": OPERATORS,
    "send leave-out": OPERATORS,
    "send fix": OPERATORS,
    "send settings-import": ADMINS,
    "send settings-profiles": ADMINS,
    "send settings-confirm": ADMINS,
    "send settings-switches": ADMINS,
    "send settings-alerts": ADMINS,
    "send settings-causes": ADMINS,
    "send settings-people": ADMINS,
    "use import-invoices": OPERATORS,
    "use explain-invoice": MEMBERS,
}
"""Everything people can do, and the least role that may."""

PEOPLE: dict[str, tuple[str, dict[str, Any] | None, Role]] = {
    "admin": (ADMIN, {}, ADMINS),
    "operator": ("U0OPER001", {}, OPERATORS),
    "member": ("U0MEMB001", {}, MEMBERS),
    "owner-of-the-workspace": (
        "U0OWNER01",
        {"is_owner": True, "is_admin": True},
        MEMBERS,
    ),
    "multi-channel-guest": ("U0GUEST02", {"is_restricted": True}, Role.NOBODY),
    "single-channel-guest": (
        "U0GUEST03",
        {"is_restricted": True, "is_ultra_restricted": True},
        Role.NOBODY,
    ),
    "bot": ("U0BOT0001", {"is_bot": True}, Role.NOBODY),
    "workflow": ("U0FLOW001", {"is_workflow_bot": True}, Role.NOBODY),
    "slackbot": ("USLACKBOT", {}, Role.NOBODY),
    "leaver": ("U0GONE001", {"deleted": True}, Role.NOBODY),
    "other-workspace": ("U0OTHER01", {"team_id": "T0OTHER01"}, Role.NOBODY),
    "shared-channel": ("U0SHARE01", {"is_stranger": True}, Role.NOBODY),
    "unknown": ("U0GHOST01", None, Role.NOBODY),
    "admin-who-left": ("U0ADMGONE", {"deleted": True}, Role.NOBODY),
    "admin-who-is-a-guest": ("U0ADMGST1", {"is_restricted": True}, Role.NOBODY),
    "admin-of-another-workspace": ("U0ADMOTH1", {"team_id": "T0X"}, Role.NOBODY),
    "operator-who-left": ("U0OPGONE1", {"deleted": True}, Role.NOBODY),
    "operator-who-is-a-bot": ("U0OPBOT01", {"is_bot": True}, Role.NOBODY),
}
APPOINTED_ADMINS = ("U0ADMGONE", "U0ADMGST1", "U0ADMOTH1")
APPOINTED_OPERATORS = ("U0OPER001", "U0OPGONE1", "U0OPBOT01")

Doing = Callable[[SlackDesk, str, str], Awaitable[object]]


async def typed(desk: SlackDesk, name: str, user: str) -> None:
    await desk.post(form(command(f"{name} 42", user, trigger_id=f"{name}.{user}")))


async def written(desk: SlackDesk, name: str, user: str) -> None:
    """Write the command in the conversation with the app."""
    happened = {
        "type": "message",
        "channel_type": "im",
        "user": user,
        "channel": "D1",
        "text": f"{name} 42",
    }
    body = event(event=happened, event_id=f"Ev{name}{user}")
    await desk.post(json.dumps(body).encode(), JSON)


async def pressed(desk: SlackDesk, name: str, user: str) -> None:
    trigger = f"press.{name}.{user}"
    pressing = click(f"{name}.0", f"0|{user}|2026 / 41", user, trigger_id=trigger)
    await desk.post(payload(pressing))


def a_view(name: str, user: str) -> dict[str, Any]:
    return {
        "id": f"V{name}{user}",
        "type": "modal",
        "callback_id": name,
        "hash": "h",
        "private_metadata": "{}",
        "state": {"values": {}},
        "blocks": [],
    }


async def sent(desk: SlackDesk, name: str, user: str) -> None:
    await desk.post(
        payload(
            {
                "type": "view_submission",
                "user": {"id": user, "team_id": TEAM},
                "team": {"id": TEAM},
                "view": a_view(name, user),
                "trigger_id": f"send.{name}.{user}",
            }
        )
    )


async def used_inside(desk: SlackDesk, name: str, user: str) -> None:
    """Use whatever can be used inside a form before it is sent."""
    for action in FORM_OF[name].used:
        body = click(f"{action}.0", "x", user, trigger_id=f"in.{action}.{user}")
        view = a_view(name, user)
        place = {"type": "view", "view_id": view["id"]}
        del body["message"], body["channel"]
        await desk.post(payload({**body, "view": view, "container": place}))


async def chosen(desk: SlackDesk, name: str, user: str) -> None:
    kind = "shortcut" if SHORTCUT_OF[name].kind == "global" else "message_action"
    body: dict[str, Any] = {
        "type": kind,
        "callback_id": name,
        "user": {"id": user, "team_id": TEAM},
        "team": {"id": TEAM},
        "channel": {"id": "C1"},
        "message": {"ts": "1.0", "text": "42"},
        "trigger_id": f"use.{name}.{user}",
    }
    await desk.post(payload(body))


class Reached:
    """Stands where the handlers are, and notes who got there."""

    def __init__(self) -> None:
        self.who: set[tuple[str, str]] = set()

    def by(self, name: str, reply: Callable[[], Any]) -> Callable[..., Awaitable[Any]]:
        async def handler(asked: Any, desk: Any) -> Any:
            self.who.add((name, asked.user))
            return reply()

        return handler


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> Reached:
    """Put one handler in the place of all that do something."""
    found = Reached()
    rows = tuple(
        replace(row, handler=found.by(f"type {row.name}", Reply)) for row in SUBCOMMANDS
    )
    monkeypatch.setattr(bot.commands, "SUBCOMMANDS", rows)
    for action in ACTIONS:
        handler = found.by(f"press {action.verb}", Reply)
        monkeypatch.setitem(ACTION_OF, action.verb, replace(action, handler=handler))
    for each in FORMS:
        take = found.by(f"send {each.name}", FormReply)
        inside = dict.fromkeys(each.used, found.by(f"inside {each.name}", FormReply))
        changed = replace(each, submitted=take, used=inside)
        monkeypatch.setitem(FORM_OF, each.name, changed)
    for shortcut in SHORTCUTS:
        handler = found.by(f"use {shortcut.name}", Reply)
        monkeypatch.setitem(
            SHORTCUT_OF, shortcut.name, replace(shortcut, handler=handler)
        )
    return found


@asynccontextmanager
async def staffed(ledger: SqlLedger) -> AsyncIterator[SlackDesk]:
    """Open the app of a company where everybody of the table is to be found."""
    async with open_desk(ledger) as desk:
        desk.knowing.people = {who: marks for who, marks, _ in PEOPLE.values()}
        roles = ChosenRoles(
            operators=Circle(people=frozenset(APPOINTED_OPERATORS)),
            admins=Circle(people=frozenset({ADMIN, *APPOINTED_ADMINS})),
        )
        systems = lonely_systems(ledger, desk.engine.clock)
        await Choices(systems).choose_roles(roles, ADMIN)
        yield desk


def rows_of(kind: str) -> list[str]:
    return [row.removeprefix(f"{kind} ") for row in MAY if row.startswith(f"{kind} ")]


def test_everything_people_can_do_is_in_the_table() -> None:
    present = {
        *(f"type {row.name}" for row in SUBCOMMANDS),
        *(f"press {action.verb}" for action in ACTIONS),
        *(f"send {each.name}" for each in FORMS),
        *(f"use {shortcut.name}" for shortcut in SHORTCUTS),
    }

    assert present == set(MAY)


KINDS: dict[str, tuple[str, Doing]] = {
    "typed": ("type", typed),
    "written": ("type", written),
    "pressed": ("press", pressed),
    "sent": ("send", sent),
    "chosen": ("use", chosen),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_everybody_may_do_what_the_table_says_and_nothing_else(
    sqlite_ledger: SqlLedger, reached: Reached, kind: str
) -> None:
    word, doing = KINDS[kind]
    async with staffed(sqlite_ledger) as desk:
        for name in rows_of(word):
            for who, _, _ in PEOPLE.values():
                await doing(desk, name, who)

    expected = {
        (f"{word} {name}", who)
        for name in rows_of(word)
        for who, _, role in PEOPLE.values()
        if role is not Role.NOBODY and role >= MAY[f"{word} {name}"]
    }
    assert reached.who == expected


async def test_inside_a_form_the_same_holds_as_for_sending_it(
    sqlite_ledger: SqlLedger, reached: Reached
) -> None:
    names = [each.name for each in FORMS if each.used]
    async with staffed(sqlite_ledger) as desk:
        for name in names:
            for who, _, _ in PEOPLE.values():
                await used_inside(desk, name, who)

    assert names
    assert reached.who == {
        (f"inside {name}", who)
        for name in names
        for who, _, role in PEOPLE.values()
        if role is not Role.NOBODY and role >= MAY[f"send {name}"]
    }


async def test_while_slack_does_not_say_who_somebody_is_nobody_may_do_anything(
    sqlite_ledger: SqlLedger, reached: Reached
) -> None:
    async with staffed(sqlite_ledger) as desk:

        async def down(*_: Any, **__: Any) -> Any:
            raise TimeoutError

        desk.knowing.api_call = down  # type: ignore[method-assign]
        for word, doing in KINDS.values():
            for name in rows_of(word):
                await doing(desk, name, ADMIN)

    assert reached.who == set()


async def test_what_is_in_no_table_does_nothing(
    sqlite_ledger: SqlLedger, reached: Reached
) -> None:
    async with staffed(sqlite_ledger) as desk:
        await pressed(desk, "drop-all", ADMIN)
        await sent(desk, "no-such-form", ADMIN)
        await typed(desk, "sudo", ADMIN)

    assert reached.who == set()
