"""What happens in the workspace that the app is told of as an event."""

from __future__ import annotations

from sandbox.slack import messages, payloads
from sandbox.slack.delivery import Delivery
from sandbox.slack.elements import values_of
from sandbox.slack.model import Ack, Channel, Json, Message, User
from sandbox.slack.state import Workspace
from sandbox.slack.typed import escaped

# What an app must be allowed to read before it hears of something: type, where.
_SCOPES = {
    ("member_joined_channel", "C"): "channels:read",
    ("member_joined_channel", "G"): "groups:read",
    ("message", "im"): "im:history",
}


async def open_app(
    workspace: Workspace, delivery: Delivery, user: User, tab: str
) -> Ack:
    """Tell that somebody looks at the app: its Home tab or its messages."""
    body: Json = {
        "type": "app_home_opened",
        "user": user.id,
        "channel": workspace.dm(user).id,
        "tab": tab,
        "event_ts": workspace.new_ts(),
    }
    home = workspace.homes.get(user.id)
    if home is not None and tab == "home":
        values = values_of(home.blocks, workspace.entered.get(home.id, {}))
        body["view"] = payloads.view_json(workspace, home, values)
    return await _tell(workspace, delivery, body)


async def join(
    workspace: Workspace,
    delivery: Delivery,
    user: User,
    channel: Channel,
    inviter: User | None = None,
) -> Ack:
    """Let somebody into a channel; the app hears of it if it is in there."""
    if user.id not in channel.members:
        channel.members.append(user.id)
        workspace.changed()
    if not workspace.bot_is_in(channel):
        return Ack("not_sent")
    body: Json = {
        "type": "member_joined_channel",
        "user": user.id,
        "channel": channel.id,
        "channel_type": "C" if channel.kind == "public" else "G",
        "team": workspace.team.id,
        "event_ts": workspace.new_ts(),
    }
    if inviter is not None:
        body["inviter"] = inviter.id
    return await _tell(workspace, delivery, body)


async def say(
    workspace: Workspace,
    delivery: Delivery,
    user: User,
    channel: Channel,
    said: tuple[str, str | None],
) -> Message:
    """Post what somebody wrote (text, thread); the app hears what is written to it."""
    text, thread = escaped(workspace, said[0]), said[1]
    message = messages.from_person(workspace, channel, user.id, text, thread)
    if channel.user:
        body: Json = {
            **message.to_json(),
            "channel": channel.id,
            "channel_type": "im",
            "team": workspace.team.id,
            "event_ts": message.ts,
        }
        await _tell(workspace, delivery, body)
    return message


async def _tell(workspace: Workspace, delivery: Delivery, body: Json) -> Ack:
    scope = _SCOPES.get((body["type"], body.get("channel_type", "")))
    granted = scope is None or scope in workspace.switches.scopes
    if body["type"] not in workspace.switches.events or not granted:
        return Ack("not_sent")
    return await delivery.event(payloads.event(workspace, body))
