"""The Web API: one table of methods, and the way every call goes."""

from __future__ import annotations

from sandbox.slack.api import chat, directory, files, views
from sandbox.slack.api.call import ApiCall, ApiError, Method, read_arguments
from sandbox.slack.delivery import Delivery
from sandbox.slack.model import Call, Json
from sandbox.slack.state import Workspace
from sandbox.slack.switches import Fault
from sandbox.wire import LostAnswer, LostRequest, Request, Response

__all__ = ["METHODS", "answer_call"]

# Method -> the scope it needs (none if empty) and what it does.
METHODS: dict[str, tuple[str, Method]] = {
    **chat.METHODS,
    **directory.METHODS,
    **files.METHODS,
    **views.METHODS,
}
_OPEN = "apps.connections.open"
_VALIDATE = "blocks.validate"


def answer_call(workspace: Workspace, delivery: Delivery, request: Request) -> Response:
    """Answer ``/api/<method>``. A planned fault comes first.

    Raises LostRequest or LostAnswer when a fault says so.
    """
    method = request.path.removeprefix("/api/").strip("/")
    fault = workspace.faults.take(method)
    if fault is not None and fault.lost == "request":
        raise LostRequest(method)
    if fault is not None and fault.lost is None:
        return _mishap(fault)
    response = _answer(workspace, delivery, method, request)
    if fault is not None:
        raise LostAnswer(method)
    return response


def _answer(
    workspace: Workspace, delivery: Delivery, method: str, request: Request
) -> Response:
    arguments: Json = {}
    try:
        arguments = read_arguments(request)
        arguments.pop("team_id", None)
        token = _token(request, arguments)
        call = ApiCall(workspace, delivery, arguments)
        body: Json = {"ok": True, **_run(call, method, token)}
    except ApiError as refusal:
        body = {"ok": False, "error": refusal.code, **refusal.details}
    workspace.log_call(Call(method, arguments, body))
    return _respond(workspace, body)


def _token(request: Request, arguments: Json) -> str:
    given = str(arguments.pop("token", "") or "")
    header = request.headers.get("authorization", "")
    return header.removeprefix("Bearer ").strip() or given


def _run(call: ApiCall, method: str, token: str) -> Json:
    if method == _VALIDATE:
        return views.validate(call)
    if method == _OPEN:
        return _open_connection(call, token)
    if method not in METHODS:
        raise ApiError("unknown_method", req_method=method)
    scope, run = METHODS[method]
    _check_token(call.workspace, token)
    granted = call.workspace.switches.scopes
    if scope and scope not in granted:
        raise ApiError("missing_scope", needed=scope, provided=",".join(granted))
    return run(call)


def _check_token(workspace: Workspace, token: str) -> None:
    if not token:
        raise ApiError("not_authed")
    if token == workspace.app_token:
        raise ApiError("not_allowed_token_type")
    if token != workspace.bot_token:
        raise ApiError("invalid_auth")
    if workspace.switches.revoked:
        raise ApiError(workspace.switches.revoked)


def _open_connection(call: ApiCall, token: str) -> Json:
    if not token:
        raise ApiError("not_authed")
    if token == call.workspace.bot_token:
        raise ApiError("not_allowed_token_type")
    if token != call.workspace.app_token:
        raise ApiError("invalid_auth")
    if not call.delivery.sockets.room:
        raise ApiError("too_many_websockets")
    return {"url": call.delivery.sockets.new_url()}


def _mishap(fault: Fault) -> Response:
    if fault.retry_after is not None:
        body = {"ok": False, "error": fault.error or "ratelimited"}
        return Response.of_json(body, 429, {"Retry-After": str(fault.retry_after)})
    if fault.error is None:
        return Response(fault.status or 500, b"upstream failure")
    body = {"ok": False, "error": fault.error}
    return Response.of_json(body, fault.status or 200)


def _respond(workspace: Workspace, body: Json) -> Response:
    headers = {"x-oauth-scopes": ",".join(workspace.switches.scopes)}
    retry_after = body.pop("retry_after", None)
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
        return Response.of_json(body, 429, headers)
    return Response.of_json(body, 200, headers)
