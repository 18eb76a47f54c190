"""Carrying out replies: the first answer, the work, the summary and its ways around."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Collection
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.appointed import Appointed, Groups
from bot.commands.call import Desk, Ending, Job
from bot.errors import ErrorDesk, Trouble
from bot.origins import Origin
from bot.private import Address, PrivateAnswer
from bot.progress import ProgressBoard
from bot.roles import Person, Role, Roster, may
from bot.slack_api import SlackApi
from bot.views import Message, answers
from bot.views.blocks import message, section
from bot.words import Safe, Voice, language_of
from core.errors import RemoteError
from core.ports.clock import Progress

T = TypeVar("T")

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Asker:
    """Whoever asks: who it is, in which words, and how to answer."""

    person: Person
    voice: Voice
    private: PrivateAnswer
    address: Address


class Answering:
    """What commands and buttons have in common."""

    def __init__(
        self, api: SlackApi, desk: Desk, admins: Collection[str], errors: ErrorDesk
    ) -> None:
        self.api = api
        self.desk = desk
        self._channel = desk.channel
        groups = Groups(api.group_members, desk.clock)
        self._appointed = Appointed(admins, desk.oversight.choices.roles, groups)
        self._roster = Roster(api.user, api.house, self._appointed, desk.clock)
        self._errors = errors

    async def guarded(self, voice: Voice, work: Awaitable[T]) -> T | Trouble:
        """Wait for some work; what goes wrong is returned in words."""
        return await self._errors.guarded(voice, work)

    async def is_ours(self, origin: Origin) -> bool:
        """Whether something comes from our workspace. Raises ``RemoteError``."""
        return await self._roster.is_ours(origin)

    async def introduced(self, address: Address) -> Asker | Trouble:
        """Return who asks, or why that cannot be known."""
        voice = self.desk.voice(language_of(None))
        meeting = self._roster.person(address.user, address.origin)
        person = await self.guarded(voice, meeting)
        if isinstance(person, Trouble):
            return person
        moved = await self.guarded(voice, self._settle_channel())
        if isinstance(moved, Trouble):
            return moved
        private = PrivateAnswer(self.api, self.desk.clock, address)
        return Asker(person, self.desk.voice(person.language), private, address)

    async def _settle_channel(self) -> None:
        """Let summaries go to the channel that people chose, if they chose one."""
        policy = await self.desk.oversight.choices.present()
        chosen = policy.audience.summaries or self._channel
        self.desk = replace(self.desk, channel=chosen)

    def stranger(self, address: Address) -> Asker:
        """Return somebody of whom nothing is known but where they asked."""
        person = Person(address.user, Role.NOBODY, language_of(None))
        private = PrivateAnswer(self.api, self.desk.clock, address)
        return Asker(person, self.desk.voice(person.language), private, address)

    async def met(self, address: Address) -> Asker | None:
        """Return who asks; if that cannot be known, say so and do nothing."""
        found = await self.introduced(address)
        if isinstance(found, Trouble):
            await self.stranger(address).private.say(found.message)
            return None
        return found

    async def refusal(self, asker: Asker, needed: Role) -> Message | None:
        """Return who may do it and whom to ask, unless somebody may."""
        if may(asker.person.role, needed):
            return None
        helpers = await self.guarded(asker.voice, self._appointed.helpers())
        if isinstance(helpers, Trouble):
            return helpers.message
        asked = answers.asked(asker.voice, helpers.people, helpers.groups)
        if asker.person.role is Role.NOBODY:
            return answers.told(asker.voice, "refusal.nobody", admins=asked)
        if not asker.person.sure:
            return answers.told(asker.voice, "refusal.unsure", admins=asked)
        role = asker.voice.say(f"role.{needed.word}")
        return answers.told(asker.voice, "refusal.role", role=role, admins=asked)

    async def allowed(self, asker: Asker, needed: Role) -> bool:
        """Whether somebody may do it; if not, say who may and whom to ask."""
        refusal = await self.refusal(asker, needed)
        if refusal is not None:
            await asker.private.say(refusal)
        return refusal is None

    async def worked(self, asker: Asker, job: Job) -> Ending | Trouble:
        """Do the work, show how far it is, and tell what came of it."""
        board = ProgressBoard(self.api, self.desk.clock, self.desk.channel)
        what = job.what or Safe("")

        def report(at: Progress) -> None:
            board.show(self.desk.channel_voice, what, asker.person.id, at)

        ending = await self.guarded(asker.voice, job.run(report))
        if isinstance(ending, Trouble):
            await board.stop(ending.message)
            return ending
        told = await self.guarded(asker.voice, self._told(asker, ending, board))
        return told if isinstance(told, Trouble) else ending

    async def _told(self, asker: Asker, ending: Ending, board: ProgressBoard) -> None:
        posted = True
        if ending.public is not None:
            posted = await self._published(asker, ending.public, board)
        else:
            # Progress that was shown meanwhile must not stand there for ever.
            quiet = answers.told(self.desk.channel_voice, "preview.only")
            await board.stop(quiet)
        if ending.here is not None:
            await asker.private.show_all(ending.here)
        if ending.private is not None and posted and self._says_more(asker, ending):
            await asker.private.say(ending.private)
            await self._filed(asker, ending.private)

    async def _filed(self, asker: Asker, told: Message) -> None:
        """Send the file of a private answer: Slack takes none in such an answer."""
        if told.attachment is None:
            return
        caption = message(section(told.attachment.caption))
        try:
            posted = await self.api.post(asker.person.id, caption)
            await self.api.attach(posted, told)
        except RemoteError as error:
            _log.warning("the list could not be sent: %s", error)
            await asker.private.say(answers.told(asker.voice, "answer.unfiled"))
            return
        await asker.private.say(answers.told(asker.voice, "answer.filed"))

    def _says_more(self, asker: Asker, ending: Ending) -> bool:
        """Whether the private word is news: in the channel the summary is in sight."""
        elsewhere = asker.address.channel != self.desk.channel
        return ending.public is None or elsewhere

    async def _published(
        self, asker: Asker, public: Message, board: ProgressBoard
    ) -> bool:
        try:
            posted = await board.finish(public)
        except RemoteError as error:
            _log.warning("the summary could not be posted: %s", error)
            channel = self.desk.channel
            instead = answers.unposted(asker.voice, channel, public)
            await asker.private.say(instead)
            return False
        try:
            await self.api.attach(posted, public)
        except RemoteError as error:
            _log.warning("the list could not be attached: %s", error)
            missing = answers.told(asker.voice, "answer.list_missing")
            await asker.private.say(missing)
        return True
