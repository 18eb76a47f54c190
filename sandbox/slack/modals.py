"""Views: the stack of modals of a person, and the Home tab."""

from __future__ import annotations

from sandbox.slack.messages import with_ids
from sandbox.slack.model import Json, View
from sandbox.slack.state import Workspace

MOST_MODALS = 3


def open_root(workspace: Workspace, user: str, body: Json) -> View:
    """Open a modal; whatever modals the person had open are gone."""
    view = _new(workspace, user, body)
    workspace.modals[user] = [view]
    workspace.changed()
    return view


def push(workspace: Workspace, user: str, body: Json) -> View:
    """Put a modal on top of the open ones; the caller has looked at the limit."""
    stack = workspace.modals.setdefault(user, [])
    view = _new(workspace, user, body)
    if stack:
        view.previous_id, view.root_id = stack[-1].id, stack[0].root_id
    stack.append(view)
    workspace.changed()
    return view


def update(workspace: Workspace, view: View, body: Json) -> None:
    """Replace what a view shows; what was entered stays where the ids are equal."""
    view.body = _identified(workspace, body)
    view.hash = workspace.new_hash()
    view.notice, view.errors = "", {}
    workspace.changed()


def publish(workspace: Workspace, user: str, body: Json) -> View:
    """Put up a Home tab; it keeps its id."""
    home = workspace.homes.get(user)
    if home is None:
        home = workspace.homes[user] = _new(workspace, user, body)
        workspace.changed()
    else:
        update(workspace, home, body)
    return home


def close_top(workspace: Workspace, user: str) -> list[View]:
    """Close the topmost modal and return it; all of them if it says so."""
    stack = workspace.modals.get(user, [])
    if stack and stack[-1].body.get("clear_on_close"):
        return clear(workspace, user)
    closed = [stack.pop()] if stack else []
    _forget(workspace, closed)
    return closed


def clear(workspace: Workspace, user: str) -> list[View]:
    """Close every modal of a person and return them, topmost first."""
    closed = workspace.modals.pop(user, [])[::-1]
    _forget(workspace, closed)
    return closed


def top(workspace: Workspace, user: str) -> View | None:
    """Return the modal a person is looking at."""
    stack = workspace.modals.get(user)
    return stack[-1] if stack else None


def _new(workspace: Workspace, user: str, body: Json) -> View:
    name = workspace.new_id("V")
    return View(
        name, user, _identified(workspace, body), workspace.new_hash(), root_id=name
    )


def _identified(workspace: Workspace, body: Json) -> Json:
    return {**body, "blocks": with_ids(workspace, list(body.get("blocks", [])))}


def _forget(workspace: Workspace, closed: list[View]) -> None:
    for view in closed:
        workspace.entered.pop(view.id, None)
    workspace.changed()
