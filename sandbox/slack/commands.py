"""Slash commands: from the text box to the app and its answer back."""

from __future__ import annotations

from sandbox.slack import messages, payloads, responses
from sandbox.slack.delivery import Delivery
from sandbox.slack.model import Ack, Channel, PendingCommand, ResponseUrl, User
from sandbox.slack.state import Workspace
from sandbox.slack.typed import escaped


async def run(
    workspace: Workspace,
    delivery: Delivery,
    user: User,
    channel: Channel,
    line: tuple[str, str],
) -> Ack:
    """Deliver a typed command once and show what comes of it."""
    name, text = line
    if name not in workspace.app.commands:
        return _unknown(workspace, user, channel, name)
    answer = workspace.response_for(user.id, channel.id)
    answer.typed = f"{name} {escaped(workspace, text)}".strip()
    url = workspace.new_response_url(answer)
    sent = escaped(workspace, text) if workspace.switches.should_escape else text
    payload = payloads.command(workspace, user, channel, (name, sent), url)
    waiting = PendingCommand(user.id, channel.id, f"{name} {text}".strip())
    workspace.pending.append(waiting)
    workspace.changed()
    try:
        ack = await delivery.once("slash_commands", payload)
    finally:
        workspace.pending.remove(waiting)
        workspace.changed()
    _show(workspace, answer, name, ack)
    return ack


def _unknown(workspace: Workspace, user: User, channel: Channel, name: str) -> Ack:
    text = f"`{name}` is not a valid command."
    messages.from_slackbot(workspace, channel, user.id, text)
    return Ack("unknown_command")


def _show(workspace: Workspace, answer: ResponseUrl, name: str, ack: Ack) -> None:
    if not ack.ok:
        channel = workspace.channels[answer.channel]
        text = f'{name} failed with the error "{ack.outcome}"'
        messages.from_slackbot(workspace, channel, answer.user, text)
    elif ack.payload:
        responses.show(workspace, answer, ack.payload)
