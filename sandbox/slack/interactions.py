"""Clicks, choices, forms and shortcuts: what a person does, told to the app."""

from __future__ import annotations

from sandbox.slack import modals, payloads, submissions
from sandbox.slack.delivery import Delivery
from sandbox.slack.elements import Chosen, Place, state_of, values_of
from sandbox.slack.model import (
    Ack,
    Channel,
    Json,
    Message,
    ResponseUrl,
    Shortcut,
    StateValues,
    User,
    View,
)
from sandbox.slack.state import Workspace

Surface = Message | View


def surface_key(user: User, surface: Surface) -> str:
    """Return under which name the entered values of a person are kept."""
    if isinstance(surface, View):
        return surface.id
    return f"{user.id}/{surface.channel}/{surface.ts}"


def enter(
    workspace: Workspace, user: User, surface: Surface, values: StateValues
) -> None:
    """Remember what a person entered, without telling the app."""
    held = workspace.entered.setdefault(surface_key(user, surface), {})
    for block_id, states in values.items():
        held.setdefault(block_id, {}).update(states)


def entered_values(workspace: Workspace, user: User, surface: Surface) -> StateValues:
    """Return ``state.values`` of a message or view as this person sees it."""
    held = workspace.entered.get(surface_key(user, surface), {})
    return values_of(surface.blocks, held)


async def act(
    workspace: Workspace,
    delivery: Delivery,
    user: User,
    used: tuple[Surface, Place],
    chosen: Chosen = None,
) -> Ack:
    """Use one element: a button is pressed, a choice is made."""
    surface, place = used
    state = _use(place, chosen)
    if state and place.type != "overflow":
        enter(workspace, user, surface, {place.block_id: {place.action_id: state}})
    payload = payloads.interaction(workspace, "block_actions", user)
    payload["actions"] = [_action(workspace, place, state)]
    payload.update(_where(workspace, user, surface))
    ack = await delivery.once("interactive", payload)
    if not ack.ok:
        submissions.tell_trouble(workspace, user, surface, ack)
    return ack


async def choose(
    workspace: Workspace,
    delivery: Delivery,
    user: User,
    used: tuple[Surface, Place],
    chosen: Chosen,
) -> Ack:
    """Make a choice; in a form it stays there until the form is sent."""
    surface, place = used
    if place.sends_action:
        return await act(workspace, delivery, user, used, chosen)
    state = state_of(place.element, chosen)
    enter(workspace, user, surface, {place.block_id: {place.action_id: state}})
    return Ack("not_sent")


def _use(place: Place, chosen: Chosen) -> Json:
    return {} if place.type == "button" else state_of(place.element, chosen)


def _action(workspace: Workspace, place: Place, state: Json) -> Json:
    action: Json = {
        "type": place.type,
        "action_id": place.action_id,
        "block_id": place.block_id,
        "action_ts": workspace.new_ts(),
        **{key: value for key, value in state.items() if key != "type"},
    }
    if place.type == "button":
        for key in ("text", "value", "url", "style"):
            if key in place.element:
                action[key] = place.element[key]
    return action


def _where(workspace: Workspace, user: User, surface: Surface) -> Json:
    values = entered_values(workspace, user, surface)
    if isinstance(surface, View):
        return {
            "container": {"type": "view", "view_id": surface.id},
            "view": payloads.view_json(workspace, surface, values),
        }
    channel = workspace.channels[surface.channel]
    found: Json = {
        "container": payloads.message_container(surface),
        "channel": {"id": channel.id, "name": payloads.channel_name(channel)},
        "state": {"values": values},
        "response_url": _answer_url(workspace, user, surface),
    }
    if surface.visible_to is None:
        found["message"] = {"team": workspace.team.id, **surface.to_json()}
    return found


def _answer_url(workspace: Workspace, user: User, message: Message) -> str:
    answer: ResponseUrl = workspace.response_for(user.id, message.channel)
    answer.original = message
    return workspace.new_response_url(answer)


async def close(
    workspace: Workspace, delivery: Delivery, user: User, view: View
) -> Ack:
    """Close the topmost modal; the app hears of it only if it asked to."""
    clearing = bool(view.body.get("clear_on_close"))
    values = entered_values(workspace, user, view)
    modals.close_top(workspace, user.id)
    if not view.body.get("notify_on_close"):
        return Ack("not_sent")
    payload = payloads.interaction(workspace, "view_closed", user)
    del payload["trigger_id"]
    payload["view"] = payloads.view_json(workspace, view, values)
    payload["is_cleared"] = clearing
    return await delivery.once("interactive", payload)


async def shortcut(
    workspace: Workspace,
    delivery: Delivery,
    user: User,
    chosen: Shortcut,
    message: Message | None = None,
) -> Ack:
    """Use a global shortcut, or one on a message."""
    kind = "shortcut" if message is None else "message_action"
    payload = payloads.interaction(workspace, kind, user)
    payload["callback_id"] = chosen.callback_id
    payload["action_ts"] = workspace.new_ts()
    if message is not None:
        channel: Channel = workspace.channels[message.channel]
        payload["channel"] = {
            "id": channel.id,
            "name": payloads.channel_name(channel),
        }
        payload["message_ts"] = message.ts
        payload["message"] = message.to_json()
        payload["response_url"] = _answer_url(workspace, user, message)
    return await delivery.once("interactive", payload)


async def suggest(
    workspace: Workspace,
    delivery: Delivery,
    user: User,
    used: tuple[Surface, Place],
    typed: str,
) -> list[Json]:
    """Ask the app for the options of an external choice; empty if it fails."""
    surface, place = used
    payload = payloads.interaction(workspace, "block_suggestion", user)
    payload.update(_where(workspace, user, surface))
    payload.pop("response_url", None)
    payload["action_id"], payload["block_id"] = place.action_id, place.block_id
    payload["value"] = typed
    ack = await delivery.once("interactive", payload)
    answer = ack.payload or {}
    groups = answer.get("option_groups") or []
    grouped = [option for group in groups for option in group.get("options", [])]
    return [*(answer.get("options") or []), *grouped][:100]
