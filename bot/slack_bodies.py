"""What Slack posts, read with care; pure.

Only requests with Slack's signature get here. They are still looked at: a body of
another shape than Slack documents is turned away before anything relies on it.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

JSON_TYPE = "application/json"
_MOST_FIELDS = 100

_Text = Annotated[str, Field(max_length=40_000)]
_Id = Annotated[str, Field(min_length=1, max_length=255)]
_Object = dict[str, Any]


class _Shape(BaseModel):
    """Part of a body; what is not named may be anything."""

    model_config = ConfigDict(strict=True, extra="allow")


class _Reference(_Shape):
    id: _Id


class _Person(_Reference):
    team_id: _Id | None = None


class _Action(_Shape):
    action_id: _Id
    block_id: _Text | None = None
    value: _Text | None = None


class _Shown(_Shape):
    blocks: list[_Object] | None = None
    ts: _Id | None = None


class _Place(_Shape):
    channel_id: _Id | None = None
    message_ts: _Id | None = None


class _State(_Shape):
    values: dict[str, dict[str, _Object]] | None = None


class _View(_Shape):
    id: _Id | None = None
    type: _Text
    callback_id: _Text | None = None
    private_metadata: _Text | None = None
    hash: _Text | None = None
    app_installed_team_id: _Id | None = None
    team_id: _Id | None = None
    state: _State | None = None


class _Interactive(_Shape):
    user: _Person
    team: _Reference | None = None
    enterprise: _Reference | None = None
    channel: _Reference | None = None
    container: _Place | None = None
    message: _Shown | None = None
    view: _View | None = None
    response_url: _Text | None = None
    trigger_id: _Id | None = None
    # Two things Bolt looks for in every body; Slack sends neither to this app.
    authorizations: None = None
    event: None = None


class _Click(_Interactive):
    type: Literal["block_actions"]
    actions: Annotated[list[_Action], Field(min_length=1, max_length=_MOST_FIELDS)]


class _Form(_Interactive):
    type: Literal["view_submission", "view_closed"]
    view: _View


class _Suggestion(_Interactive):
    type: Literal["block_suggestion"]
    action_id: _Id
    block_id: _Text | None = None
    value: _Text = ""


class _Shortcut(_Interactive):
    type: Literal["shortcut", "message_action"]
    callback_id: _Id


class _Happening(_Shape):
    type: _Id
    subtype: _Text | None = None
    user: _Id | _Person | None = None
    channel: _Id | _Reference | None = None
    team: _Id | _Reference | None = None
    view: _View | None = None
    enterprise: _Id | _Reference | None = None
    authorizations: None = None


class _Authorization(_Shape):
    enterprise_id: _Id | None = None
    team_id: _Id | None = None
    user_id: _Id | None = None
    is_enterprise_install: bool | None = None
    authorizations: None = None


class _Event(_Shape):
    type: Literal["event_callback"]
    event_id: _Id
    event: _Happening
    team_id: _Id | None = None
    enterprise_id: _Id | None = None
    team: None = None
    user: None = None
    channel: None = None
    view: None = None
    enterprise: None = None
    authorizations: list[_Authorization] | None = None


class _Challenge(_Shape):
    type: Literal["url_verification"]
    challenge: _Text


class _Command(BaseModel):
    """A slash command: fields of a form, so every one is a text."""

    model_config = ConfigDict(strict=True, extra="allow")

    command: _Id
    user_id: _Id
    channel_id: _Id
    team_id: _Id
    text: _Text = ""
    trigger_id: _Id | None = None


_OF_TYPE: TypeAdapter[object] = TypeAdapter(
    Annotated[
        _Click | _Form | _Suggestion | _Shortcut | _Event | _Challenge,
        Field(discriminator="type"),
    ]
)


def read_posted(text: str, content_type: str) -> _Object | None:
    """Return what was posted as Slack means it; ``None`` if it is nothing we know."""
    body = _parsed(text, content_type)
    if body is None:
        return None
    try:
        if "command" in body:
            _Command.model_validate(body)
        else:
            _OF_TYPE.validate_python(body)
    except ValidationError:
        return None
    return body


def is_probe(text: str) -> bool:
    """Whether Slack only looks if the certificate of the address is in order."""
    return dict(_fields(text)).get("ssl_check") == "1"


def _parsed(text: str, content_type: str) -> _Object | None:
    if content_type == JSON_TYPE:
        return _object(text)
    fields = dict(_fields(text))
    if "payload" in fields:
        return _object(fields["payload"])
    # A form with a field of this name is a command; JSON has to come as what it is.
    return dict(fields) if "command" in fields else None


def _fields(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return []


def _object(text: str) -> _Object | None:
    try:
        parsed = json.loads(text, parse_constant=_no_constant)
        # Half a character cannot be stored, logged or sent on.
        json.dumps(parsed, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) else None


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")
