"""What an import came to, short where all is well and bounded where it is not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.views import buttons, counting
from bot.views.blocks import (
    Block,
    Message,
    actions,
    bold,
    bulleted,
    choice,
    context,
    header,
    message,
    section,
)
from bot.views.counting import Group
from bot.views.listing import csv_of
from bot.views.values import invoice_value
from bot.words import Safe, Voice
from bot.words.invited import invited
from bot.words.narrowed import narrowed
from bot.words.reasons import text, way_out
from core.domain.outcome import Line, Outcome, Run, RunTrigger
from core.domain.reason import Reason

_LINES_PER_CAUSE = 10
# Slack takes fifty blocks, and about 13,000 characters in all, which it does not say.
_BLOCKS_MOST = 49
_SIZE_MOST = 11_500
_FULL_WORDS_UP_TO = 2
_FULL_WORDS_IN_ALL = 5
_DOCUMENTS_MOST = 4


@dataclass(frozen=True)
class Share:
    """How many lines and buttons of its own one cause gets, and whether one for all."""

    lines: int
    buttons: int
    retry_all: bool


@dataclass(frozen=True)
class Room:
    """How many lines and buttons all causes have together.

    Only the ``largest`` causes get a button that retries all of their invoices.
    """

    lines: int
    buttons: int
    largest: int

    def share(self, groups: tuple[Group, ...], index: int) -> Share:
        """Divide the room, so that every cause is told of."""
        lines = min(_LINES_PER_CAUSE, max(1, self.lines // len(groups)))
        return Share(lines, self.buttons // len(groups), index < self.largest)


@dataclass(frozen=True)
class _Told:
    """A cause with what is said of it however much room there is."""

    group: Group
    run_id: str
    headline: Safe
    way_out: Safe

    @classmethod
    def of(cls, voice: Voice, run_id: str, group: Group) -> _Told:
        """Find the words for a cause."""
        headline = bold(counting.cause_title(voice, group))
        return cls(group, run_id, headline, _way_out(voice, group))


# The largest one that fits is taken.
_ROOMS = (Room(48, 8, 12), Room(24, 8, 8), Room(16, 4, 6), Room(0, 0, 4))


def summary(
    voice: Voice, run: Run, what: Safe | None = None, older: int = 0
) -> Message:
    """Tell what a run came to.

    ``what`` says in words which invoices were asked for; ``older`` counts the problems
    that were open before the window of the run.
    """
    groups, settled = counting.problems(run), counting.settled(run)
    waiting = counting.without_document(run)
    if not groups and not run.failed and not settled:
        return message(
            section(*_fine(voice, run)),
            *_documents(voice, waiting, _DOCUMENTS_MOST),
            *_older(voice, older),
        )
    # What does not depend on the room is found only once: a run may be long.
    first = [
        header(_title(voice, run, what)),
        _counts(voice, run),
        *_failed(voice, run),
    ]
    told = [_Told.of(voice, run.id, group) for group in groups]
    last = _settled(voice, run, settled)
    for room in _ROOMS:
        shares = [room.share(groups, index) for index in range(len(groups))]
        shown = list(zip(told, shares, strict=True))
        problems = [_problem(voice, each, share) for each, share in shown]
        blocks = [*first, *(block for one in problems for block in one), *last]
        blocks += _documents(voice, waiting, min(room.buttons, _DOCUMENTS_MOST))
        blocks += _older(voice, older)
        if _fits(blocks):
            break
    cut = any(len(one.group.lines) > share.lines for one, share in shown)
    if cut:
        blocks.append(context(voice.say("summary.attached")))
    return message(*blocks, attachment=csv_of(voice, run) if cut else None)


def _fine(voice: Voice, run: Run) -> Iterator[Safe]:
    counts = run.counts
    imported, already = counts["imported"], counts["already_imported"]
    if not counts["seen"]:
        yield voice.say("summary.nothing")
    elif not imported:
        yield voice.say("summary.nothing_new", count=already)
    else:
        amount = run.imported_amount
        yield voice.say("summary.fine", count=imported, amount=amount)
        if already:
            yield voice.say("summary.fine_already", count=already)
    told = invited(voice, run)
    if told:
        yield told
    yield from narrowed(voice, run)
    if run.asked_by:
        yield voice.say("summary.by", by=Safe(voice.person(run.asked_by)))


def _title(voice: Voice, run: Run, what: Safe | None) -> Safe:
    if run.trigger is RunTrigger.MANUAL:
        named = what or voice.say("summary.seen", count=len(run.lines))
        return voice.say("summary.title.manual", what=named)
    return voice.say(f"summary.title.{run.trigger}")


def _counts(voice: Voice, run: Run) -> Block:
    lines = [voice.say("summary.seen", count=len(run.lines))]
    for outcome in Outcome:
        held = run.of(outcome)
        if held:
            amount = counting.sum_of(voice, held)
            name = voice.say(f"outcome.{outcome}")
            facts = {"outcome": name, "count": len(held), "amount": amount}
            lines.append(voice.say("summary.outcome", **facts))
    told = invited(voice, run)
    if told:
        lines.append(told)
    lines += narrowed(voice, run)
    if run.asked_by:
        lines.append(voice.say("summary.by", by=Safe(voice.person(run.asked_by))))
    return section(*lines)


def _failed(voice: Voice, run: Run) -> list[Block]:
    if run.failed is None:
        return []
    system = voice.say(f"system.{run.failed}")
    return [section(voice.say("summary.failed", system=system))]


def _problem(voice: Voice, told: _Told, share: Share) -> list[Block]:
    group = told.group
    listed = _listed(voice, group.lines, share.lines)
    blocks = [section(told.headline, told.way_out, *listed)]
    for line in group.lines[: share.buttons]:
        offered = buttons.for_line(voice, line)
        if offered:
            blocks.append(actions(*offered))
    rest = len(group.lines) > share.buttons and not group.cause.is_ambiguous
    if rest and share.retry_all:
        blocks.append(actions(buttons.retry_all(voice, told.run_id, group)))
    return blocks


def _listed(voice: Voice, lines: Sequence[Line], most: int) -> list[Safe]:
    in_full = len(lines) <= _FULL_WORDS_UP_TO
    listed = bulleted(_line(voice, line, in_full=in_full) for line in lines[:most])
    if len(lines) > most:
        listed.append(voice.say("list.more", count=len(lines) - most))
    return listed


def _line(voice: Voice, line: Line, *, in_full: bool) -> Safe:
    brief = counting.listed(voice, line)
    if not in_full or line.reason is None:
        return brief
    return Safe(f"{brief}: {text(voice, line.reason, line.facts)}")


def _way_out(voice: Voice, group: Group) -> Safe:
    reason = group.cause.reason
    if group.cause.is_ambiguous:
        return voice.say("summary.ambiguous_way_out")
    if reason is None:
        return voice.say("summary.unknown_way_out")
    return way_out(voice, reason, group.lines[0].facts)


def _settled(voice: Voice, run: Run, groups: Sequence[Group]) -> list[Block]:
    if not groups:
        return []
    if len(run.lines) <= _FULL_WORDS_IN_ALL:
        lines = [_in_full(voice, line) for group in groups for line in group.lines]
    else:
        lines = [counting.cause_title(voice, group) for group in groups]
    return [section(bold(voice.say("summary.settled")), *bulleted(lines))]


def _in_full(voice: Voice, line: Line) -> Safe:
    reason = line.reason or Reason.REFUSED
    told = text(voice, reason, line.facts), way_out(voice, reason, line.facts)
    return Safe(f"{counting.name_of(voice, line)}: {' '.join(told)}")


def _documents(voice: Voice, waiting: Sequence[Line], most: int) -> list[Block]:
    """Tell which PDFs are still missing; ``most`` are offered to be fetched."""
    if not waiting:
        return []
    blocks = [section(bold(voice.say("summary.documents", count=len(waiting))))]
    for line in waiting[:most]:
        value = invoice_value(line.source_id, line.number)
        if value:
            button = buttons.fetch(voice, value)
            blocks.append(choice(counting.listed(voice, line), button))
    return blocks


def _older(voice: Voice, older: int) -> list[Block]:
    if not older:
        return []
    told = voice.say("summary.older", count=older)
    return [choice(told, buttons.older(voice, older))]


def _fits(blocks: list[Block]) -> bool:
    size = len(json.dumps(blocks, ensure_ascii=False))
    return size <= _SIZE_MOST and len(blocks) < _BLOCKS_MOST
