"""How users, channels and files look in answers."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sandbox.slack.model import Channel, File, Json, Message, User
from sandbox.slack.state import Workspace

_MIME = {
    "csv": "text/csv",
    "json": "application/json",
    "pdf": "application/pdf",
    "png": "image/png",
    "txt": "text/plain",
    "zip": "application/zip",
}
EMAIL_SCOPE = "users:read.email"


def mimetype(name: str) -> str:
    """Return the media type a file name promises."""
    return _MIME.get(name.rpartition(".")[2].lower(), "application/octet-stream")


def user_json(workspace: Workspace, user: User) -> Json:
    """Return a user without locale."""
    now = workspace.clock.now().astimezone(ZoneInfo(user.tz))
    offset = now.utcoffset()
    profile: Json = {
        "real_name": user.real_name,
        "display_name": user.name,
        "team": user.team_id,
    }
    if EMAIL_SCOPE in workspace.switches.scopes and not user.is_bot:
        profile["email"] = user.email
    return {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": now.tzname() or user.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": profile,
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "is_stranger": user.is_stranger,
        "updated": 0,
    }


def channel_json(workspace: Workspace, channel: Channel) -> Json:
    """Return a conversation as the app sees it."""
    body: Json = {
        "id": channel.id,
        "is_archived": channel.is_archived,
        "is_im": channel.kind == "im",
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_private": channel.kind != "public",
        "is_mpim": False,
        "is_general": False,
        "is_shared": False,
        "is_ext_shared": _has_strangers(workspace, channel),
        "is_member": workspace.bot_is_in(channel),
        "created": 0,
        "context_team_id": workspace.team.id,
    }
    if channel.user:
        body["user"] = channel.user
    else:
        body["name"] = body["name_normalized"] = channel.name
        body["num_members"] = len(channel.members)
    return body


def _has_strangers(workspace: Workspace, channel: Channel) -> bool:
    return channel.kind != "im" and any(
        workspace.users[member].is_stranger for member in channel.members
    )


def file_json(workspace: Workspace, file: File) -> Json:
    """Return a file; its addresses want the bot token."""
    address = f"{workspace.address}/files/{file.id}/{file.name}"
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": mimetype(file.name),
        "size": len(file.content or b""),
        "alt_txt": file.alt_txt,
        "url_private": address,
        "url_private_download": address,
        "channels": list(file.channels),
    }


def message_json(workspace: Workspace, message: Message) -> Json:
    """Return a message with its files."""
    body = message.to_json()
    body["team"] = workspace.team.id
    if message.file_ids:
        shared = [workspace.files[one] for one in message.file_ids]
        body["files"] = [file_json(workspace, file) for file in shared]
    return body
