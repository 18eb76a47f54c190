"""One Web API call: its arguments however they came, and how it is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.slack.delivery import Delivery
from sandbox.slack.model import Blocks, Channel, Json, User
from sandbox.slack.state import Workspace
from sandbox.wire import Request


class ApiError(Exception):
    """A refusal: the code Slack gives, and what else it tells."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def read_arguments(request: Request) -> Json:
    """Return the arguments of a call from query string, form or JSON body."""
    arguments: Json = dict(request.query)
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        body = _json_body(request)
        if not isinstance(body, dict):
            raise ApiError("json_not_object")
        arguments.update(body)
    elif request.body:
        arguments.update(request.form())
    return arguments


def _json_body(request: Request) -> object:
    try:
        return request.json()
    except ValueError as error:
        raise ApiError("invalid_json") from error


@dataclass(frozen=True)
class ApiCall:
    """What a method gets: the workspace, the arguments, and ways to read them."""

    workspace: Workspace
    delivery: Delivery
    arguments: Json

    def text(self, name: str) -> str:
        """Return an argument as text, empty if absent."""
        value = self.arguments.get(name)
        return "" if value is None else str(value)

    def required(self, name: str) -> str:
        """Return an argument; its absence refuses the call."""
        value = self.text(name)
        if not value:
            complaint = f"[ERROR] missing required field: {name}"
            raise ApiError(
                "invalid_arguments", response_metadata={"messages": [complaint]}
            )
        return value

    def flag(self, name: str) -> bool:
        """Tell whether a boolean argument is set; queries say 1 or true."""
        return self.text(name).casefold() in ("1", "true")

    def number(self, name: str, default: int) -> int:
        """Return a whole number."""
        value = self.text(name) or str(default)
        if not value.isdigit():
            raise ApiError("invalid_arguments")
        return int(value)

    def nested(self, name: str, refusal: str) -> Any:
        """Return nested JSON, which forms and queries carry as a string."""
        value = self.arguments.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError as error:
            raise ApiError(refusal) from error

    def blocks(self) -> Blocks:
        """Return the blocks, not looked at yet."""
        found = self.nested("blocks", "invalid_blocks_format")
        if found is None:
            return []
        if not isinstance(found, list):
            raise ApiError("invalid_blocks_format")
        return found

    def user(self, name: str = "user") -> User:
        """Return the user an argument names."""
        user = self.workspace.users.get(self.required(name))
        if user is None:
            raise ApiError("user_not_found")
        return user

    def channel(self, name: str = "channel") -> Channel:
        """Return the conversation an argument names by id."""
        channel = self.workspace.channels.get(self.required(name))
        if channel is None:
            raise ApiError("channel_not_found")
        return channel


Method = Callable[[ApiCall], Json]


def page(items: list[Json], call: ApiCall, key: str, *, most: int = 1000) -> Json:
    """Return one page of a list; the cursor is the place to go on."""
    start = int(call.text("cursor") or "0") if call.text("cursor").isdigit() else 0
    if call.text("cursor") and not call.text("cursor").isdigit():
        raise ApiError("invalid_cursor")
    size = min(call.number("limit", 100) or 100, most)
    more = str(start + size) if start + size < len(items) else ""
    return {
        key: items[start : start + size],
        "response_metadata": {"next_cursor": more},
    }
