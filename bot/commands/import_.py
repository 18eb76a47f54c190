"""``/twikey import``: bring invoices in, after a preview where they are many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.commands.call import Call, Desk, Ending, Job, Reply
from bot.commands.parsing import read_import, spelled
from bot.views import Message, answers, scopes
from bot.views.blocks import channel_link, message
from bot.views.picker import NUMBERS_SHOWN, to_import
from bot.views.preview import preview
from bot.views.summary import summary
from bot.views.values import Value
from bot.words import Safe, Voice
from core.domain.invoice import DepartmentId
from core.domain.outcome import Outcome, Run
from core.ports.clock import Progress, Report
from core.scope import ImportOrder, NumbersScope, Scope, WindowScope


async def handle(call: Call, desk: Desk) -> Reply:
    """Say what was understood and start the import. Raises ``UsageError``."""
    today = desk.clock.now().astimezone(desk.zone).date()
    request = read_import(call.text, today, call.language)
    asking = Asking(desk, desk.voice(call.language), Order(request.scope, call.user))
    return asking.preview_only() if request.preview else asking.reply()


@dataclass(frozen=True)
class Order:
    """Which invoices somebody wants.

    ``value`` is what a button carries to ask for the same again, and ``names`` are
    what people call the invoices; without them both are made from the scope.
    ``departments`` narrow it; none narrows nothing.
    """

    scope: Scope
    user: str
    value: Value | None = None
    names: tuple[str, ...] = ()
    departments: frozenset[DepartmentId] = frozenset()


class Asking:
    """One import as somebody asked for it."""

    def __init__(self, desk: Desk, voice: Voice, order: Order) -> None:
        self._desk = desk
        self._voice = voice
        self._scope = order.scope
        self._order = order
        self.what: Safe = _described(voice, order)
        self.public_what: Safe = _described(desk.channel_voice, order)

    def reply(self) -> Reply:
        """Import at once, or ask first where it may be many."""
        voice, channel = self._voice, self._desk.channel
        first = answers.importing(voice, self.what, channel)
        if self._may_be_many():
            limit = self._desk.confirm_above
            first = answers.careful(voice, self.what, channel, limit)
        return Reply(first, Job(self._work, self.public_what))

    def preview_only(self) -> Reply:
        """Tell what an import would do, and do nothing."""
        first = answers.told(self._voice, "understood.preview", what=self.what)
        return Reply(first, Job(self._preview, self.public_what))

    async def question(self) -> Message | None:
        """Return the preview to confirm if it would bring in many, else ``None``.

        What could not be found out beforehand counts as if it were brought in.
        """
        limit = self._desk.confirm_above
        if not self._may_be_many():
            return None
        foreseen = await self.foresee()
        possible = foreseen.of(Outcome.IMPORTED, Outcome.UNKNOWN)
        if len(possible) <= limit and foreseen.failed is None:
            return None
        return preview(self._voice, foreseen, self.what, self._value(), limit)

    async def run(self, report: Report) -> Run:
        """Import."""
        return await self._desk.engine.run(self._ordered(preview=False), report)

    async def foresee(self) -> Run:
        """Find out what an import would do, and do nothing."""
        return await self._desk.engine.run(self._ordered(preview=True), _unheard)

    async def ending(self, run: Run) -> Ending:
        """Return the summary for the channel and the word to the person.

        Where nothing was done because every number fits several invoices, only the
        person is asked: to the channel that is no news.
        """
        if run.lines and all(line.is_ambiguous for line in run.lines):
            asked = to_import(self._voice, run.lines)
            if asked and len(run.lines) <= NUMBERS_SHOWN:
                return Ending(private=message(*asked))
        older = await self._older(run)
        where = channel_link(self._desk.channel)
        return Ending(
            private=answers.told(self._voice, "answer.summary", channel=where),
            public=summary(self._desk.channel_voice, run, self.public_what, older),
        )

    async def _work(self, report: Report) -> Ending:
        question = await self.question()
        if question is not None:
            return Ending(private=question)
        return await self.ending(await self.run(report))

    async def _preview(self, report: Report) -> Ending:
        del report  # a preview asks for little and is soon done
        foreseen = await self.foresee()
        shown = preview(self._voice, foreseen, self.what, self._value())
        return Ending(private=shown)

    def _value(self) -> Value:
        return self._order.value or Value("", spelled(self._scope))

    def _ordered(self, *, preview: bool) -> ImportOrder:
        return ImportOrder(
            self._scope,
            preview=preview,
            asked_by=self._order.user,
            departments=self._order.departments,
        )

    async def _older(self, run: Run) -> int:
        window = run.window
        if window is None and isinstance(self._scope, WindowScope):
            window = self._scope.window
        if window is None:
            return 0
        start = window.starts_at(self._desk.zone)
        return await self._desk.engine.older_problems(_in_utc(start))

    def _may_be_many(self) -> bool:
        if isinstance(self._scope, NumbersScope):
            return len(self._scope.numbers) > self._desk.confirm_above
        return True


def _described(voice: Voice, order: Order) -> Safe:
    if order.names:
        return scopes.numbered(voice, order.names)
    return scopes.described(voice, order.scope)


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo("UTC"))


def _unheard(progress: Progress) -> None:
    del progress
