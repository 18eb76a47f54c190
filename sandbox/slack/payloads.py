"""The payloads Slack builds: who did what, where, and how to answer."""

from __future__ import annotations

from sandbox.slack.model import (
    Channel,
    Json,
    Message,
    StateValues,
    User,
    View,
)
from sandbox.slack.state import Workspace


def command(
    workspace: Workspace, user: User, channel: Channel, line: tuple[str, str], url: str
) -> Json:
    """Return a slash command; ``line`` is the command and its escaped text."""
    return {
        "token": "legacy-verification-token",
        "team_id": user.team_id,
        "team_domain": workspace.team.domain,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": line[0],
        "text": line[1],
        "api_app_id": workspace.app.app_id,
        "is_enterprise_install": "false",
        "response_url": url,
        "trigger_id": workspace.new_trigger(user.id),
    }


def channel_name(channel: Channel) -> str:
    """Return the name an app is told: DMs and private channels stay anonymous."""
    names = {"im": "directmessage", "private": "privategroup"}
    return names.get(channel.kind, channel.name)


def interaction(workspace: Workspace, kind: str, user: User) -> Json:
    """Return what every interaction payload starts with."""
    return {
        "type": kind,
        "user": {
            "id": user.id,
            "username": user.name,
            "name": user.name,
            "team_id": user.team_id,
        },
        "api_app_id": workspace.app.app_id,
        "token": "legacy-verification-token",
        "trigger_id": workspace.new_trigger(user.id),
        "team": {"id": workspace.team.id, "domain": workspace.team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def message_container(message: Message) -> Json:
    """Return where on a message an action happened."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": message.visible_to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    return container


def view_json(workspace: Workspace, view: View, values: StateValues) -> Json:
    """Return a view as answers and payloads carry it, with its state."""
    body = view.body
    empty = {"type": "plain_text", "text": "", "emoji": True}
    return {
        "id": view.id,
        "team_id": workspace.team.id,
        "type": view.type,
        "blocks": view.blocks,
        "private_metadata": body.get("private_metadata", ""),
        "callback_id": view.callback_id,
        "state": {"values": values},
        "hash": view.hash,
        "title": body.get("title", empty),
        "clear_on_close": bool(body.get("clear_on_close")),
        "notify_on_close": bool(body.get("notify_on_close")),
        "close": body.get("close"),
        "submit": body.get("submit"),
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": workspace.app.app_id,
        "external_id": body.get("external_id", ""),
        "app_installed_team_id": workspace.team.id,
        "bot_id": workspace.app.bot_id,
    }


def event(workspace: Workspace, body: Json) -> Json:
    """Wrap an event in its envelope, with an id of its own."""
    return {
        "token": "legacy-verification-token",
        "team_id": workspace.team.id,
        "api_app_id": workspace.app.app_id,
        "event": body,
        "type": "event_callback",
        "event_id": workspace.new_id("Ev"),
        "event_time": int(workspace.clock.now().timestamp()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.team.id,
                "user_id": workspace.app.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": workspace.new_id("4-"),
    }
