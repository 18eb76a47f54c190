"""The answer to *why is this invoice not in Twikey?*"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from bot.views import alert_buttons, buttons, counting, decisions
from bot.views.blocks import (
    Block,
    Button,
    Link,
    Message,
    actions,
    bold,
    bulleted,
    context,
    header,
    message,
    section,
)
from bot.views.standing import offered as offered_after
from bot.views.standing import stands
from bot.views.timeline import timeline
from bot.views.values import Value, invoice_value
from bot.words import Safe, Voice
from bot.words.profile import mandates, profile
from bot.words.reasons import text, title, way_out
from bot.words.standing import TOLD
from core.domain.diagnosis import Diagnosis
from core.domain.invitation import HeldFor
from core.domain.outcome import Line, Outcome
from core.domain.reason import PARTLY, Reason
from core.domain.rules import RULE_OF, Mover
from core.domain.verdict import Blocked, Eligible, Finding, Undecided

_BY_ITSELF = (HeldFor.DOCUMENT, HeldFor.BATCH)
"""What an invitation may wait for without anybody doing anything."""


def why(voice: Voice, found: Diagnosis, shared_by: str | None = None) -> Message:
    """Tell everything about one invoice; shared ones have no private buttons."""
    number = Safe(voice.worded(found.number or found.asked))
    blocks = [
        header(voice.say("why.title", number=number)),
        section(bold(_verdict(voice, found)), *_decisive(voice, found)),
        section(*_about(voice, found), _would(voice, found), *profile(voice, found)),
        *([section(*gap)] if (gap := mandates(voice, found)) else []),
    ]
    blocks += stands(voice, found)
    blocks += _also(voice, found)
    blocks += timeline(voice, found.timeline)
    offered = _buttons(voice, found, shared_by)
    if offered:
        blocks.append(actions(*offered))
    small = _small_print(voice, found)
    if shared_by:
        small.insert(0, voice.say("why.shared", by=Safe(voice.person(shared_by))))
    if small:
        blocks.append(context(*small))
    return message(*blocks)


def _verdict(voice: Voice, found: Diagnosis) -> Safe:
    match found.verdict:
        case Eligible():
            return voice.say("why.eligible")
        case Undecided(system):
            return voice.say("why.unknown", system=voice.say(f"system.{system}"))
        case Blocked() if _is_there(found.verdict.decisive):
            leading = leading_finding(found)
            if leading in (None, found.verdict.decisive):
                return voice.say("why.already")
            return voice.say("why.already_but", title=title(voice, leading.reason))
        case Blocked():
            name = title(voice, found.verdict.decisive.reason)
            return voice.say("why.blocked", title=name)


def _is_there(decisive: Finding) -> bool:
    already = decisive.reason is Reason.ALREADY_IMPORTED
    return already and decisive.facts.get("state") != "deleted"


def _decisive(voice: Voice, found: Diagnosis) -> list[Safe]:
    if isinstance(found.verdict, Undecided):
        return [voice.say("why.unknown_way_out")]
    if not isinstance(found.verdict, Blocked):
        return []
    reason, facts = found.verdict.decisive.reason, found.verdict.decisive.facts
    leading = leading_finding(found) or found.verdict.decisive
    lines = [text(voice, reason, facts)]
    if leading is not found.verdict.decisive:
        lines.append(text(voice, leading.reason, leading.facts))
    if not _is_there(leading):
        remedy = way_out(voice, leading.reason, leading.facts)
        lines.append(voice.say("why.way_out", way_out=remedy))
    if found.first_cause not in (None, reason):
        first = title(voice, found.first_cause or reason)
        lines.append(voice.say("why.first_cause", title=first))
    return lines


def leading_finding(found: Diagnosis) -> Finding | None:
    """Return the finding that says what to do next.

    That is what keeps it out. For an invoice that is in Twikey it is the first note
    that somebody has to act on, such as that it was settled since.
    """
    if not isinstance(found.verdict, Blocked):
        return None
    decisive = found.verdict.decisive
    if not _is_there(decisive):
        return decisive
    notes = (one for one in found.findings if one is not decisive)
    return next((one for one in notes if _needs_people(one)), decisive)


def _needs_people(finding: Finding) -> bool:
    if finding.facts.get("held_for") in _BY_ITSELF:
        return False
    return RULE_OF[finding.reason].mover not in (Mover.NOBODY, Mover.BOT)


def _about(voice: Voice, found: Diagnosis) -> list[Safe]:
    parts = [voice.worded(p) for p in (found.amount, found.customer_name) if p]
    if found.due_on:
        parts.append(voice.say("why.due", due=found.due_on))
    lines = [voice.listed(parts)]
    if found.department:
        lines.append(voice.say("why.department", department=found.department))
    return lines


def _would(voice: Voice, found: Diagnosis) -> Safe:
    answers = {True: "yes", False: "no", None: "unknown"}
    return voice.say(f"why.would.{answers[found.would_import_now]}")


def _also(voice: Voice, found: Diagnosis) -> list[Block]:
    decisive = found.verdict.decisive if isinstance(found.verdict, Blocked) else None
    told = (decisive, leading_finding(found))
    others = [
        finding
        for finding in found.findings
        if finding not in told and finding.reason not in TOLD
    ]
    if not others:
        return []
    lines = [_finding(voice, finding) for finding in others]
    return [section(bold(voice.say("why.also")), *bulleted(lines))]


def _finding(voice: Voice, finding: Finding) -> Safe:
    name = title(voice, finding.reason)
    said = f"{name}. {text(voice, finding.reason, finding.facts)}"
    if _needs_people(finding):
        said += f" {way_out(voice, finding.reason, finding.facts)}"
    return Safe(said)


def _buttons(
    voice: Voice, found: Diagnosis, shared_by: str | None
) -> list[Button | Link]:
    offered: list[Button | Link] = []
    value = invoice_value(found.source_id, found.number)
    if value and not shared_by:
        acting = _acting(voice, found, value) + offered_after(voice, found, value)
        offered += _first_stands_out(acting)
        offered += decisions.offered(voice, found, value)
        if _beyond_people(found):
            offered.append(buttons.support(voice, value))
        offered.append(buttons.share(voice, value))
    for system in ("teamleader", "twikey"):
        url = getattr(found.links, system)
        if url and _is_web(url):
            offered.append(Link(voice.say(f"button.{system}"), url))
    return offered


def _acting(voice: Voice, found: Diagnosis, value: Value) -> list[Button]:
    for one in found.findings:
        if one.reason is Reason.SETTLED_SINCE:
            is_part = PARTLY in one.facts
            return [] if is_part else [alert_buttons.mark_paid(voice, value)]
    if not found.would_import_now:
        return []
    if found.decisive is Reason.REFUSED:
        return [buttons.retry(voice, value)]
    line = Line(Outcome.NOT_IMPORTED, amount=found.amount)
    return [buttons.import_now(voice, value, counting.sum_of(voice, [line]))]


def _beyond_people(found: Diagnosis) -> bool:
    """Whether the people at the company may need the help of support."""
    unknown = isinstance(found.verdict, Undecided)
    return unknown or found.decisive is Reason.REFUSED


def _first_stands_out(offered: list[Button]) -> list[Button]:
    """Let the one button that fits best stand out; the others are for later."""
    if not offered:
        return []
    return [replace(offered[0], style="primary"), *offered[1:]]


def _small_print(voice: Voice, found: Diagnosis) -> list[Safe]:
    if not isinstance(found.verdict, Blocked):
        return []
    decisive = found.verdict.decisive
    leading = leading_finding(found) or decisive
    who = voice.say(f"mover.{RULE_OF[leading.reason].mover}")
    lines = [who, voice.say("why.code", code=decisive.reason.value)]
    if decisive.reason is Reason.REFUSED and decisive.facts.get("code"):
        lines.append(voice.say("why.twikey_code", code=decisive.facts["code"]))
    return lines


def _is_web(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("https", "http") and bool(parts.netloc) and len(url) < 3000
