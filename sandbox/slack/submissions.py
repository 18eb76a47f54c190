"""Sending a form, and the four things an app may answer to it."""

from __future__ import annotations

from sandbox.slack import modals, payloads
from sandbox.slack.blocks import validate_view
from sandbox.slack.delivery import Delivery
from sandbox.slack.elements import interactive, values_of
from sandbox.slack.finding import client_errors
from sandbox.slack.model import Ack, Json, Message, StateValues, Trouble, User, View
from sandbox.slack.state import Workspace

_TROUBLE = "We had some trouble connecting. Try again?"


async def submit(
    workspace: Workspace, delivery: Delivery, user: User, view: View
) -> Ack:
    """Send a form with what was entered; ``errors`` of the ack stay on the form."""
    values = values_of(view.blocks, workspace.entered.get(view.id, {}))
    view.notice, view.errors = "", client_errors(view.blocks, values)
    workspace.changed()
    if view.errors:
        return Ack("not_sent", errors=view.errors)
    ack = await delivery.once("interactive", _payload(workspace, user, view, values))
    if not ack.ok:
        view.notice = _TROUBLE
        workspace.changed()
        return ack
    return _obey(workspace, user, view, ack)


def _payload(workspace: Workspace, user: User, view: View, values: StateValues) -> Json:
    payload = payloads.interaction(workspace, "view_submission", user)
    payload["view"] = payloads.view_json(workspace, view, values)
    payload["response_urls"] = [
        _response_url(workspace, user, place.block_id, place.action_id, channel)
        for place in interactive(view.blocks)
        if place.element.get("response_url_enabled")
        and (channel := _picked(values, place.block_id, place.action_id))
    ]
    return payload


def _picked(values: StateValues, block_id: str, action_id: str) -> str:
    state = values.get(block_id, {}).get(action_id, {})
    return str(
        state.get("selected_conversation") or state.get("selected_channel") or ""
    )


def _response_url(
    workspace: Workspace, user: User, block_id: str, action_id: str, channel: str
) -> Json:
    answer = workspace.response_for(user.id, channel)
    return {
        "block_id": block_id,
        "action_id": action_id,
        "channel_id": channel,
        "response_url": workspace.new_response_url(answer),
    }


def _obey(workspace: Workspace, user: User, view: View, ack: Ack) -> Ack:
    answer = ack.payload or {}
    action = answer.get("response_action")
    if action == "errors":
        return _show_errors(workspace, view, ack, dict(answer.get("errors") or {}))
    if action == "clear":
        modals.clear(workspace, user.id)
    elif action in ("update", "push"):
        return _show_view(workspace, user, view, ack)
    else:
        _close(workspace, user, view)
    return ack


def _show_errors(
    workspace: Workspace, view: View, ack: Ack, errors: dict[str, str]
) -> Ack:
    fields = {block.get("block_id") for block in view.blocks}
    view.errors = {key: text for key, text in errors.items() if key in fields}
    if not view.errors:
        view.notice = _TROUBLE
    workspace.changed()
    return Ack(ack.outcome, ack.payload, ack.status, view.errors)


def _show_view(workspace: Workspace, user: User, view: View, ack: Ack) -> Ack:
    answer = ack.payload or {}
    body = answer.get("view") or {}
    pushing = answer["response_action"] == "push"
    full = len(workspace.modals.get(user.id, [])) >= modals.MOST_MODALS
    if validate_view(body) or (pushing and full):
        view.notice = _TROUBLE
        workspace.changed()
    elif pushing:
        modals.push(workspace, user.id, body)
    else:
        modals.update(workspace, view, body)
    return ack


def _close(workspace: Workspace, user: User, view: View) -> None:
    """Take the submitted modal away, and every modal above it."""
    stack = workspace.modals.get(user.id, [])
    while view in stack:
        workspace.entered.pop(stack.pop().id, None)
    workspace.changed()


def tell_trouble(
    workspace: Workspace, user: User, surface: Message | View, ack: Ack
) -> None:
    """Let the client show that the app did not hear a click."""
    channel = surface.channel if isinstance(surface, Message) else ""
    text = f'{workspace.app.name} did not answer: "{ack.outcome}"'
    workspace.troubles.append(Trouble(user.id, channel, text))
    if isinstance(surface, View):
        surface.notice = _TROUBLE
    workspace.changed()
