"""The state of one workspace, and the news that it changed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from sandbox.slack import people
from sandbox.slack.groups import Group
from sandbox.slack.model import (
    AppIdentity,
    Call,
    Channel,
    File,
    Message,
    PendingCommand,
    Posted,
    ResponseUrl,
    Shortcut,
    StateValues,
    Team,
    Trigger,
    Trouble,
    User,
    View,
)
from sandbox.slack.switches import Faults, Switches
from sandbox.wire import Clock

T = TypeVar("T")
_KEPT_CALLS = 5000


class Workspace:
    """Everything the stand-in remembers. Changes are told through :meth:`changed`."""

    def __init__(self, clock: Clock, *, seed: int = 0) -> None:
        self.clock = clock
        self.random = random.Random(seed)
        self.team: Team = people.TEAM
        self.app: AppIdentity = people.APP
        self.bot_token = f"xoxb-{self._digits()}-{self._hex(12)}"
        self.app_token = f"xapp-1-{self.app.app_id}-{self._digits()}-{self._hex(16)}"
        self.signing_secret = self._hex(16)
        users = people.default_users()
        self.users: dict[str, User] = {user.id: user for user in users}
        self.channels: dict[str, Channel] = {
            channel.id: channel for channel in people.default_channels(users)
        }
        self._remember_nothing()
        self.address = ""
        self.serving = False
        self.revision = 0
        self._news = asyncio.Event()
        self._last_micros = 0

    def _remember_nothing(self) -> None:
        self.messages: dict[str, list[Message]] = {name: [] for name in self.channels}
        self.ephemerals: dict[str, list[Message]] = {name: [] for name in self.channels}
        self.homes: dict[str, View] = {}
        self.modals: dict[str, list[View]] = {}
        self.files: dict[str, File] = {}
        self.groups: dict[str, Group] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.entered: dict[str, StateValues] = {}
        self.shortcuts: list[Shortcut] = list(people.SHORTCUTS)
        self.posted: list[Posted] = []
        self.calls: list[Call] = []
        self.troubles: list[Trouble] = []
        self.pending: list[PendingCommand] = []
        self.last_post: dict[str, datetime] = {}
        self.switches = Switches()
        self.faults = Faults()

    def _digits(self) -> str:
        return str(self.random.randrange(10**11, 10**12))

    def _hex(self, size: int) -> str:
        return self.random.randbytes(size).hex()

    def new_id(self, prefix: str) -> str:
        """Return an unused id such as ``V0A1B2C3D4``."""
        return f"{prefix}0{self._hex(4).upper()}"

    def new_hash(self) -> str:
        """Return a hash for a view: new at each change."""
        return f"{int(self.clock.now().timestamp())}.{self._hex(4)}"

    def new_ts(self) -> str:
        """Return a message time: seconds with six decimals, never twice the same."""
        micros = int(self.clock.now().timestamp() * 1_000_000)
        self._last_micros = max(micros, self._last_micros + 1)
        return f"{self._last_micros // 1_000_000}.{self._last_micros % 1_000_000:06d}"

    def new_trigger(self, user: str) -> str:
        """Return a fresh trigger id for an action of this user."""
        name = f"{self._digits()}.{self._digits()}.{self._hex(16)}"
        self.triggers[name] = Trigger(name, user, self.clock.now())
        return name

    def new_response_url(self, answer: ResponseUrl) -> str:
        """Register where the app may answer and return the full address."""
        self.response_urls[answer.id] = answer
        return f"{self.address}/response/{self.team.id}/{answer.id}"

    def response_for(self, user: str, channel: str) -> ResponseUrl:
        """Return a response address not yet tied to any message."""
        return ResponseUrl(self._hex(12), user, channel, self.clock.now())

    def age(self, moment: datetime) -> timedelta:
        """Return how long ago a moment was."""
        return self.clock.now() - moment

    def log_call(self, call: Call) -> None:
        """Remember a Web API call; the oldest are forgotten."""
        self.calls.append(call)
        del self.calls[:-_KEPT_CALLS]

    # Looking things up ---------------------------------------------------------

    def user(self, name: str | User) -> User:
        """Find a user by id, handle, first name or full name.

        Raises LookupError when there is none.
        """
        if isinstance(name, User):
            return name
        wanted = name.removeprefix("@").casefold()
        for user in self.users.values():
            full = user.real_name.casefold()
            if wanted in (user.id.casefold(), user.name, full, full.split()[0]):
                return user
        raise LookupError(f"no user {name!r}")

    def channel(self, name: str | Channel) -> Channel:
        """Find a channel by id or by ``#name``. Raises LookupError."""
        if isinstance(name, Channel):
            return name
        for channel in self.channels.values():
            if channel.id == name or f"#{channel.name}" == f"#{name.lstrip('#')}":
                return channel
        raise LookupError(f"no channel {name!r}")

    def dm(self, user: str | User) -> Channel:
        """Return the conversation of a user with the app, opening it if needed."""
        person = self.user(user)
        for channel in self.channels.values():
            if channel.user == person.id:
                return channel
        channel = people.direct_message(person.id)
        self.add_channel(channel)
        return channel

    def add_channel(self, channel: Channel) -> None:
        """Add a conversation with no messages yet."""
        self.channels[channel.id] = channel
        self.messages.setdefault(channel.id, [])
        self.ephemerals.setdefault(channel.id, [])
        self.changed()

    def add_group(self, name: str, handle: str, people: list[str]) -> Group:
        """Make a user group of people named in any way. Raises LookupError."""
        members = [self.user(one).id for one in people]
        group = self.groups[name] = Group(name, handle, handle.capitalize(), members)
        self.changed()
        return group

    def bot_is_in(self, channel: Channel) -> bool:
        """Tell whether the app is a member."""
        return self.app.bot_user_id in channel.members

    def find_message(self, channel: str, ts: str) -> Message | None:
        """Find a message, ephemeral or not."""
        everything = self.messages.get(channel, []) + self.ephemerals.get(channel, [])
        return next((one for one in everything if one.ts == ts), None)

    def visible_messages(
        self, user: str | User, channel: str | Channel
    ) -> list[Message]:
        """Return what a user sees in a channel, oldest first."""
        person, room = self.user(user), self.channel(channel)
        if room.kind != "public" and person.id not in room.members:
            return []
        own = [m for m in self.ephemerals[room.id] if m.visible_to == person.id]
        return sorted(self.messages[room.id] + own, key=lambda one: one.ts)

    def find_view(self, view_id: str) -> View | None:
        """Find an open modal or a Home tab by id."""
        return next((view for view in self.all_views() if view.id == view_id), None)

    def all_views(self) -> list[View]:
        """Return every open modal and every Home tab."""
        return [v for stack in self.modals.values() for v in stack] + [
            *self.homes.values()
        ]

    # News -----------------------------------------------------------------------

    def changed(self) -> None:
        """Tell everybody who waits that something is different now."""
        self.revision += 1
        news, self._news = self._news, asyncio.Event()
        news.set()

    async def next_change(self) -> None:
        """Wait until something changes."""
        await self._news.wait()

    async def wait_for(
        self, predicate: Callable[[], T | None], timeout: float = 5.0
    ) -> T:
        """Wait until the predicate is true and return its value.

        It is asked again after each change, never on a timer. Raises TimeoutError
        after ``timeout`` seconds of real time.
        """
        async with asyncio.timeout(timeout):
            while not (found := predicate()):
                await self.next_change()
        return found
