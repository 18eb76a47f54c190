"""``files.*``: announce an upload, send the bytes, share the file."""

from __future__ import annotations

from sandbox.slack import messages
from sandbox.slack.api.call import ApiCall, ApiError, Method
from sandbox.slack.api.shapes import file_json
from sandbox.slack.blocks import validate_blocks
from sandbox.slack.messages import Draft
from sandbox.slack.model import Channel, File, Json
from sandbox.slack.state import Workspace
from sandbox.wire import Request, Response


def get_upload_url(call: ApiCall) -> Json:
    """Announce a file by name and length in bytes."""
    name = call.required("filename")
    length = call.number("length", 0)
    if length < 1:
        raise ApiError("invalid_arguments")
    file = File(call.workspace.new_id("F"), name, length, alt_txt=call.text("alt_txt"))
    call.workspace.files[file.id] = file
    return {
        "upload_url": f"{call.workspace.address}/upload/{file.id}",
        "file_id": file.id,
    }


def receive(workspace: Workspace, request: Request) -> Response:
    """Take the bytes of an announced file; no token is asked for."""
    file = workspace.files.get(request.path.rsplit("/", 1)[-1])
    if file is None or file.complete:
        return Response(404, b"no such upload")
    if len(request.body) != file.announced_length:
        return Response(400, b"length differs from what was announced")
    file.content = request.body
    size = len(request.body)
    return Response(200, f"OK - {size}".encode(), {"Content-Type": "text/plain"})


def complete_upload(call: ApiCall) -> Json:
    """Finish uploads and share them, or keep them private without a channel."""
    files = _uploaded(call)
    channels = [_shareable(call.workspace, name) for name in _channel_ids(call)]
    blocks = call.blocks()
    if validate_blocks(blocks, "message"):
        raise ApiError("invalid_blocks")
    for file in files:
        file.complete = True
    draft = Draft(
        text=call.text("initial_comment"),
        blocks=blocks,
        thread_ts=call.text("thread_ts") or None,
        file_ids=tuple(file.id for file in files),
    )
    for channel in channels:
        for file in files:
            file.channels.append(channel.id)
        messages.from_app(
            call.workspace, channel, draft, method="files.completeUploadExternal"
        )
    return {"files": [file_json(call.workspace, file) for file in files]}


def _uploaded(call: ApiCall) -> list[File]:
    wanted = call.nested("files", "invalid_arguments")
    if not isinstance(wanted, list) or not all(isinstance(w, dict) for w in wanted):
        raise ApiError("invalid_arguments")
    if not wanted:
        raise ApiError("invalid_arguments")
    return [_finished(call.workspace, one) for one in wanted]


def _finished(workspace: Workspace, wanted: Json) -> File:
    file = workspace.files.get(str(wanted.get("id")))
    if file is None or file.content is None:
        raise ApiError("file_not_found")
    file.title = str(wanted.get("title") or file.name)
    return file


def _channel_ids(call: ApiCall) -> list[str]:
    given = call.text("channel_id") or call.text("channels")
    return [name for name in given.split(",") if name]


def _shareable(workspace: Workspace, name: str) -> Channel:
    channel = workspace.channels.get(name)
    if channel is None:
        raise ApiError("channel_not_found")
    if not workspace.bot_is_in(channel):
        raise ApiError("not_in_channel")
    if channel.is_archived:
        raise ApiError("is_archived")
    return channel


METHODS: dict[str, tuple[str, Method]] = {
    "files.getUploadURLExternal": ("files:write", get_upload_url),
    "files.completeUploadExternal": ("files:write", complete_upload),
}
