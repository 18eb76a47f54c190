"""What the page posts: the same deeds as the driver, named by block and action id."""

from __future__ import annotations

from sandbox.slack import interactions, submissions
from sandbox.slack.elements import Place, interactive, state_of
from sandbox.slack.interactions import Surface
from sandbox.slack.model import Json, Message, StateValues, User
from sandbox.slack.routing import Action, ack_json, surface, view
from sandbox.slack.stand_in import SlackStandIn

_LOCALES = {"en": "en-GB", "nl": "nl-NL", "fr": "fr-FR", "de": "de-DE"}


async def _send(stand_in: SlackStandIn, body: Json) -> Json:
    """Send what was typed: a command if it starts with a slash."""
    text, thread = str(body["text"]).strip(), body.get("thread_ts")
    if not text:
        raise ValueError("text")
    if text.startswith("/") and not thread:
        name, _, rest = text.partition(" ")
        return ack_json(
            await stand_in.command(body["user"], body["channel"], name, rest.strip())
        )
    await stand_in.say(body["user"], body["channel"], text, thread=thread)
    return {}


async def _act(stand_in: SlackStandIn, body: Json) -> Json:
    user, found, place = _used(stand_in, body)
    _enter(stand_in, user, found, body)
    ack = await interactions.choose(
        stand_in, stand_in.delivery, user, (found, place), body.get("choice")
    )
    return ack_json(ack)


async def _suggest(stand_in: SlackStandIn, body: Json) -> Json:
    user, found, place = _used(stand_in, body)
    options = await interactions.suggest(
        stand_in, stand_in.delivery, user, (found, place), str(body["typed"])
    )
    return {"options": options}


async def _submit(stand_in: SlackStandIn, body: Json) -> Json:
    user, shown = stand_in.user(body["user"]), view(stand_in, body)
    _enter(stand_in, user, shown, body)
    ack = await submissions.submit(stand_in, stand_in.delivery, user, shown)
    return ack_json(ack)


async def _close(stand_in: SlackStandIn, body: Json) -> Json:
    return ack_json(await stand_in.close(body["user"], view(stand_in, body)))


async def _open_home(stand_in: SlackStandIn, body: Json) -> Json:
    return ack_json(await stand_in.open_home(body["user"]))


async def _open_messages(stand_in: SlackStandIn, body: Json) -> Json:
    return ack_json(await stand_in.open_messages(body["user"]))


async def _shortcut(stand_in: SlackStandIn, body: Json) -> Json:
    found = surface(stand_in, body) if body.get("ts") else None
    message = found if isinstance(found, Message) else None
    ack = await stand_in.shortcut(body["user"], body["callback_id"], message)
    return ack_json(ack)


async def _language(stand_in: SlackStandIn, body: Json) -> Json:
    stand_in.user(body["user"]).locale = _LOCALES[body["language"]]
    stand_in.changed()
    return {}


def _used(stand_in: SlackStandIn, body: Json) -> tuple[User, Surface, Place]:
    found = surface(stand_in, body)
    wanted = (body["block_id"], body["action_id"])
    for place in interactive(found.blocks):
        if (place.block_id, place.action_id) == wanted:
            return stand_in.user(body["user"]), found, place
    raise LookupError("this element is no longer there")


def _enter(stand_in: SlackStandIn, user: User, found: Surface, body: Json) -> None:
    """Take over what stands in the fields of the page: block id, action id, value."""
    entered = body.get("entered") or {}
    values: StateValues = {}
    for place in interactive(found.blocks):
        held = entered.get(place.block_id, {})
        if place.action_id in held and place.type != "button":
            state = state_of(place.element, held[place.action_id])
            values.setdefault(place.block_id, {})[place.action_id] = state
    interactions.enter(stand_in, user, found, values)


ACTIONS: dict[str, Action] = {
    "send": _send,
    "act": _act,
    "suggest": _suggest,
    "submit": _submit,
    "close": _close,
    "open_home": _open_home,
    "open_messages": _open_messages,
    "shortcut": _shortcut,
    "language": _language,
}
