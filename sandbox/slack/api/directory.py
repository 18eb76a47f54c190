"""Who and where: users, conversations, the team, the bot itself."""

from __future__ import annotations

from math import inf

from sandbox.slack.api.call import ApiCall, ApiError, Method, page
from sandbox.slack.api.shapes import channel_json, message_json, user_json
from sandbox.slack.groups import Group
from sandbox.slack.model import Channel, Json, Message

_KINDS = {"public_channel": "public", "private_channel": "private", "im": "im"}


def auth_test(call: ApiCall) -> Json:
    """Tell whose token it is."""
    workspace = call.workspace
    return {
        "url": f"https://{workspace.team.domain}.slack.com/",
        "team": workspace.team.name,
        "user": workspace.users[workspace.app.bot_user_id].name,
        "team_id": workspace.team.id,
        "user_id": workspace.app.bot_user_id,
        "bot_id": workspace.app.bot_id,
        "is_enterprise_install": False,
    }


def bots_info(call: ApiCall) -> Json:
    """Describe a bot; only the app's own exists."""
    app = call.workspace.app
    if call.text("bot") not in ("", app.bot_id):
        raise ApiError("bot_not_found")
    return {
        "bot": {
            "id": app.bot_id,
            "deleted": False,
            "name": app.name,
            "app_id": app.app_id,
            "user_id": app.bot_user_id,
        }
    }


def team_info(call: ApiCall) -> Json:
    """Describe the workspace."""
    team = call.workspace.team
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain}}


def users_info(call: ApiCall) -> Json:
    """Describe one user; the locale only on request."""
    user = call.user()
    body = user_json(call.workspace, user)
    if call.flag("include_locale"):
        body["locale"] = user.locale
    return {"user": body}


def users_list(call: ApiCall) -> Json:
    """List every user of the workspace, leavers included."""
    people = []
    for user in call.workspace.users.values():
        body = user_json(call.workspace, user)
        if call.flag("include_locale"):
            body["locale"] = user.locale
        people.append(body)
    return page(people, call, "members")


def group_members(call: ApiCall) -> Json:
    """List the people of a user group; nobody is in a disabled one unless asked."""
    group = call.workspace.groups.get(call.required("usergroup"))
    if group is None:
        raise ApiError("no_such_subteam")
    hidden = group.is_disabled and not call.flag("include_disabled")
    return {"users": [] if hidden else list(group.members)}


def list_groups(call: ApiCall) -> Json:
    """List the user groups; who is in them and how many only on request."""
    shown = [
        _group(call, group)
        for group in call.workspace.groups.values()
        if call.flag("include_disabled") or not group.is_disabled
    ]
    return {"usergroups": shown}


def _group(call: ApiCall, group: Group) -> Json:
    body: Json = {
        "id": group.id,
        "team_id": call.workspace.team.id,
        "is_usergroup": True,
        "name": group.name,
        "handle": group.handle,
        "description": "",
        "is_external": False,
        "date_delete": 1 if group.is_disabled else 0,
    }
    if call.flag("include_users"):
        body["users"] = list(group.members)
    if call.flag("include_count"):
        body["user_count"] = len(group.members)
    return body


def open_conversation(call: ApiCall) -> Json:
    """Open the DM with one user, or find an open one by channel id."""
    if call.text("channel"):
        return {"channel": channel_json(call.workspace, call.channel())}
    names = [name for name in call.required("users").split(",") if name]
    if len(names) != 1:
        raise ApiError("invalid_user_combination")
    user = call.workspace.users.get(names[0])
    if user is None or user.is_bot:
        raise ApiError("user_not_found")
    if user.deleted:
        raise ApiError("user_disabled")
    channel = call.workspace.dm(user)
    if call.flag("return_im"):
        return {"channel": channel_json(call.workspace, channel)}
    return {"channel": {"id": channel.id}}


def conversation_info(call: ApiCall) -> Json:
    """Describe a conversation the app can see."""
    return {"channel": channel_json(call.workspace, _seen(call))}


def list_conversations(call: ApiCall) -> Json:
    """List conversations of the wanted kinds."""
    kinds = {
        _KINDS[name]
        for name in (call.text("types") or "public_channel").split(",")
        if name in _KINDS
    }
    hide_archived = call.flag("exclude_archived")
    found = [
        channel_json(call.workspace, channel)
        for channel in call.workspace.channels.values()
        if channel.kind in kinds
        and not (hide_archived and channel.is_archived)
        and (channel.kind == "public" or call.workspace.bot_is_in(channel))
    ]
    return page(found, call, "channels", most=999)


def members(call: ApiCall) -> Json:
    """List the members of a conversation."""
    people = [{"id": member} for member in _seen(call).members]
    answer = page(people, call, "members")
    answer["members"] = [one["id"] for one in answer["members"]]
    return answer


def history(call: ApiCall) -> Json:
    """Return messages, newest first; metadata only on request."""
    channel = _seen(call)
    if not call.workspace.bot_is_in(channel):
        raise ApiError("not_in_channel")
    oldest, latest = _moment(call, "oldest", 0), _moment(call, "latest", inf)
    found = [
        _remembered(call, message)
        for message in reversed(call.workspace.messages[channel.id])
        if oldest < float(message.ts) < latest
    ]
    answer = page(found, call, "messages")
    answer["has_more"] = bool(answer["response_metadata"]["next_cursor"])
    return answer


def _moment(call: ApiCall, name: str, default: float) -> float:
    try:
        return float(call.text(name) or default)
    except ValueError as error:
        raise ApiError(f"invalid_ts_{name}") from error


def _remembered(call: ApiCall, message: Message) -> Json:
    body = message_json(call.workspace, message)
    if message.metadata and call.flag("include_all_metadata"):
        body["metadata"] = message.metadata
    return body


def join(call: ApiCall) -> Json:
    """Let the app become a member of a public channel."""
    channel = _seen(call)
    if channel.kind != "public":
        raise ApiError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise ApiError("is_archived")
    if not call.workspace.bot_is_in(channel):
        channel.members.append(call.workspace.app.bot_user_id)
        call.workspace.changed()
    return {"channel": channel_json(call.workspace, channel)}


def _seen(call: ApiCall) -> Channel:
    channel = call.channel()
    if channel.kind != "public" and not call.workspace.bot_is_in(channel):
        raise ApiError("channel_not_found")
    return channel


METHODS: dict[str, tuple[str, Method]] = {
    "auth.test": ("", auth_test),
    "bots.info": ("users:read", bots_info),
    "team.info": ("team:read", team_info),
    "users.info": ("users:read", users_info),
    "users.list": ("users:read", users_list),
    "usergroups.list": ("usergroups:read", list_groups),
    "usergroups.users.list": ("usergroups:read", group_members),
    "conversations.open": ("im:write", open_conversation),
    "conversations.info": ("channels:read", conversation_info),
    "conversations.list": ("channels:read", list_conversations),
    "conversations.members": ("channels:read", members),
    "conversations.history": ("channels:history", history),
    "conversations.join": ("channels:join", join),
}
