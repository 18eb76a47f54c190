"""What a Slack workspace is made of: people, channels, messages, views, files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Json = dict[str, Any]
Blocks = list[Json]
StateValues = dict[str, dict[str, Json]]

SLACKBOT = "USLACKBOT"


@dataclass(frozen=True)
class Team:
    """The workspace itself."""

    id: str
    name: str
    domain: str


@dataclass(frozen=True)
class AppIdentity:
    """The app as the workspace knows it, and the slash commands it owns."""

    app_id: str
    bot_id: str
    bot_user_id: str
    name: str
    commands: tuple[str, ...]


@dataclass(frozen=True)
class Shortcut:
    """A global or message shortcut the app declares."""

    name: str
    callback_id: str
    kind: Literal["global", "message"]


@dataclass
class User:
    """A person or a bot. ``is_stranger`` marks somebody of another workspace."""

    id: str
    name: str
    real_name: str
    team_id: str
    locale: str = "en-GB"
    tz: str = "Europe/Brussels"
    is_admin: bool = False
    is_restricted: bool = False
    is_bot: bool = False
    is_stranger: bool = False
    deleted: bool = False

    @property
    def email(self) -> str:
        """Return a made-up address that can never receive mail."""
        return f"{self.name}@example.invalid"


@dataclass
class Channel:
    """A conversation; ``user`` is the other person when it is the app's DM."""

    id: str
    name: str
    kind: Literal["public", "private", "im"] = "public"
    members: list[str] = field(default_factory=list)
    is_archived: bool = False
    user: str | None = None


@dataclass
class Message:
    """One message; ``visible_to`` names the only reader of an ephemeral one."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: Blocks = field(default_factory=list)
    thread_ts: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    metadata: Json | None = None
    file_ids: list[str] = field(default_factory=list)
    edited_ts: str | None = None
    visible_to: str | None = None
    client_msg_id: str | None = None
    username: str | None = None

    def to_json(self) -> Json:
        """Return the message as events and answers carry it (without files)."""
        body: Json = {
            "type": "message",
            "user": self.user,
            "text": self.text,
            "ts": self.ts,
        }
        optional = {
            "bot_id": self.bot_id,
            "app_id": self.app_id,
            "thread_ts": self.thread_ts,
            "client_msg_id": self.client_msg_id,
            "username": self.username,
        }
        body.update({name: value for name, value in optional.items() if value})
        if self.blocks:
            body["blocks"] = self.blocks
        if self.edited_ts:
            body["edited"] = {"user": self.user, "ts": self.edited_ts}
        return body


@dataclass
class View:
    """A modal or Home tab as it stands; ``notice`` is what the client shows on top."""

    id: str
    user: str
    body: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    notice: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def type(self) -> str:
        """Return ``modal`` or ``home``."""
        return str(self.body.get("type", "modal"))

    @property
    def blocks(self) -> Blocks:
        """Return the blocks now shown."""
        return list(self.body.get("blocks", []))

    @property
    def callback_id(self) -> str:
        """Return the callback id, empty if the app gave none."""
        return str(self.body.get("callback_id", ""))


@dataclass
class File:
    """An upload: announced, then filled with bytes, then shared."""

    id: str
    name: str
    announced_length: int
    title: str = ""
    alt_txt: str = ""
    content: bytes | None = None
    complete: bool = False
    channels: list[str] = field(default_factory=list)


@dataclass
class Trigger:
    """The permission to open one modal within three seconds of an action."""

    id: str
    user: str
    made_at: datetime
    used: bool = False


@dataclass
class ResponseUrl:
    """Where the app may answer an action: five times, thirty minutes long."""

    id: str
    user: str
    channel: str
    made_at: datetime
    original: Message | None = None
    typed: str = ""
    uses: int = 0


@dataclass(frozen=True)
class Posted:
    """One thing the app made people see, in the order it happened."""

    method: str
    at: datetime
    channel: str
    ts: str
    text: str
    blocks: Blocks
    visible_to: str | None = None


@dataclass(frozen=True)
class Call:
    """One Web API call as it arrived, and what was answered."""

    method: str
    arguments: Json
    answer: Json


@dataclass(frozen=True)
class Ack:
    """How the app answered a delivery.

    ``outcome`` is ``ok``, ``operation_timeout`` (nothing in time), ``dispatch_failed``
    (no connection or a bad status), ``not_sent`` (the client kept it back, as with an
    empty required field) or ``unknown_command``. ``errors`` holds what a form shows
    beside its fields, by block id.
    """

    outcome: str
    payload: Json | None = None
    status: int | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Tell whether the app acknowledged in time."""
        return self.outcome == "ok"


@dataclass(frozen=True)
class Trouble:
    """A delivery that went wrong, as the client tells the person."""

    user: str
    channel: str
    text: str


@dataclass
class PendingCommand:
    """A slash command the app has not acknowledged yet."""

    user: str
    channel: str
    text: str
