"""The proof that everything is in, as sums and as a list."""

from __future__ import annotations

import csv
import io

from bot.views.blocks import (
    Attachment,
    Message,
    bold,
    bulleted,
    context,
    header,
    message,
    section,
)
from bot.views.counting import named
from bot.views.listing import harmless
from bot.words import Safe, Voice
from bot.words.reasons import title
from core.domain.proof import Place, Proof, ProvenInvoice, Share

_NUMBERS_MOST = 30
_SHARES_MOST = 40
_HEADINGS = ("number", "department", "place", "reason", "amount", "in")


def proof(voice: Voice, found: Proof) -> Message:
    """Tell what became of every invoice of some days."""
    booked, amount = found.total()
    days = {"first": found.first, "last": found.last}
    unexplained = len(found.unexplained)
    answer = bold(voice.say("proof.unexplained", count=unexplained))
    blocks = [
        header(voice.say("proof.title", **days)),
        section(answer, *_numbers(voice, found)),
        section(
            voice.say("proof.booked", count=booked, amount=amount),
            *bulleted(_share(voice, one) for one in found.shares[:_SHARES_MOST]),
        ),
        context(voice.say("proof.rule")),
    ]
    if not booked:
        return message(*blocks)
    return message(*blocks, attachment=_listed(voice, found))


def _numbers(voice: Voice, found: Proof) -> list[Safe]:
    if not found.unexplained:
        return []
    shown = [named(voice, one.number) for one in found.unexplained[:_NUMBERS_MOST]]
    lines = [voice.say("proof.unexplained_numbers", numbers=voice.listed(shown))]
    if len(found.unexplained) > _NUMBERS_MOST:
        rest = len(found.unexplained) - _NUMBERS_MOST
        lines.append(voice.say("list.more", count=rest))
    return lines


def _share(voice: Voice, one: Share) -> Safe:
    name = voice.say(f"place.{one.place}")
    if one.reason is not None:
        name = Safe(f"{name}: {title(voice, one.reason)}")
    elif one.place is Place.PROBLEM:
        name = voice.say("place.unread")
    facts = {"count": one.count, "amount": one.amount}
    return voice.say("summary.problem", title=name, **facts)


def _listed(voice: Voice, found: Proof) -> Attachment:
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(_HEADINGS)
    outside_slack = Voice(voice.language, zone=voice.zone)
    rows.writerows(_row(outside_slack, one) for one in found.invoices)
    caption = voice.say("answer.list", count=len(found.invoices))
    name = f"proof-{found.first.isoformat()}-{found.last.isoformat()}.csv"
    # The mark at the start tells spreadsheet programs that it is UTF-8.
    return Attachment(name, written.getvalue().encode("utf-8-sig"), caption)


def _row(voice: Voice, one: ProvenInvoice) -> list[str]:
    reason = title(voice, one.reason) if one.reason else ""
    cells = (one.number, one.department or "", voice.say(f"place.{one.place}"), reason)
    amount, currency = one.amount.plain(), one.amount.currency
    return [*(harmless(cell) for cell in cells), amount, harmless(currency)]
