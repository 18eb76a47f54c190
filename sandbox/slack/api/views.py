"""``views.*`` and ``blocks.validate``."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sandbox.slack import modals
from sandbox.slack.api.call import ApiCall, ApiError, Method
from sandbox.slack.blocks import Problem, validate_blocks, validate_view
from sandbox.slack.elements import values_of
from sandbox.slack.model import Json, Posted, View
from sandbox.slack.payloads import view_json


def open_view(call: ApiCall) -> Json:
    """Open a modal for whoever caused the trigger."""
    body = _body(call, "modal")
    _external_id_is_free(call, body, None)
    user = _use_trigger(call)
    return _answer(call, modals.open_root(call.workspace, user, body), "views.open")


def push(call: ApiCall) -> Json:
    """Put a modal on top of the one the trigger came from."""
    body = _body(call, "modal")
    _external_id_is_free(call, body, None)
    user = _use_trigger(call)
    stack = call.workspace.modals.get(user, [])
    if not stack:
        raise ApiError("not_found")
    if len(stack) >= modals.MOST_MODALS:
        raise ApiError("push_limit_reached")
    return _answer(call, modals.push(call.workspace, user, body), "views.push")


def update(call: ApiCall) -> Json:
    """Replace what an open view shows."""
    view = _find(call)
    body = _body(call, view.type)
    _external_id_is_free(call, body, view)
    _hash_fits(call, view)
    modals.update(call.workspace, view, body)
    return _answer(call, view, "views.update")


def publish(call: ApiCall) -> Json:
    """Put up the Home tab of a user."""
    user = call.user("user_id")
    body = _body(call, "home")
    if not call.workspace.switches.home_tab_enabled:
        raise ApiError("not_enabled")
    home = call.workspace.homes.get(user.id)
    if home is not None:
        _hash_fits(call, home)
    view = modals.publish(call.workspace, user.id, body)
    return _answer(call, view, "views.publish")


def validate(call: ApiCall) -> Json:
    """Judge blocks, a view or a message without showing them."""
    given = [name for name in ("blocks", "message", "view") if call.text(name)]
    if len(given) != 1:
        raise ApiError("invalid_arguments")
    problems = _problems(given[0], call.nested(given[0], "invalid_json"))
    if not problems:
        return {}
    errors = [
        {"code": one.code, "message": one.message, "pointer": one.pointer}
        for one in problems
    ]
    raise ApiError("invalid_blocks", errors=errors)


def _problems(kind: str, payload: Any) -> list[Problem]:
    if kind == "view":
        return validate_view(payload)
    if kind == "message":
        held = payload.get("blocks", []) if isinstance(payload, dict) else None
        return validate_blocks(held, "message") if held is not None else []
    return validate_blocks(payload, "message")


def _body(call: ApiCall, kind: str) -> Json:
    body = call.nested("view", "invalid_arguments")
    problems = validate_view(body)
    if not problems and body["type"] != kind:
        problems = [Problem("/view/type", f"must be {kind}")]
    if not problems:
        return dict(body)
    told = [str(problem) for problem in problems]
    codes = {problem.code for problem in problems}
    code = "view_too_large" if "view_too_large" in codes else "invalid_arguments"
    raise ApiError(code, errors=told, response_metadata={"messages": told})


def _use_trigger(call: ApiCall) -> str:
    workspace = call.workspace
    trigger = workspace.triggers.get(call.required("trigger_id"))
    if trigger is None:
        raise ApiError("invalid_trigger_id")
    if trigger.used:
        raise ApiError("exchanged_trigger_id")
    life = timedelta(seconds=workspace.switches.trigger_seconds)
    if workspace.age(trigger.made_at) > life:
        raise ApiError("expired_trigger_id")
    trigger.used = True
    return trigger.user


def _find(call: ApiCall) -> View:
    view_id, external = call.text("view_id"), call.text("external_id")
    for view in call.workspace.all_views():
        if view_id == view.id or (
            external and view.body.get("external_id") == external
        ):
            return view
    raise ApiError("not_found")


def _external_id_is_free(call: ApiCall, body: Json, own: View | None) -> None:
    external = body.get("external_id")
    for view in call.workspace.all_views():
        if external and view is not own and view.body.get("external_id") == external:
            raise ApiError("duplicate_external_id")


def _hash_fits(call: ApiCall, view: View) -> None:
    given = call.text("hash")
    if given and given != view.hash:
        raise ApiError("hash_conflict")


def _answer(call: ApiCall, view: View, method: str) -> Json:
    workspace = call.workspace
    title = view.body.get("title", {}).get("text", "Home")
    workspace.posted.append(
        Posted(method, workspace.clock.now(), "", "", title, view.blocks, view.user)
    )
    values = values_of(view.blocks, workspace.entered.get(view.id, {}))
    return {"view": view_json(workspace, view, values)}


METHODS: dict[str, tuple[str, Method]] = {
    "views.open": ("", open_view),
    "views.push": ("", push),
    "views.update": ("", update),
    "views.publish": ("", publish),
}
