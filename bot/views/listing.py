"""The whole list of a run as a CSV file, for what does not fit into a message."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from functools import cache

from bot.views.blocks import Attachment, plain
from bot.views.values import Cause
from bot.words import Safe, Voice
from bot.words.reasons import title, way_out
from core.domain.outcome import Line, Outcome, Run

_HEADINGS = ("number", "department", "outcome", "reason", "what to do", "amount", "in")
# A cell that begins like this would be run as a formula by spreadsheet programs.
_FORMULA = ("=", "+", "-", "@")


def csv_of(voice: Voice, run: Run) -> Attachment:
    """Return every invoice of a run, one per row."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(_HEADINGS)
    outside_slack = Voice(voice.language, zone=voice.zone)
    # Most cells stand in many rows; what is remembered goes with the file.
    cell = cache(harmless)
    rows.writerows(_row(outside_slack, line, cell) for line in run.lines)
    caption = voice.say("answer.list", count=len(run.lines))
    # The mark at the start tells spreadsheet programs that it is UTF-8.
    return Attachment("invoices.csv", written.getvalue().encode("utf-8-sig"), caption)


def _row(voice: Voice, line: Line, cell: Callable[[str], str]) -> list[str]:
    why, remedy = _cause(voice, line)
    texts = (
        line.number or str(line.source_id or ""),
        line.department or "",
        voice.say(f"outcome.{line.outcome}"),
        why,
        remedy,
    )
    amount, currency = "", ""
    if line.amount is not None:
        amount, currency = line.amount.plain(), line.amount.currency
    return [*(cell(text) for text in texts), amount, cell(currency)]


def _cause(voice: Voice, line: Line) -> tuple[str, str]:
    if line.outcome in (Outcome.IMPORTED, Outcome.ALREADY_IMPORTED):
        return "", ""
    cause = Cause.of(line)
    if cause.is_ambiguous:
        return voice.say("summary.ambiguous", count=1), ""
    if cause.reason is None:
        return voice.say(f"system.{cause.system}"), Safe("")
    remedy = way_out(voice, cause.reason, line.facts)
    return title(voice, cause.reason), remedy


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet program takes for a formula."""
    text = plain(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
