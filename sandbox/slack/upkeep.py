"""What an administrator does to a workspace, for the control interface."""

from __future__ import annotations

from sandbox.slack.model import Json
from sandbox.slack.routing import Action, ack_json
from sandbox.slack.stand_in import SlackStandIn


async def _archive(stand_in: SlackStandIn, body: Json) -> Json:
    stand_in.channel(body["channel"]).is_archived = True
    stand_in.changed()
    return {}


async def _unarchive(stand_in: SlackStandIn, body: Json) -> Json:
    stand_in.channel(body["channel"]).is_archived = False
    stand_in.changed()
    return {}


async def _invite(stand_in: SlackStandIn, body: Json) -> Json:
    who = body.get("user", stand_in.app.bot_user_id)
    inviter = body.get("inviter")
    return ack_json(await stand_in.join(who, body["channel"], inviter=inviter))


async def _kick(stand_in: SlackStandIn, body: Json) -> Json:
    stand_in.leave(body.get("user", stand_in.app.bot_user_id), body["channel"])
    return {}


async def _group(stand_in: SlackStandIn, body: Json) -> Json:
    stand_in.add_group(body["id"], body["handle"], list(body["members"]))
    return {}


async def _deactivate(stand_in: SlackStandIn, body: Json) -> Json:
    stand_in.user(body["user"]).deleted = True
    stand_in.changed()
    return {}


async def _locale(stand_in: SlackStandIn, body: Json) -> Json:
    stand_in.user(body["user"]).locale = str(body["locale"])
    stand_in.changed()
    return {}


UPKEEP: dict[str, Action] = {
    "archive": _archive,
    "unarchive": _unarchive,
    "invite": _invite,
    "kick": _kick,
    "group": _group,
    "deactivate": _deactivate,
    "locale": _locale,
}
