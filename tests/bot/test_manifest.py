"""The manifest says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from bot.app import COMMAND
from bot.commands import SUBCOMMANDS
from sandbox.slack import SlackStandIn
from sandbox.wire import SystemClock
from tests.manifest_schema import MANIFEST, manifest

CODE = Path(__file__).parents[2] / "bot"

# Which Web API method of the client needs which scope; auth.test needs none.
SCOPE_OF = {
    "chat_postMessage": "chat:write",
    "chat_postEphemeral": "chat:write",
    "chat_update": "chat:write",
    "files_upload_v2": "files:write",
    "users_info": "users:read",
    "auth_test": None,
}


def test_the_hint_of_the_command_is_the_usage_of_every_subcommand() -> None:
    [command] = manifest()["features"]["slash_commands"]

    assert command["command"] == COMMAND
    assert command["usage_hint"] == " | ".join(row.usage for row in SUBCOMMANDS)


def test_every_scope_is_used_and_every_use_has_its_scope() -> None:
    source = (CODE / "slack_api.py").read_text(encoding="utf-8")
    called = set(re.findall(r"self\.client\.(\w+)\(", source))
    wanted = {SCOPE_OF[name] for name in called} - {None}

    assert wanted | {"commands"} == set(manifest()["oauth_config"]["scopes"]["bot"])


def test_only_one_file_calls_slack() -> None:
    callers = {
        path.name
        for path in CODE.rglob("*.py")
        if re.search(r"\.(chat_|users_|files_|views_)\w+\(", path.read_text())
    }

    assert callers <= {"slack_api.py"}


def test_every_scope_says_why_it_is_asked_for() -> None:
    lines = MANIFEST.read_text(encoding="utf-8").splitlines()
    scopes = manifest()["oauth_config"]["scopes"]["bot"]

    for scope in scopes:
        at = lines.index(f"      - {scope}")
        assert lines[at - 1].strip().startswith("# ")


def test_what_is_not_there_yet_is_switched_off() -> None:
    read = manifest()

    assert read["features"]["app_home"]["home_tab_enabled"] is False
    assert read["settings"]["interactivity"]["is_enabled"] is True
    assert read["settings"]["socket_mode_enabled"] is True
    assert "event_subscriptions" not in read["settings"]


async def test_the_command_of_the_manifest_is_the_one_of_the_stand_in() -> None:
    assert COMMAND in SlackStandIn(SystemClock()).app.commands
