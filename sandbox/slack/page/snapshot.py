"""Everything one person sees, as JSON for the page."""

from __future__ import annotations

from sandbox.slack.api.shapes import message_json
from sandbox.slack.interactions import entered_values
from sandbox.slack.model import Channel, Json, Message, User, View
from sandbox.slack.payloads import view_json
from sandbox.slack.stand_in import SlackStandIn

_LATEST = 200


def page_state(stand_in: SlackStandIn, user: User) -> Json:
    """Return the workspace through the eyes of one person."""
    rooms = [one for one in stand_in.channels.values() if _listed(one, user)]
    home = stand_in.homes.get(user.id)
    return {
        "revision": stand_in.revision,
        "team": {"id": stand_in.team.id, "name": stand_in.team.name},
        "app": {
            "name": stand_in.app.name,
            "bot_user_id": stand_in.app.bot_user_id,
            "commands": list(stand_in.app.commands),
        },
        "now": stand_in.clock.now().timestamp(),
        "me": _person(user),
        "users": [_person(one) for one in stand_in.users.values()],
        "channels": [_room(stand_in, one, user) for one in rooms],
        "messages": {one.id: _messages(stand_in, one, user) for one in rooms},
        "home": None if home is None else _view(stand_in, user, home),
        "modals": [
            _view(stand_in, user, view) for view in stand_in.modals.get(user.id, [])
        ],
        "pending": [
            {"channel": one.channel, "text": one.text}
            for one in stand_in.pending
            if one.user == user.id
        ],
        "troubles": [one.text for one in stand_in.troubles if one.user == user.id],
        "shortcuts": [
            {"name": one.name, "callback_id": one.callback_id, "kind": one.kind}
            for one in stand_in.shortcuts
        ],
    }


def _listed(channel: Channel, user: User) -> bool:
    return user.id in channel.members


def _person(user: User) -> Json:
    kinds = (
        (user.deleted, "left the workspace"),
        (user.is_bot, "app"),
        (user.is_stranger, "other workspace"),
        (user.is_restricted, "guest"),
        (user.is_admin, "workspace admin"),
    )
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "locale": user.locale,
        "tz": user.tz,
        "kind": next((name for holds, name in kinds if holds), "member"),
        "selectable": not user.is_bot and not user.deleted,
    }


def _room(stand_in: SlackStandIn, channel: Channel, user: User) -> Json:
    return {
        "id": channel.id,
        "name": stand_in.app.name if channel.kind == "im" else channel.name,
        "kind": channel.kind,
        "is_archived": channel.is_archived,
        "writable": not channel.is_archived and user.id in channel.members,
        "bot_is_in": stand_in.bot_is_in(channel),
    }


def _messages(stand_in: SlackStandIn, channel: Channel, user: User) -> list[Json]:
    seen = stand_in.visible_messages(user, channel)[-_LATEST:]
    return [_message(stand_in, user, one) for one in seen]


def _message(stand_in: SlackStandIn, user: User, message: Message) -> Json:
    return {
        **message_json(stand_in, message),
        "channel": message.channel,
        "is_ephemeral": message.visible_to is not None,
        "state": entered_values(stand_in, user, message),
    }


def _view(stand_in: SlackStandIn, user: User, view: View) -> Json:
    shown = view_json(stand_in, view, entered_values(stand_in, user, view))
    return {**shown, "notice": view.notice, "errors": view.errors}
