"""Writing into channels: the one way a message comes, changes or goes."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.slack.model import SLACKBOT, Blocks, Channel, Json, Message, Posted
from sandbox.slack.state import Workspace


@dataclass(frozen=True)
class Draft:
    """What a new message says, before it has a time and a place."""

    text: str = ""
    blocks: Blocks = field(default_factory=list)
    thread_ts: str | None = None
    metadata: Json | None = None
    client_msg_id: str | None = None
    username: str | None = None
    file_ids: tuple[str, ...] = ()


def from_app(
    workspace: Workspace,
    channel: Channel,
    draft: Draft,
    *,
    visible_to: str | None = None,
    method: str = "chat.postMessage",
) -> Message:
    """Post as the app; ``visible_to`` makes it ephemeral."""
    message = Message(
        channel=channel.id,
        ts=workspace.new_ts(),
        user=workspace.app.bot_user_id,
        text=draft.text,
        blocks=with_ids(workspace, draft.blocks),
        thread_ts=draft.thread_ts,
        bot_id=workspace.app.bot_id,
        app_id=workspace.app.app_id,
        metadata=draft.metadata,
        file_ids=list(draft.file_ids),
        visible_to=visible_to,
        client_msg_id=draft.client_msg_id,
        username=draft.username,
    )
    _place(workspace, message)
    record(workspace, method, message)
    return message


def from_person(
    workspace: Workspace, channel: Channel, user: str, text: str, thread: str | None
) -> Message:
    """Post what a person typed."""
    message = Message(channel.id, workspace.new_ts(), user, text, thread_ts=thread)
    _place(workspace, message)
    return message


def from_slackbot(
    workspace: Workspace, channel: Channel, user: str, text: str
) -> Message:
    """Tell one person something on behalf of Slack itself."""
    ts = workspace.new_ts()
    message = Message(channel.id, ts, SLACKBOT, text, visible_to=user)
    _place(workspace, message)
    return message


def rewrite(
    workspace: Workspace, message: Message, draft: Draft, *, method: str
) -> None:
    """Replace text and blocks; without blocks the old ones go."""
    message.text = draft.text
    message.blocks = with_ids(workspace, draft.blocks)
    message.edited_ts = workspace.new_ts()
    if draft.metadata is not None:
        message.metadata = draft.metadata or None
    record(workspace, method, message)
    workspace.changed()


def remove(workspace: Workspace, message: Message, *, method: str) -> None:
    """Take a message away."""
    place = workspace.messages if message.visible_to is None else workspace.ephemerals
    place[message.channel].remove(message)
    gone = Message(message.channel, message.ts, message.user, "")
    gone.visible_to = message.visible_to
    record(workspace, method, gone)
    workspace.changed()


def record(workspace: Workspace, method: str, message: Message) -> None:
    """Write down what the app made people see."""
    workspace.posted.append(
        Posted(
            method,
            workspace.clock.now(),
            message.channel,
            message.ts,
            message.text,
            message.blocks,
            message.visible_to,
        )
    )


def with_ids(workspace: Workspace, blocks: Blocks) -> Blocks:
    """Give blocks and their interactive elements the ids Slack makes up."""
    return [_with_id(workspace, block) for block in blocks]


def _with_id(workspace: Workspace, block: Json) -> Json:
    full = dict(block)
    full.setdefault("block_id", workspace.new_id("b"))
    for key in ("accessory", "element"):
        if isinstance(full.get(key), dict):
            full[key] = _with_action(workspace, full[key])
    if full.get("type") == "actions":
        full["elements"] = [_with_action(workspace, e) for e in full["elements"]]
    return full


def _with_action(workspace: Workspace, element: Json) -> Json:
    if element.get("type") == "image" or "action_id" in element:
        return element
    return {**element, "action_id": workspace.new_id("a")}


def _place(workspace: Workspace, message: Message) -> None:
    place = workspace.messages if message.visible_to is None else workspace.ephemerals
    if message.visible_to is None or workspace.switches.ephemerals_arrive:
        place[message.channel].append(message)
    workspace.changed()
