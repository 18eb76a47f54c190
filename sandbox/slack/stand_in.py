"""The stand-in: a workspace, its deliveries, and a person's hands to drive it."""

from __future__ import annotations

from sandbox.slack import commands, events, interactions, responses, submissions
from sandbox.slack.api import answer_call
from sandbox.slack.api.files import receive
from sandbox.slack.delivery import Delivery
from sandbox.slack.elements import Chosen, Place, interactive
from sandbox.slack.finding import fill, find_place
from sandbox.slack.interactions import Surface
from sandbox.slack.model import Ack, Channel, Json, Message, Shortcut, User, View
from sandbox.slack.state import Workspace
from sandbox.wire import Clock, Request, Response

Who = str | User
Where = str | Channel


class SlackStandIn(Workspace):
    """A Slack workspace with one app in it.

    The attributes are the state (see :class:`Workspace`); the coroutines are what a
    person does. Users go by id or first name, channels by id or ``#name``. Whatever
    reaches the app returns an :class:`Ack`; whatever a person could not do, such as
    pressing a button they cannot see, raises LookupError.
    """

    def __init__(self, clock: Clock, *, seed: int = 0) -> None:
        super().__init__(clock, seed=seed)
        self.delivery = Delivery(self)

    @property
    def request_url(self) -> str | None:
        """Return where deliveries go while no socket is connected."""
        return self.delivery.http.request_url

    @request_url.setter
    def request_url(self, url: str | None) -> None:
        self.delivery.http.request_url = url

    async def handle(self, request: Request) -> Response:
        """Answer what the app asks: Web API, uploads, answers to actions, files."""
        if request.path.startswith("/api/"):
            return answer_call(self, self.delivery, request)
        if request.path.startswith("/upload/"):
            return receive(self, request)
        if request.path.startswith("/response/"):
            return responses.handle(self, request)
        return Response(404, b"not here")

    # What a person does ---------------------------------------------------------

    async def command(
        self, user: Who, channel: Where, name: str, text: str = ""
    ) -> Ack:
        """Send a slash command and wait for its acknowledgement."""
        person, room = self._present(user, channel)
        return await commands.run(self, self.delivery, person, room, (name, text))

    async def say(
        self, user: Who, channel: Where, text: str, *, thread: str | None = None
    ) -> Message:
        """Write a message."""
        person, room = self._present(user, channel)
        return await events.say(self, self.delivery, person, room, (text, thread))

    async def click(
        self,
        user: Who,
        surface: Surface,
        *,
        action_id: str | None = None,
        label: str | None = None,
        value: str | None = None,
    ) -> Ack:
        """Press a button of a message or view, its confirm dialog answered with yes."""
        place = self._element(user, surface, (action_id, label, value))
        return await interactions.act(
            self, self.delivery, self.user(user), (surface, place)
        )

    async def choose(
        self,
        user: Who,
        surface: Surface,
        choice: Chosen,
        *,
        action_id: str | None = None,
        label: str | None = None,
    ) -> Ack:
        """Make a choice in a menu, picker or group of boxes; it is sent if it would be.

        ``choice`` names options by value or text; dates and times are as Slack
        writes them.
        """
        place = self._element(user, surface, (action_id, label, None))
        return await interactions.choose(
            self, self.delivery, self.user(user), (surface, place), choice
        )

    async def suggest(
        self, user: Who, surface: Surface, typed: str, *, action_id: str
    ) -> list[Json]:
        """Type into an external menu and return the options the app offers."""
        place = self._element(user, surface, (action_id, None, None))
        return await interactions.suggest(
            self, self.delivery, self.user(user), (surface, place), typed
        )

    async def submit(
        self, user: Who, view: View, values: dict[str, Chosen] | None = None
    ) -> Ack:
        """Fill in fields, named by block id, action id or label, and send the form."""
        person = self._owner(user, view)
        interactions.enter(self, person, view, fill(view.blocks, values or {}))
        return await submissions.submit(self, self.delivery, person, view)

    async def close(self, user: Who, view: View) -> Ack:
        """Close a modal without sending it."""
        return await interactions.close(
            self, self.delivery, self._owner(user, view), view
        )

    async def open_home(self, user: Who) -> Ack:
        """Look at the Home tab of the app."""
        return await events.open_app(self, self.delivery, self.user(user), "home")

    async def open_messages(self, user: Who) -> Ack:
        """Look at the conversation with the app."""
        return await events.open_app(self, self.delivery, self.user(user), "messages")

    async def shortcut(
        self, user: Who, callback_id: str, message: Message | None = None
    ) -> Ack:
        """Use a shortcut, on a message if one is given; declared or not."""
        chosen = Shortcut(
            callback_id, callback_id, "global" if message is None else "message"
        )
        return await interactions.shortcut(
            self, self.delivery, self.user(user), chosen, message
        )

    async def join(
        self, user: Who, channel: Where, *, inviter: Who | None = None
    ) -> Ack:
        """Become a member of a channel; adding the app is how it is invited."""
        person, room = self.user(user), self.channel(channel)
        by = self.user(inviter) if inviter is not None else None
        return await events.join(self, self.delivery, person, room, by)

    def leave(self, user: Who, channel: Where) -> None:
        """Leave a channel; removing the app is how it is kicked out."""
        room, person = self.channel(channel), self.user(user)
        room.members = [one for one in room.members if one != person.id]
        self.changed()

    # What a person looks at -------------------------------------------------------

    def home(self, user: Who) -> View | None:
        """Return the Home tab of a user, None while nothing was published."""
        return self.homes.get(self.user(user).id)

    def modal(self, user: Who) -> View | None:
        """Return the modal a user is looking at."""
        stack = self.modals.get(self.user(user).id)
        return stack[-1] if stack else None

    def labels(self, surface: Surface) -> list[str]:
        """Return what the interactive elements of a message or view are called."""
        return [place.label for place in interactive(surface.blocks)]

    # Checks -----------------------------------------------------------------------

    def _present(self, user: Who, channel: Where) -> tuple[User, Channel]:
        person, room = self.user(user), self.channel(channel)
        if person.deleted or person.is_bot:
            raise LookupError(f"{person.name} cannot act")
        if room.is_archived or person.id not in room.members:
            raise LookupError(f"{person.name} cannot write in {room.name}")
        return person, room

    def _owner(self, user: Who, view: View) -> User:
        person = self.user(user)
        if view.user != person.id or view not in self.all_views():
            raise LookupError(f"{person.name} does not see this view")
        return person

    def _element(
        self, user: Who, surface: Surface, wanted: tuple[str | None, ...]
    ) -> Place:
        person = self.user(user)
        if isinstance(surface, View):
            self._owner(person, surface)
        elif surface not in self.visible_messages(person, surface.channel):
            raise LookupError(f"{person.name} does not see this message")
        action_id, label, value = wanted
        return find_place(surface.blocks, action_id=action_id, label=label, value=value)
