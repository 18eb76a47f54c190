"""The digest: what waits on people first, then what moved, then the proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.views import counting
from bot.views.blocks import (
    Block,
    Message,
    bold,
    bulleted,
    code,
    context,
    header,
    message,
    section,
)
from bot.views.links import linked_number
from bot.views.risk import cause_name, first_due
from bot.words import Safe, Voice
from core.domain.digest import Digest, Waiting
from core.domain.money import Money
from core.domain.reason import Facts

_GROUPS_MOST = 15
_NAMED_MOST = 5


def digest(voice: Voice, found: Digest, proof: Facts, today: date) -> Message:
    """Tell how things stand; ``proof`` holds the sums of the days before."""
    well = found.is_well and not proof.get("unexplained")
    blocks = [header(voice.say("digest.title", day=today))]
    if well:
        blocks.append(section(bold(voice.say("digest.well"))))
    blocks += _waiting(voice, found, today)
    blocks.append(section(_moved(voice, found), *_proof(voice, proof)))
    blocks += _aside(voice, found)
    return message(*blocks, context(_hint(voice)))


def _waiting(voice: Voice, found: Digest, today: date) -> list[Block]:
    lines = [_group(voice, one, today) for one in found.waiting[:_GROUPS_MOST]]
    if len(found.waiting) > _GROUPS_MOST:
        lines.append(voice.say("list.more", count=len(found.waiting) - _GROUPS_MOST))
    if found.settled:
        count = len(found.settled)
        amount = counting.total_of(voice, [line.amount for line in found.settled])
        lines.append(voice.say("digest.settled", count=count, amount=amount))
    if not lines:
        return []
    amount = counting.total_of(voice, found.at_risk)
    title = voice.say("digest.waiting", amount=amount)
    return [section(bold(title), *bulleted(lines))]


def _group(voice: Voice, one: Waiting, today: date) -> Safe:
    facts = {
        "title": cause_name(voice, one.reason, one.system),
        "count": len(one.invoices),
        "amount": counting.total_of(voice, one.amounts),
    }
    told = voice.say("summary.problem", **facts)
    named = _numbers(voice, one)
    if one.due_on is None:
        return Safe(f"{told}. {named}")
    return Safe(f"{told}. {first_due(voice, one.due_on, today)} {named}")


def _aside(voice: Voice, found: Digest) -> list[Block]:
    lines = [_brief(voice, one) for one in found.aside[:_GROUPS_MOST]]
    if found.documents:
        lines.append(voice.say("digest.documents", count=found.documents))
    if not lines:
        return []
    return [section(bold(voice.say("digest.aside")), *bulleted(lines))]


def _brief(voice: Voice, one: Waiting) -> Safe:
    name = cause_name(voice, one.reason, one.system)
    amount = counting.total_of(voice, one.amounts)
    facts = {"count": len(one.invoices), "amount": amount}
    told = voice.say("summary.problem", title=name, **facts)
    return Safe(f"{told}. {_numbers(voice, one)}")


def _numbers(voice: Voice, one: Waiting) -> Safe:
    """Name the first few, each leading to Teamleader."""
    named = [linked_number(voice, each) for each in one.invoices[:_NAMED_MOST]]
    if len(one.invoices) > _NAMED_MOST:
        rest = len(one.invoices) - _NAMED_MOST
        named.append(voice.say("list.more", count=rest))
    return voice.listed(named)


def _moved(voice: Voice, found: Digest) -> Safe:
    if not found.imported:
        return voice.say("digest.still", since=found.since)
    amount = counting.total_of(voice, found.imported)
    count = len(found.imported)
    return voice.say("digest.moved", count=count, amount=amount, since=found.since)


def _proof(voice: Voice, proof: Facts) -> list[Safe]:
    if "first" not in proof:
        return []
    first, last = (date.fromisoformat(str(proof[name])) for name in ("first", "last"))
    days = voice.worded(first)
    if first != last:
        days = voice.say("proof.days", first=first, last=last)
    if "system" in proof:
        system = voice.say(f"system.{proof['system']}")
        return [voice.say("digest.unproven", days=days, system=system)]
    return [_sums(voice, proof, days), *_unexplained(voice, proof)]


def _sums(voice: Voice, proof: Facts, days: Safe) -> Safe:
    counts = proof["counts"]
    counted = counts if isinstance(counts, Mapping) else {}
    return voice.say(
        "digest.proof",
        days=days,
        count=proof["booked"],
        amount=Money.of(str(proof["amount"])),
        imported=counted.get("imported", 0),
        unexplained=counted.get("unexplained", 0),
    )


def _unexplained(voice: Voice, proof: Facts) -> list[Safe]:
    numbers = proof["unexplained"]
    if not isinstance(numbers, Sequence) or not numbers:
        return []
    shown = voice.listed([counting.named(voice, str(one)) for one in numbers])
    return [voice.say("proof.unexplained_numbers", numbers=shown)]


def _hint(voice: Voice) -> Safe:
    return voice.say("digest.hint", alerts=code("/twikey alerts"))
