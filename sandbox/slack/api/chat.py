"""``chat.*``: posting, changing and deleting the app's own messages."""

from __future__ import annotations

from datetime import timedelta

from sandbox.slack import messages
from sandbox.slack.api.call import ApiCall, ApiError, Method
from sandbox.slack.api.shapes import message_json
from sandbox.slack.blocks import Problem, validate_blocks
from sandbox.slack.messages import Draft
from sandbox.slack.model import Channel, Json, Message
from sandbox.slack.state import Workspace

_TRUNCATED = 40_000
_TOO_LONG = 4_000
_MARKDOWN = 12_000


def post_message(call: ApiCall) -> Json:
    """Post into a channel or, by user id, into the DM with that user."""
    channel = _target(call)
    _may_write(call.workspace, channel)
    draft = read_draft(call)
    _not_too_fast(call.workspace, channel)
    known = _posted_before(call.workspace, channel, draft)
    message = known or messages.from_app(
        call.workspace, channel, _truncated(draft), method="chat.postMessage"
    )
    answer: Json = {
        "channel": channel.id,
        "ts": message.ts,
        "message": message_json(call.workspace, message),
    }
    if len(draft.text) > _TRUNCATED:
        answer["warning"] = "message_truncated"
    return answer


def post_ephemeral(call: ApiCall) -> Json:
    """Show something to one person of a channel."""
    channel = _target(call)
    _may_write(call.workspace, channel)
    user = call.user()
    if user.id not in channel.members or user.deleted:
        raise ApiError("user_not_in_channel")
    draft = read_draft(call)
    _not_too_long(draft)
    message = messages.from_app(
        call.workspace,
        channel,
        draft,
        visible_to=user.id,
        method="chat.postEphemeral",
    )
    return {"message_ts": message.ts}


def update(call: ApiCall) -> Json:
    """Change a message of the app; ephemeral ones are out of reach."""
    channel = _channel_by_id(call)
    message = _own_message(call, channel, "cant_update_message")
    draft = read_draft(call)
    _not_too_long(draft)
    messages.rewrite(call.workspace, message, draft, method="chat.update")
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": message_json(call.workspace, message),
    }


def delete(call: ApiCall) -> Json:
    """Delete a message of the app."""
    channel = _channel_by_id(call)
    message = _own_message(call, channel, "cant_delete_message")
    messages.remove(call.workspace, message, method="chat.delete")
    return {"channel": channel.id, "ts": message.ts}


def permalink(call: ApiCall) -> Json:
    """Return the address of a message on the local page."""
    channel = call.channel()
    ts = call.required("message_ts")
    if not any(m.ts == ts for m in call.workspace.messages[channel.id]):
        raise ApiError("message_not_found")
    address = f"{call.workspace.address}/archives/{channel.id}/p{ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": address}


def read_draft(call: ApiCall) -> Draft:
    """Return what a message is to say; refuses what Slack refuses."""
    text, blocks = call.text("text"), call.blocks()
    markdown = call.text("markdown_text")
    if markdown and (text or blocks):
        raise ApiError("markdown_text_conflict")
    if len(markdown) > _MARKDOWN:
        raise ApiError("msg_too_long")
    if markdown:
        blocks = [{"type": "markdown", "text": markdown}]
    if not (
        text.strip() or blocks or call.nested("attachments", "invalid_attachments")
    ):
        raise ApiError("no_text")
    refuse_bad_blocks(validate_blocks(blocks, "message"))
    return Draft(
        text=text or markdown,
        blocks=blocks,
        thread_ts=call.text("thread_ts") or None,
        metadata=_metadata(call),
        client_msg_id=call.text("client_msg_id") or None,
        username=call.text("username") or None,
    )


def refuse_bad_blocks(problems: list[Problem]) -> None:
    """Refuse with the pointers of every problem."""
    if problems:
        told = [str(problem) for problem in problems]
        raise ApiError(
            problems[0].code, errors=told, response_metadata={"messages": told}
        )


def _metadata(call: ApiCall) -> Json | None:
    found = call.nested("metadata", "invalid_metadata_format")
    if not found:
        return None if found is None else {}
    shaped = isinstance(found, dict) and {"event_type", "event_payload"} <= set(found)
    if not shaped or not isinstance(found["event_payload"], dict):
        raise ApiError("invalid_metadata_format")
    return dict(found)


def _target(call: ApiCall) -> Channel:
    name = call.text("channel")
    if not name:
        raise ApiError("channel_not_found")
    workspace = call.workspace
    person = workspace.users.get(name)
    if person is not None and not person.is_bot and not person.deleted:
        return workspace.dm(person)
    for channel in workspace.channels.values():
        if channel.id == name or f"#{channel.name}" == name:
            return channel
    raise ApiError("channel_not_found")


def _may_write(workspace: Workspace, channel: Channel) -> None:
    if channel.is_archived:
        raise ApiError("is_archived")
    if channel.kind == "im" and not workspace.switches.messages_tab_enabled:
        raise ApiError("messages_tab_disabled")
    if workspace.bot_is_in(channel):
        return
    if channel.kind != "public":
        raise ApiError("channel_not_found")
    if "chat:write.public" not in workspace.switches.scopes:
        raise ApiError("not_in_channel")


def _not_too_fast(workspace: Workspace, channel: Channel) -> None:
    if not workspace.switches.one_post_per_second:
        return
    last = workspace.last_post.get(channel.id)
    if last is not None and workspace.age(last) < timedelta(seconds=1):
        raise ApiError("rate_limited", retry_after=1)
    workspace.last_post[channel.id] = workspace.clock.now()


def _posted_before(
    workspace: Workspace, channel: Channel, draft: Draft
) -> Message | None:
    if not workspace.switches.dedupe_client_msg_id or not draft.client_msg_id:
        return None
    wanted = draft.client_msg_id
    posted = workspace.messages[channel.id]
    return next((one for one in posted if one.client_msg_id == wanted), None)


def _truncated(draft: Draft) -> Draft:
    if len(draft.text) <= _TRUNCATED:
        return draft
    return Draft(**{**vars(draft), "text": draft.text[:_TRUNCATED]})


def _not_too_long(draft: Draft) -> None:
    if len(draft.text) > _TOO_LONG:
        raise ApiError("msg_too_long")


def _channel_by_id(call: ApiCall) -> Channel:
    channel = call.channel()
    if channel.is_archived:
        raise ApiError("is_archived")
    return channel


def _own_message(call: ApiCall, channel: Channel, refusal: str) -> Message:
    wanted = call.required("ts")
    for message in call.workspace.messages[channel.id]:
        if message.ts == wanted:
            if message.bot_id != call.workspace.app.bot_id:
                raise ApiError(refusal)
            return message
    raise ApiError("message_not_found")


METHODS: dict[str, tuple[str, Method]] = {
    "chat.postMessage": ("chat:write", post_message),
    "chat.postEphemeral": ("chat:write", post_ephemeral),
    "chat.update": ("chat:write", update),
    "chat.delete": ("chat:write", delete),
    "chat.getPermalink": ("", permalink),
}
