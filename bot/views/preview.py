"""What an import would do, shown before it is done."""

from __future__ import annotations

from bot.views import buttons, counting
from bot.views.blocks import (
    Block,
    Message,
    actions,
    bold,
    bulleted,
    context,
    header,
    message,
    section,
)
from bot.views.picker import to_import
from bot.views.values import Value
from bot.words import Safe, Voice
from bot.words.invited import would_invite
from bot.words.narrowed import narrowed
from core.domain.outcome import Line, Outcome, Run
from core.domain.reason import Reason


def preview(
    voice: Voice, run: Run, what: Safe, value: Value, ask_above: int | None = None
) -> Message:
    """Tell what a previewed run would do, with the buttons that do it.

    ``value`` is what was asked for, as the buttons carry it; ``ask_above`` is the limit
    that made the bot ask, ``None`` where a person asked for the preview. Where nothing
    would be imported there is nothing to confirm; where a number fits several invoices
    there is something to choose.
    """
    blocks = [*foreseen(voice, run, what), *to_import(voice, run.lines)]
    wanted = run.of(Outcome.IMPORTED)
    if ask_above is None or not wanted:
        blocks.append(context(voice.say("preview.only")))
    else:
        blocks.append(section(voice.say("preview.ask", limit=ask_above)))
    if wanted:
        amount = counting.sum_of(voice, wanted)
        yes = buttons.confirm_import(voice, value, len(wanted), amount)
        blocks.append(actions(yes, buttons.cancel(voice, value)))
    return message(*blocks)


def foreseen(voice: Voice, run: Run, what: Safe) -> list[Block]:
    """Tell what a previewed run would do, without anything to press."""
    return [
        header(voice.say("preview.title", what=what)),
        section(*_would(voice, run), *narrowed(voice, run)),
        *_failed(voice, run),
        *_stays(voice, run),
    ]


def _would(voice: Voice, run: Run) -> list[Safe]:
    wanted = run.of(Outcome.IMPORTED)
    if not wanted:
        return [voice.say("preview.none")]
    amount = counting.sum_of(voice, wanted)
    return [
        bold(voice.say("preview.would", count=len(wanted), amount=amount)),
        *_notes(voice, run, wanted),
    ]


def _notes(voice: Voice, run: Run, wanted: tuple[Line, ...]) -> list[Safe]:
    lines = [would_invite(voice, run)]
    noted = (
        ("preview.sent", Reason.SENT_BY_TEAMLEADER),
        ("preview.past_due", Reason.PAST_DUE),
    )
    for key, reason in noted:
        count = sum(_has(line, reason) for line in wanted)
        if count:
            lines.append(voice.say(key, count=count))
    return bulleted(lines)


def _has(line: Line, reason: Reason) -> bool:
    return any(finding.reason is reason for finding in line.findings)


def _failed(voice: Voice, run: Run) -> list[Block]:
    if run.failed is None:
        return []
    system = voice.say(f"system.{run.failed}")
    return [section(voice.say("summary.failed", system=system))]


def _stays(voice: Voice, run: Run) -> list[Block]:
    groups = (*counting.problems(run), *counting.settled(run))
    lines = [counting.cause_title(voice, group) for group in groups]
    already = run.of(Outcome.ALREADY_IMPORTED)
    if already:
        name = voice.say(f"outcome.{Outcome.ALREADY_IMPORTED}")
        amount = counting.sum_of(voice, already)
        facts = {"outcome": name, "count": len(already), "amount": amount}
        lines.append(voice.say("summary.outcome", **facts))
    if not lines:
        return []
    return [section(bold(voice.say("preview.stays")), *bulleted(lines))]
