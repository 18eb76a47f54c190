"""What people read in the terminal: pure functions from values to text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.check_ports import CheckLine, Level
from bot.words import Voice, format, reasons, standing
from bot.words.events import happened
from bot.words.invited import invited, would_invite
from bot.words.narrowed import narrowed
from bot.words.profile import mandates, profile
from core.domain.diagnosis import Ambiguous, Diagnosis, Match
from core.domain.history import TimelineEntry
from core.domain.money import EURO, Money
from core.domain.outcome import Line, Outcome, Run
from core.domain.reason import Reason
from core.domain.verdict import Blocked, Eligible, Finding, Undecided

MOST_LINES = 50
_MARKS = {
    Level.OK: "ok     ",
    Level.NOTE: "note   ",
    Level.WARNING: "warning",
    Level.WRONG: "WRONG  ",
}
_WOULD = {True: "yes", False: "no", None: "unknown"}


def printable(text: str) -> str:
    """Return data without what could steer a terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def voice_for(zone: ZoneInfo) -> Voice:
    """Return the voice of the terminal."""
    return Voice(clean=printable, zone=zone)


def run_text(run: Run, voice: Voice, older: int | None = None) -> str:
    """Return the summary of a run; ``older`` counts the open problems before it."""
    return "\n".join(_run_lines(run, voice, older))


def answer_text(answer: Diagnosis | Ambiguous, voice: Voice) -> str:
    """Return the answer to *why*."""
    if isinstance(answer, Ambiguous):
        return "\n".join(_ambiguous_lines(answer, voice))
    return "\n".join(_diagnosis_lines(answer, voice))


def check_text(line: CheckLine) -> str:
    """Return one line of the check, with its mend below."""
    text = f"{_MARKS[line.level]} {line.part}: {printable(line.text)}"
    return f"{text}\n          -> {line.mend}" if line.mend else text


def _run_lines(run: Run, voice: Voice, older: int | None) -> Iterator[str]:
    if run.preview:
        yield "Preview: nothing was changed."
    yield _counted(run, voice)
    yield from narrowed(voice, run)
    if run.failed:
        system = voice.say(f"system.{run.failed.value}")
        yield f"Not complete: {system} stopped answering. What is done stays done."
    imported = run.of(Outcome.IMPORTED)
    if imported:
        title = "Would be imported" if run.preview else "Imported"
        yield from _group(title, imported, voice)
        yield from _invitations(run, voice)
    yield from _not_imported(run, voice)
    for line in run.lines:
        if line.is_ambiguous:
            yield ""
            yield from _choice_lines(line.number or "", line.matches)
    unknown = tuple(one for one in run.of(Outcome.UNKNOWN) if not one.is_ambiguous)
    if unknown:
        yield from _group("Not known: a system did not answer", unknown, voice)
    if older:
        yield ""
        yield voice.say("summary.older", count=older)
        yield "  -> twikey-bot import problems takes every open one"


def _invitations(run: Run, voice: Voice) -> Iterator[str]:
    told = invited(voice, run)
    if run.preview and "invitations" in run.facts:
        yield f"  {would_invite(voice, run)}"
    elif told:
        yield f"  {told}"


def _not_imported(run: Run, voice: Voice) -> Iterator[str]:
    """Show first what somebody has to do something about."""
    groups = sorted(
        run.by_reason().items(),
        key=lambda group: not any(line.needs_people for line in group[1]),
    )
    for reason, lines in groups:
        yield from _group(reasons.title(voice, reason), lines, voice)
        yield f"  -> {reasons.way_out(voice, reason, lines[0].facts)}"


def _counted(run: Run, voice: Voice) -> str:
    counts = run.counts
    parts = [f"{format.number(counts['seen'])} seen"]
    for outcome in Outcome:
        count = counts[outcome.value]
        if count:
            name = voice.say(f"outcome.{outcome.value}")
            would = "would be " if run.preview and outcome is Outcome.IMPORTED else ""
            worth = _worth(run.of(outcome))
            parts.append(
                f"{format.number(count)} {would}{name[0].lower()}{name[1:]} ({worth})"
            )
    return ", ".join(parts)


def _worth(lines: Iterable[Line]) -> str:
    total = Money.zero()
    for line in lines:
        if line.amount is not None and line.amount.currency == EURO:
            total += line.amount
    return format.amount(total)


def _group(title: str, lines: tuple[Line, ...], voice: Voice) -> Iterator[str]:
    yield ""
    yield f"{title} ({format.number(len(lines))})"
    for line in lines[:MOST_LINES]:
        yield f"  {_one(line, voice)}"
        if line.needs_people and line.reason:
            yield f"    {reasons.text(voice, line.reason, line.facts)}"
    if len(lines) > MOST_LINES:
        more = format.number(len(lines) - MOST_LINES)
        yield f"  and {more} more; --json shows all of them"


def _one(line: Line, voice: Voice) -> str:
    parts = [
        line.number or "(no number)",
        format.amount(line.amount) if line.amount else None,
        line.customer_name,
        line.department,
        voice.say(f"system.{line.system.value}") if line.system else None,
    ]
    return "  ".join(printable(part) for part in parts if part)


def _ambiguous_lines(answer: Ambiguous, voice: Voice) -> Iterator[str]:
    del voice
    yield from _choice_lines(answer.asked, answer.matches)


def _choice_lines(asked: str, matches: tuple[Match, ...]) -> Iterator[str]:
    yield f"{printable(asked)} fits {len(matches) or 'several'} invoices:"
    for match in matches:
        parts = [match.number, match.department, match.customer_name, match.source_id]
        yield "  " + "  ".join(printable(part) for part in parts if part)
    yield "Ask again with the full number or the id."


def _diagnosis_lines(answer: Diagnosis, voice: Voice) -> Iterator[str]:
    yield f"{_about(answer)}: {_headline(answer, voice)}"
    if isinstance(answer.verdict, Blocked):
        yield from _explained(answer.verdict.decisive, voice)
        decisive = answer.verdict.decisive
    else:
        decisive = None
    if answer.first_cause and answer.first_cause is not answer.decisive:
        yield f"First kept out by: {reasons.title(voice, answer.first_cause)}"
    for finding in answer.findings:
        if finding is decisive or finding.reason in standing.TOLD:
            continue
        yield f"Also: {reasons.text(voice, finding.reason, finding.facts)}"
    would = _WOULD[answer.would_import_now]
    yield f"Would it be imported now, asked for by number? {would}"
    yield from profile(voice, answer)
    yield from mandates(voice, answer)
    if standing.is_followed(answer):
        yield standing.document(voice, answer.document)
        yield standing.invitation(voice, answer.invitation)
    yield from _history(answer.timeline, voice)
    for link in (answer.links.teamleader, answer.links.twikey):
        if link:
            yield printable(link)


def _about(answer: Diagnosis) -> str:
    parts = [
        answer.customer_name,
        answer.department,
        format.amount(answer.amount) if answer.amount else None,
    ]
    known = ", ".join(printable(part) for part in parts if part)
    name = printable(answer.number or answer.asked)
    return f"{name} ({known})" if known else name


def _headline(answer: Diagnosis, voice: Voice) -> str:
    match answer.verdict:
        case Eligible():
            return "nothing stands against its import"
        case Undecided(system=system):
            return (
                f"unknown, because {voice.say(f'system.{system.value}')} did not tell"
            )
        case Blocked(decisive=finding) if finding.reason is Reason.ALREADY_IMPORTED:
            return "in Twikey"
        case Blocked(decisive=finding):
            return f"not imported: {reasons.title(voice, finding.reason)}"
        case _:
            assert_never(answer.verdict)


def _explained(finding: Finding, voice: Voice) -> Iterator[str]:
    yield f"  {reasons.text(voice, finding.reason, finding.facts)}"
    yield f"  -> {reasons.way_out(voice, finding.reason, finding.facts)}"


def _history(timeline: tuple[TimelineEntry, ...], voice: Voice) -> Iterator[str]:
    if timeline:
        yield "What happened:"
    for entry in timeline:
        yield f"  {format.moment(entry.at, voice.zone)}  {happened(voice, entry)}"
