"""Answers to an action: in the ack of a command, or through its response_url."""

from __future__ import annotations

from datetime import timedelta

from sandbox.slack import messages
from sandbox.slack.blocks import validate_blocks
from sandbox.slack.blocks.problems import Problem
from sandbox.slack.messages import Draft
from sandbox.slack.model import Json, Message, ResponseUrl
from sandbox.slack.state import Workspace
from sandbox.wire import Request, Response

_MOST_USES = 5
_LIFE = timedelta(minutes=30)
_METHOD = "response_url"


def handle(workspace: Workspace, request: Request) -> Response:
    """Answer a POST to a response_url; nobody has to show a token."""
    answer = workspace.response_urls.get(request.path.rsplit("/", 1)[-1])
    if answer is None:
        return _error("no_response_url", 404)
    if workspace.age(answer.made_at) >= _LIFE:
        return _error("expired_url", 404)
    if answer.uses >= _MOST_USES:
        return _error("used_url", 404)
    try:
        body = request.json()
    except ValueError:
        return _error("invalid_payload", 400)
    if not isinstance(body, dict):
        return _error("invalid_payload", 400)
    return _carry_out(workspace, answer, body)


def _carry_out(workspace: Workspace, answer: ResponseUrl, body: Json) -> Response:
    problems = validate_blocks(body.get("blocks") or [], "message")
    if problems:
        return _error("invalid_blocks", 400, problems)
    if not _says_something(body):
        return _error("no_text", 400)
    answer.uses += 1
    show(workspace, answer, body)
    return Response(200, b"ok", {"Content-Type": "text/plain"})


def _says_something(body: Json) -> bool:
    names = ("text", "blocks", "delete_original", "response_type", "attachments")
    return any(body.get(name) for name in names)


def show(workspace: Workspace, answer: ResponseUrl, body: Json) -> Message | None:
    """Show an answer where it belongs; returns the message that now stands there."""
    original = _still_there(workspace, answer)
    if body.get("delete_original") and original is not None:
        messages.remove(workspace, original, method=_METHOD)
        return None
    draft = Draft(
        text=str(body.get("text") or ""),
        blocks=list(body.get("blocks") or []),
        thread_ts=body.get("thread_ts"),
    )
    if not (draft.text or draft.blocks):
        _echo(workspace, answer, body)
        return None
    if body.get("replace_original") and original is not None:
        messages.rewrite(workspace, original, draft, method=_METHOD)
        return original
    return _post(workspace, answer, draft, body)


def _still_there(workspace: Workspace, answer: ResponseUrl) -> Message | None:
    original = answer.original
    if original is None:
        return None
    return workspace.find_message(original.channel, original.ts)


def _post(
    workspace: Workspace, answer: ResponseUrl, draft: Draft, body: Json
) -> Message:
    public = _echo(workspace, answer, body)
    return messages.from_app(
        workspace,
        workspace.channels[answer.channel],
        draft,
        visible_to=None if public else answer.user,
        method=_METHOD,
    )


def _echo(workspace: Workspace, answer: ResponseUrl, body: Json) -> bool:
    """Show the typed command to all, once, if the answer is public."""
    public = body.get("response_type") == "in_channel"
    if public and answer.typed:
        channel = workspace.channels[answer.channel]
        messages.from_person(workspace, channel, answer.user, answer.typed, None)
        answer.typed = ""
    return public


def _error(code: str, status: int, problems: list[Problem] | None = None) -> Response:
    body: Json = {"ok": False, "error": code}
    if problems:
        body["response_metadata"] = {"messages": [str(p) for p in problems]}
    return Response.of_json(body, status)
