"""Answering forms: checked by who sends them, done once, answered within seconds.

Slack waits three seconds for the answer to a form. One that takes longer is first
answered with a word, and what comes of it is put in its place afterwards.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.answering import Answering, Asker
from bot.errors import Trouble
from bot.forms import Form, FormReply, Submission
from bot.forms.call import FormHandler
from bot.modals import Modals, stamped
from bot.replying import Replies
from bot.roles import Role
from bot.sent_forms import Sent
from bot.views import Block, Message, answers, dialogs
from bot.views.blocks import message, section
from bot.views.dialogs import View
from bot.words import Safe
from bot.words.voice import DEFAULT_LANGUAGE
from core.ports.ledger import Ledger, LedgerTx

ANSWER_SECONDS: Final = 2.0
"""Slack waits for three; one is left for the way."""

_SOURCE: Final = "slack-form"


@dataclass(frozen=True)
class Answered:
    """What Slack is answered, and the work that goes on after that."""

    response: dict[str, Any]
    after: Coroutine[Any, Any, None]


Decided = tuple[Asker, FormReply]


class Forms:
    """Finds what a form is for, checks who sent it, and answers it."""

    def __init__(
        self, answering: Answering, ledger: Ledger, modals: Modals, replies: Replies
    ) -> None:
        self._answering = answering
        self._ledger = ledger
        self._modals = modals
        self._replies = replies

    async def answer(self, sent: Sent, seconds: float = ANSWER_SECONDS) -> Answered:
        """Answer a form that was sent, in time even if what it asks takes longer."""
        deciding = asyncio.create_task(self._decided(sent))
        await asyncio.wait({deciding}, timeout=seconds)
        if not deciding.done():
            voice = self._answering.desk.voice(DEFAULT_LANGUAGE)
            response = _update(sent, dialogs.working(voice))
            return Answered(response, self._late(sent, deciding))
        asker, reply = deciding.result()
        response = _response(asker, sent, reply)
        return Answered(response, self._after(asker, sent, reply))

    async def use(self, sent: Sent, action_id: str) -> bool:
        """Answer what is used inside a form; false if that is nothing of the form's."""
        form, name = sent.form, action_id.partition(".")[0]
        if form is None or name not in form.used:
            return False
        asker = await self._answering.met(sent.address)
        if asker is None or not await self._answering.allowed(asker, form.role):
            return True
        submission = _submission(asker, sent, action_id)
        reply = await self._handled(asker, form.used[name], submission)
        if _changes(reply):
            await self._put_in_place(asker, sent, reply)
        await self._replies.carry_out(asker, reply.reply)
        return True

    async def _decided(self, sent: Sent) -> Decided:
        asker = await self._answering.introduced(sent.address)
        if isinstance(asker, Trouble):
            stranger = self._answering.stranger(sent.address)
            return stranger, _noticed(stranger, asker.message)
        reply = await self._answering.guarded(asker.voice, self._reply(asker, sent))
        return asker, _in_trouble(reply)

    async def _reply(self, asker: Asker, sent: Sent) -> FormReply:
        form = sent.form
        if form is None:
            return _told(asker, "dialog.unknown")
        refusal = await self._answering.refusal(asker, form.role)
        if refusal is not None:
            return _noticed(asker, refusal)
        if not await self._ledger.write(lambda tx: _claimed(tx, sent)):
            return _told(asker, "dialog.done_before")
        submission = _submission(asker, sent)
        reply = await self._handled(asker, form.submitted, submission)
        await self._ledger.write(lambda tx: _noted(tx, sent, form, reply))
        return reply

    async def _handled(
        self, asker: Asker, handler: FormHandler, submission: Submission
    ) -> FormReply:
        work = handler(submission, self._answering.desk)
        return _in_trouble(await self._answering.guarded(asker.voice, work))

    async def _after(self, asker: Asker, sent: Sent, reply: FormReply) -> None:
        """Go on after the answer: fill in what comes next, do what was asked."""
        if reply.errors:
            return
        if reply.dialog is not None:
            await self._modals.fill(asker, sent.answered, reply.dialog)
        await self._replies.carry_out(asker, reply.reply)

    async def _late(self, sent: Sent, deciding: asyncio.Task[Decided]) -> None:
        """Put into place what came of a form that was answered with a word."""
        asker, reply = await deciding
        await self._put_in_place(asker, replace(sent, shown=sent.answered), reply)
        if not reply.errors:
            await self._replies.carry_out(asker, reply.reply)

    async def _put_in_place(self, asker: Asker, sent: Sent, reply: FormReply) -> None:
        shown = sent.shown
        if reply.dialog is not None and not reply.errors:
            waiting = dialogs.loading(asker.voice, reply.dialog.title)
            loading = await self._modals.show(asker, shown, waiting)
            if loading is not None:
                await self._modals.fill(asker, loading, reply.dialog)
            return
        changed = await self._modals.show(asker, shown, _next(asker, sent, reply))
        if changed is None and reply.errors:
            # The form was closed meanwhile, so what was wrong is told privately.
            await asker.private.say(message(*_errors(reply)))


def _submission(asker: Asker, sent: Sent, used: str = "") -> Submission:
    return Submission(
        user=asker.person.id,
        channel=sent.address.channel,
        language=asker.person.language,
        values=sent.values,
        meta=sent.meta,
        used=used,
        view=sent.view,
    )


def _claimed(tx: LedgerTx, sent: Sent) -> bool:
    return tx.done.first_time(_SOURCE, sent.key)


def _noted(tx: LedgerTx, sent: Sent, form: Form, reply: FormReply) -> None:
    """Write down who sent a form; one with errors may be sent again."""
    if reply.errors:
        tx.done.take_back(_SOURCE, sent.key)
    elif form.role >= Role.OPERATOR:
        facts = {"values": dict(sent.values), "meta": dict(sent.meta)}
        tx.audit.add(sent.address.user, f"slack-form-{form.name}", sent.key, facts)


def _response(asker: Asker, sent: Sent, reply: FormReply) -> dict[str, Any]:
    """Return what Slack is answered: the first thing the reply holds."""
    beside = dialogs.errors_of(sent.view, reply.errors)
    if beside:
        return {"response_action": "errors", "errors": beside}
    if reply.dialog is not None and not reply.errors:
        waiting = dialogs.loading(asker.voice, reply.dialog.title)
        return _update(sent, waiting)
    if _changes(reply):
        return _update(sent, _next(asker, sent, reply))
    return {"response_action": "clear"} if reply.all_closed else {}


def _next(asker: Asker, sent: Sent, reply: FormReply) -> View:
    """Return the view that takes the place of a form; it cannot close by itself."""
    if reply.errors:
        return dialogs.refilled({**sent.view, **_bare(sent)}, _errors(reply))
    if reply.view is not None:
        return reply.view
    said = section(asker.voice.say("dialog.done"))
    return dialogs.notice(asker.voice, asker.voice.say("dialog.title"), said)


def _bare(sent: Sent) -> View:
    """Return the facts of a form without what was stamped on it."""
    return {"private_metadata": json.dumps(dict(sent.meta), ensure_ascii=False)}


def _errors(reply: FormReply) -> list[Block]:
    return [section(*reply.errors.values())]


def _changes(reply: FormReply) -> bool:
    return bool(reply.errors or reply.dialog or reply.view)


def _in_trouble(found: FormReply | Trouble) -> FormReply:
    """Keep a form open where something went wrong: nothing entered is lost."""
    if isinstance(found, Trouble):
        return FormReply(errors={"": Safe(found.message.text)})
    return found


def _told(asker: Asker, key: str) -> FormReply:
    return _noticed(asker, answers.told(asker.voice, key))


def _noticed(asker: Asker, told: Message) -> FormReply:
    title = asker.voice.say("dialog.title")
    return FormReply(view=dialogs.notice(asker.voice, title, *told.blocks))


def _update(sent: Sent, view: View) -> dict[str, Any]:
    named = {**stamped(view, sent.address), "external_id": sent.answered.own_name}
    return {"response_action": "update", "view": named}
