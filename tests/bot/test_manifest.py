"""The manifest says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from bot.app import COMMAND
from bot.commands import SUBCOMMANDS
from bot.shortcuts import SHORTCUTS
from sandbox.slack import SlackStandIn
from sandbox.wire import SystemClock
from tests.bot.slack_world import SlackWorld
from tests.manifest_schema import MANIFEST, manifest

CODE = Path(__file__).parents[2] / "bot"

# Which Web API method of the client needs which scope; auth.test needs none.
SCOPE_OF = {
    "chat_postMessage": "chat:write",
    "chat_postEphemeral": "chat:write",
    "chat_update": "chat:write",
    "files_upload_v2": "files:write",
    "users_info": "users:read",
    "usergroups_users_list": "usergroups:read",
    "usergroups_list": "usergroups:read",
    "views_open": None,
    "views_push": None,
    "views_update": None,
    "views_publish": None,
    "auth_test": None,
}

# Which event needs which scopes, and under which type it comes.
SCOPES_OF_EVENT = {
    "app_home_opened": set(),
    "member_joined_channel": {"channels:read", "groups:read"},
    "message.im": {"im:history"},
}


def test_the_hint_of_the_command_is_the_usage_of_every_subcommand() -> None:
    [command] = manifest()["features"]["slash_commands"]

    assert command["command"] == COMMAND
    assert command["usage_hint"] == " | ".join(row.usage for row in SUBCOMMANDS)


def test_every_scope_is_used_and_every_use_has_its_scope() -> None:
    source = (CODE / "slack_api.py").read_text(encoding="utf-8")
    called = set(re.findall(r"self\.client\.(\w+)\(", source))
    wanted = {SCOPE_OF[name] for name in called} - {None}
    told = manifest()["settings"]["event_subscriptions"]["bot_events"]
    for event in told:
        wanted |= SCOPES_OF_EVENT[event]

    assert wanted | {"commands"} == set(manifest()["oauth_config"]["scopes"]["bot"])


async def test_every_event_that_is_asked_for_is_answered(world: SlackWorld) -> None:
    told = manifest()["settings"]["event_subscriptions"]["bot_events"]
    handled = set(world.app.events.handlers)

    assert handled == {event.partition(".")[0] for event in told}


def test_only_one_file_calls_slack() -> None:
    callers = {
        path.name
        for path in CODE.rglob("*.py")
        if re.search(r"\.(chat_|users_|files_|views_)\w+\(", path.read_text())
    }

    assert callers <= {"slack_api.py"}


def test_every_scope_and_event_says_why_it_is_asked_for() -> None:
    lines = MANIFEST.read_text(encoding="utf-8").splitlines()
    scopes = manifest()["oauth_config"]["scopes"]["bot"]
    events = manifest()["settings"]["event_subscriptions"]["bot_events"]

    for asked_for in (*scopes, *events):
        at = lines.index(f"      - {asked_for}")
        assert lines[at - 1].strip().startswith("# ")


def test_home_and_the_direct_messages_are_open() -> None:
    read = manifest()

    assert read["features"]["app_home"]["home_tab_enabled"] is True
    assert read["features"]["app_home"]["messages_tab_read_only_enabled"] is False
    assert read["settings"]["interactivity"]["is_enabled"] is True
    assert read["settings"]["socket_mode_enabled"] is True


def test_the_stand_in_grants_what_the_manifest_asks_for() -> None:
    granted = SlackStandIn(SystemClock()).switches.scopes

    assert set(manifest()["oauth_config"]["scopes"]["bot"]) <= set(granted)


async def test_the_command_of_the_manifest_is_the_one_of_the_stand_in() -> None:
    assert COMMAND in SlackStandIn(SystemClock()).app.commands


def test_the_shortcuts_of_the_manifest_are_those_of_the_stand_in() -> None:
    offered = {
        (row.name, row.callback_id, row.kind)
        for row in SlackStandIn(SystemClock()).shortcuts
    }

    assert offered == {(row.title, row.name, row.kind) for row in SHORTCUTS}
