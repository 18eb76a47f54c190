"""Bringing a message to its channel, or to people who can mend the channel."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, replace
from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

from bot.pacing import Pace
from bot.slack_api import Posted, SlackApi
from bot.telling import Telling
from bot.views import Message, answers
from bot.views.announcements import misplaced
from bot.views.blocks import channel_link
from bot.words import Voice
from core.detours import Elsewhere
from core.errors import RemoteRefused
from core.ports.watch import ClaimedMessage

log = logging.getLogger(__name__)

_SHUT = frozenset(
    {
        "channel_is_limited_access",
        "channel_not_found",
        "ekm_access_denied",
        "is_archived",
        "messages_tab_disabled",
        "not_in_channel",
    }
)
_NOT_THERE = frozenset(
    {"message_not_found", "cant_update_message", "edit_window_closed"}
)


@dataclass(frozen=True)
class Places:
    """Where unasked messages go: one channel, and the others if it is shut.

    A user's id among the others means their direct messages.
    """

    channel: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Errand:
    """One message on its way; ``before`` is where it was told instead of here.

    ``chosen`` is the channel that people chose for what nobody asked for.
    """

    claimed: ClaimedMessage
    telling: Telling
    before: Elsewhere | None = None
    chosen: str | None = None

    @property
    def edition(self) -> str:
        """Tell this message from the next one of its key; an alert has but one."""
        facts = json.dumps(self.claimed.message.facts, sort_keys=True, default=str)
        return "" if self.telling.cause else sha256(facts.encode()).hexdigest()[:16]

    def name_in(self, channel: str) -> str:
        """Return the id that Slack may know a repeated post by.

        It stays the same over every try, so it cannot hold the fence of the claim.
        """
        message = self.claimed.message
        facts = json.dumps(message.facts, sort_keys=True, default=str)
        parts = (str(self.claimed.id), message.key, facts, channel)
        return str(uuid5(NAMESPACE_URL, "/".join(parts)))


@dataclass(frozen=True)
class Delivered:
    """What came of an errand: where it stands, if it needed to be said at all.

    ``shut`` is the channel that refused it, with Slack's word for why.
    """

    posted: Posted | None = None
    shut: tuple[str, str] | None = None
    elsewhere: Elsewhere | None = None


class Postman:
    """Delivers one message at a time, not too fast."""

    def __init__(self, api: SlackApi, pace: Pace, places: Places, voice: Voice) -> None:
        self._api = api
        self._pace = pace
        self._places = places
        self._voice = voice

    async def deliver(self, errand: Errand) -> Delivered:
        """Change the message where it stands, or post it. Raises ``RemoteError``."""
        standing = errand.telling.standing
        main = self._main(errand)
        try:
            if standing is not None and await self._changed(standing, errand):
                return Delivered(standing)
            if not errand.telling.news:
                return await self._over(errand)
            return Delivered(await self._post(main, errand))
        except RemoteRefused as refused:
            if not _is_shut(refused):
                raise
            return await self._detour(errand, (main, refused.code))

    async def recall(self, errand: Errand) -> None:
        """Say where a message was told instead that it is in its channel again."""
        if errand.before is None:
            return
        main = self._main(errand)
        told = answers.told(self._voice, "outbox.moved", channel=channel_link(main))
        await self._rewritten(errand.before, told)

    def _main(self, errand: Errand) -> str:
        return errand.claimed.message.channel or errand.chosen or self._places.channel

    async def _changed(self, standing: Posted, errand: Errand) -> bool:
        """Change a message; false if it has to be posted anew."""
        try:
            await self._update(standing, errand.telling.message)
        except RemoteRefused as refused:
            moved = standing.channel != self._main(errand)
            if refused.code in _NOT_THERE or (moved and _is_shut(refused)):
                return False
            raise
        return True

    async def _over(self, errand: Errand) -> Delivered:
        """Let what was told instead say that it is over; the channel never knew."""
        if errand.before is not None:
            await self._rewritten(errand.before, errand.telling.message)
        return Delivered()

    async def _detour(self, errand: Errand, shut: tuple[str, str]) -> Delivered:
        """Tell it where it will be read all the same, but only once."""
        log.warning("channel-shut", extra={"channel": shut[0], "code": shut[1]})
        before = errand.before
        note = misplaced(self._voice, errand.telling.message, *shut)
        if before is not None and before.edition == errand.edition:
            await self._rewritten(before, note)
            return Delivered(shut=shut, elsewhere=before)
        if not errand.telling.news:
            return Delivered(shut=shut)
        other = replace(errand, telling=replace(errand.telling, message=note))
        return Delivered(shut=shut, elsewhere=await self._posted_elsewhere(other, shut))

    async def _posted_elsewhere(
        self, errand: Errand, shut: tuple[str, str]
    ) -> Elsewhere | None:
        for place in self._places.others:
            if place == shut[0]:
                continue
            try:
                posted = await self._post(place, errand)
            except RemoteRefused as refused:
                extra = {"channel": place, "code": refused.code}
                log.warning("channel-shut", extra=extra)
            else:
                return Elsewhere(posted.channel, posted.ts, errand.edition)
        return None

    async def _rewritten(self, where: Elsewhere, message: Message) -> None:
        try:
            await self._update(Posted(where.channel, where.ts), message)
        except RemoteRefused as refused:
            log.info("detour-unchanged", extra={"code": refused.code})

    async def _post(self, channel: str, errand: Errand) -> Posted:
        await self._pace.turn(channel)
        name = errand.name_in(channel)
        return await self._api.post(channel, errand.telling.message, known_as=name)

    async def _update(self, posted: Posted, message: Message) -> None:
        await self._pace.turn(posted.channel)
        await self._api.update(posted, message)


def _is_shut(refused: RemoteRefused) -> bool:
    return refused.code in _SHUT or refused.code.startswith("restricted_action")
