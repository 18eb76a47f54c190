"""The file of a support pack: everything that is known, part by part."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from bot.views.blocks import plain
from bot.words import Safe, Voice
from bot.words.events import happened
from bot.words.reasons import text, title
from core.domain.diagnosis import Diagnosis
from core.domain.reason import Facts
from core.domain.support import SupportPack
from core.domain.verdict import Blocked, Eligible, Undecided

Lines = Iterator[str]

_RULE = "-" * 60


def whole(voice: Voice, pack: SupportPack) -> str:
    """Return everything as a text, not yet redacted."""
    found = pack.diagnosis
    made = voice.say("support.file.made", at=pack.at)
    title_line = voice.say("support.file.title", number=called(found))
    lines: list[str] = [title_line, made]
    for name, part in _PARTS.items():
        told = list(part(voice, pack)) or [voice.say("support.nothing")]
        lines += ["", voice.say(f"support.part.{name}"), _RULE, *told]
    return "\n".join(lines) + "\n"


def verdict(voice: Voice, found: Diagnosis) -> Safe:
    """Return in one line how an invoice stands."""
    match found.verdict:
        case Eligible():
            return voice.say("why.eligible")
        case Undecided(system):
            return voice.say("why.unknown", system=voice.say(f"system.{system}"))
        case Blocked():
            name = title(voice, found.verdict.decisive.reason)
            return voice.say("why.blocked", title=name)


def as_told(facts: Facts) -> str:
    """Return facts exactly as they are remembered."""
    if not facts:
        return ""
    return plain(json.dumps(dict(facts), ensure_ascii=False, default=str))


def called(found: Diagnosis) -> str:
    """Return what people call an invoice, or its id."""
    return found.number or found.source_id or found.asked


def target_of(pack: SupportPack) -> str | None:
    """Return the id at Twikey under which it was last sent."""
    ids = [attempt.target_id for attempt in pack.attempts]
    return ids[-1] if ids else None


def _invoice(voice: Voice, pack: SupportPack) -> Lines:
    found = pack.diagnosis
    told: dict[str, object] = {
        "number": found.number,
        "source_id": found.source_id,
        "target_id": target_of(pack),
        "customer": found.customer_name,
        "department": found.department,
        "amount": found.amount,
        "due_on": found.due_on,
        "profile": pack.profile_id,
        "document": Safe(found.document.state),
        "invitation": Safe(found.invitation.state),
        "teamleader": _whole_address(found.links.teamleader),
        "twikey": _whole_address(found.links.twikey),
    }
    return _named(voice, told)


def _judged(voice: Voice, pack: SupportPack) -> Lines:
    found = pack.diagnosis
    answers = {True: "yes", False: "no", None: "unknown"}
    would = voice.say(f"support.would.{answers[found.would_import_now]}")
    first = title(voice, found.first_cause) if found.first_cause else None
    yield from _named(
        voice,
        {
            "verdict": verdict(voice, found),
            "would": would,
            "first_cause": first,
        },
    )
    for finding in found.findings:
        said = text(voice, finding.reason, finding.facts)
        facts = as_told(finding.facts)
        yield f"* {finding.reason} ({finding.effect}): {said} {facts}".rstrip()


def _timeline(voice: Voice, pack: SupportPack) -> Lines:
    for entry in pack.diagnosis.timeline:
        facts = as_told(entry.facts)
        yield f"{_at(entry.at)}  {happened(voice, entry)}  [{entry.event}] {facts}"


def _attempts(voice: Voice, pack: SupportPack) -> Lines:
    del voice  # exact answers are in Twikey's words
    for attempt in pack.attempts:
        yield f"{_at(attempt.at)}  {attempt.state}  {attempt.target_id}"
        yield f"    {as_told(attempt.facts)}"


def _acts(voice: Voice, pack: SupportPack) -> Lines:
    del voice  # acts are told by their codes
    for act in pack.acts:
        yield f"{_at(act.at)}  {act.who}  {act.what}  {as_told(act.facts)}".rstrip()


def _versions(voice: Voice, pack: SupportPack) -> Lines:
    del voice  # names of programs
    return _listed(pack.versions)


def _settings(voice: Voice, pack: SupportPack) -> Lines:
    del voice  # names of variables
    return _listed(pack.settings)


_PARTS: Mapping[str, Callable[[Voice, SupportPack], Lines]] = {
    "invoice": _invoice,
    "judged": _judged,
    "timeline": _timeline,
    "attempts": _attempts,
    "acts": _acts,
    "versions": _versions,
    "settings": _settings,
}


def _named(voice: Voice, told: Mapping[str, object]) -> Lines:
    known = {name: value for name, value in told.items() if value is not None}
    for name, value in known.items():
        yield f"{voice.say(f'support.name.{name}')}: {voice.worded(value)}"


def _listed(told: Mapping[str, str]) -> Lines:
    for name, value in told.items():
        yield f"{name}: {plain(value)}"


def _at(at: object) -> str:
    return str(at)[:19]


def _whole_address(url: str | None) -> Safe | None:
    return Safe(plain(url)) if url else None
