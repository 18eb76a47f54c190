"""The overview of invoices as a CSV file, for spreadsheet programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from bot.views.blocks import Attachment, Message, message, section
from bot.views.invoice_line import document, state
from bot.views.listing import harmless
from bot.words import Safe, Voice
from bot.words.reasons import way_out
from bot.words.standing import invitation
from core.domain.overview import Entry, Shown

_COLUMNS = (
    "number",
    "customer",
    "department",
    "amount",
    "currency",
    "state",
    "remedy",
    "document",
    "invitation",
    "due",
    "created",
)


def invoice_file(
    voice: Voice, entries: Sequence[Entry], shown: Shown, at: datetime
) -> Message:
    """Return the message that carries every invoice of one part, one per row."""
    written = io.StringIO()
    rows = csv.writer(written)
    outside_slack = Voice(voice.language, zone=voice.zone)
    rows.writerow(outside_slack.say(f"overview.csv.{name}") for name in _COLUMNS)
    rows.writerows(_row(outside_slack, entry) for entry in entries)
    caption = voice.say("overview.listed", count=len(entries), at=at)
    # The mark at the start tells spreadsheet programs that it is UTF-8.
    content = written.getvalue().encode("utf-8-sig")
    attachment = Attachment(f"invoices-{shown}.csv", content, caption)
    return message(section(caption), attachment=attachment)


def _row(voice: Voice, entry: Entry) -> list[str]:
    texts = (
        entry.number or entry.source_id,
        entry.customer_name or "",
        entry.department or "",
    )
    told = (
        state(voice, entry),
        _remedy(voice, entry),
        document(voice, entry),
        invitation(voice, entry.invitation) if entry.is_imported else Safe(""),
    )
    created = entry.created_at.astimezone(voice.zone).date()
    return [
        *(harmless(cell) for cell in texts),
        entry.amount.plain(),
        harmless(entry.amount.currency),
        *(harmless(cell) for cell in told),
        entry.due_on.isoformat() if entry.due_on else "",
        created.isoformat(),
    ]


def _remedy(voice: Voice, entry: Entry) -> Safe:
    if entry.is_imported or entry.reason is None or entry.system is not None:
        return Safe("")
    return way_out(voice, entry.reason, entry.facts)
