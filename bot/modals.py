"""Opening modals and filling them in: at once a word, then what takes time."""

from __future__ import annotations

import json
import logging
from contextlib import suppress
from typing import Any, Final

from bot.answering import Answering, Asker
from bot.commands.call import Dialog
from bot.errors import Trouble
from bot.private import Address
from bot.slack_api import OpenView, SlackApi
from bot.views import Block, dialogs
from bot.views.answers import told
from bot.views.blocks import actions, message, section
from bot.views.dialogs import View
from core.domain.reason import Facts
from core.errors import RemoteRefused

_log = logging.getLogger(__name__)

TOO_LATE: Final = frozenset(
    {"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"}
)
FULL: Final = "push_limit_reached"
CLOSED: Final = "not_found"
CHANGED: Final = "hash_conflict"

_WAITS = (0.2, 0.4, 0.8, 1.6)


class Modals:
    """Puts up what somebody asked for; what goes wrong is told privately."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    async def open(self, asker: Asker, dialog: Dialog) -> None:
        """Open a modal that says it is loading, and then fill it in."""
        waiting = dialogs.loading(asker.voice, dialog.title)
        opened = await self._answering.guarded(
            asker.voice, self._put_up(asker, dialog, waiting)
        )
        if isinstance(opened, Trouble):
            await asker.private.say(opened.message)
        elif opened is not None:
            await self.fill(asker, opened, dialog)

    async def fill(self, asker: Asker, shown: OpenView, dialog: Dialog) -> None:
        """Put in place what a dialog is about."""
        view = await self._answering.guarded(asker.voice, dialog.fill())
        if isinstance(view, Trouble):
            view = dialogs.notice(asker.voice, dialog.title, *view.message.blocks)
        await self.show(asker, shown, view)

    async def show(self, asker: Asker, shown: OpenView, view: View) -> OpenView | None:
        """Change what a modal shows; ``None`` if it is gone or is not the same."""
        change = self._changed(asker, shown, view)
        changed = await self._answering.guarded(asker.voice, change)
        if isinstance(changed, Trouble):
            await asker.private.say(changed.message)
            return None
        return changed

    async def _put_up(
        self, asker: Asker, dialog: Dialog, waiting: View
    ) -> OpenView | None:
        address = asker.address
        if not address.trigger:
            await self._offer_again(asker, dialog)
            return None
        try:
            return await _opened(self._answering.api, address, waiting)
        except RemoteRefused as refused:
            if refused.code not in TOO_LATE:
                raise
            _log.info("a dialog came too late: %s", refused.code)
        await self._offer_again(asker, dialog)
        return None

    async def _offer_again(self, asker: Asker, dialog: Dialog) -> None:
        voice = asker.voice
        if dialog.again is None:
            await asker.private.say(told(voice, "dialog.late", title=dialog.title))
            return
        said = section(voice.say("dialog.late_button", title=dialog.title))
        await asker.private.say(message(said, actions(dialog.again)))

    async def _changed(
        self, asker: Asker, shown: OpenView, view: View
    ) -> OpenView | Trouble | None:
        whole = stamped(view, asker.address)
        try:
            for wait in _WAITS if shown.own_name else ():
                with suppress(_NotShownYet):
                    return await self._shown(shown, whole)
                await self._answering.desk.clock.sleep(wait)
            return await self._answering.api.update_view(shown, whole)
        except RemoteRefused as refused:
            if refused.code == CHANGED:
                return Trouble(told(asker.voice, "dialog.changed"))
            if refused.code != CLOSED:
                raise
            # Whoever closes a dialog does not want it any more.
            _log.info("a dialog was closed before it was filled in")
        return None

    async def _shown(self, shown: OpenView, view: View) -> OpenView:
        try:
            return await self._answering.api.update_view(shown, view)
        except RemoteRefused as refused:
            if refused.code == CLOSED:
                raise _NotShownYet from refused
            raise


class _NotShownYet(Exception):
    """Slack has not got the answer yet with which we named a view."""


async def _opened(api: SlackApi, address: Address, waiting: View) -> OpenView:
    on_top = address.view is not None and not address.view.is_home
    if not on_top:
        return await api.open_view(address.trigger, waiting)
    try:
        return await api.push_view(address.trigger, waiting)
    except RemoteRefused as refused:
        if refused.code != FULL or address.view is None:
            raise
        return await api.update_view(address.view, waiting)


def stamped(view: View, address: Address) -> View:
    """Let a modal remember where its answers go: it has no channel of its own."""
    held = {
        "meta": json.loads(view.get("private_metadata") or "{}"),
        "user": address.user,
        "channel": address.channel,
        "answers": address.response_url,
    }
    return {**view, "private_metadata": json.dumps(held, ensure_ascii=False)}


def remembered(view: Block, user: str) -> tuple[Facts, str, str | None]:
    """Return the facts of a form, the channel it was asked for in, and the address.

    What was not made here is read as nothing, and an address that was given to
    somebody else is not used.
    """
    try:
        held: Any = json.loads(str(view.get("private_metadata") or "{}"))
    except ValueError:
        held = {}
    if not isinstance(held, dict):
        held = {}
    meta, url = held.get("meta"), held.get("answers")
    facts = meta if isinstance(meta, dict) else {}
    own = url if url and held.get("user") == user else None
    return facts, str(held.get("channel") or ""), str(own) if own else None
