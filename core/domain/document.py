"""The PDF of an invoice: what can go wrong with it, and when to try again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.domain.invoice import Invoice

LONGEST_WAIT = timedelta(hours=6)
GIVE_UP_AFTER = timedelta(days=7)
LARGEST_BYTES = 20 * 1024 * 1024
"""The largest file that is fetched; Twikey publishes no limit of its own."""

_MAGIC = b"%PDF-"
_END = b"%%EOF"
_END_WITHIN = 2048


class DocumentProblem(StrEnum):
    """Why a PDF was not attached, in four kinds that people must tell apart."""

    NOT_YET = "not-yet"
    NOT_A_PDF = "not-a-pdf"
    CUT_OFF = "cut-off"
    TOO_LARGE = "too-large"
    LINK_EXPIRED = "link-expired"
    FORBIDDEN_HOST = "forbidden-host"
    UNREACHABLE = "unreachable"
    REFUSED_BY_TWIKEY = "refused-by-twikey"
    INVOICE_GONE = "invoice-gone"

    @property
    def kind(self) -> str:
        """Not there yet, broken, out of reach, or gone with its invoice."""
        if self is DocumentProblem.NOT_YET:
            return "not-yet"
        if self in (DocumentProblem.UNREACHABLE, DocumentProblem.LINK_EXPIRED):
            return "unreachable"
        if self is DocumentProblem.INVOICE_GONE:
            return "gone"
        return "broken"


@dataclass(frozen=True)
class Pdf:
    """The bytes of a document that was checked."""

    content: bytes

    @property
    def size(self) -> int:
        """The number of bytes."""
        return len(self.content)

    def digest(self) -> str:
        """Return what tells one rendering from another."""
        return hashlib.sha256(self.content).hexdigest()


def check_pdf(content: bytes) -> Pdf | DocumentProblem:
    """Accept what is a whole PDF; anything else is named.

    A PDF starts with its magic within the first kilobyte and ends with its end mark
    (ISO 32000-1, 7.5); a page of HTML has neither, a file that was cut off lacks the
    second.
    """
    if _MAGIC not in content[:1024]:
        return DocumentProblem.NOT_A_PDF
    if _END not in content[-_END_WITHIN:]:
        return DocumentProblem.CUT_OFF
    return Pdf(content)


def next_attempt(
    *,
    wanted_at: datetime,
    now: datetime,
    attempts: int,
    first_wait: timedelta,
    chance: float = 0.5,
) -> datetime | None:
    """Return when to try again after so many attempts, or ``None`` to give up.

    Waits double from ``first_wait`` up to six hours, each up to a tenth shorter or
    longer: ``chance`` between 0 and 1 says where. Seven days after the document was
    first wanted it ends.
    """
    if now - wanted_at >= GIVE_UP_AFTER:
        return None
    # Beyond twenty doublings the wait is at its longest, whatever it began with.
    doublings = min(max(attempts - 1, 0), 20)
    first_wait = min(first_wait, LONGEST_WAIT)
    wait = min(first_wait * (1 << doublings), LONGEST_WAIT) * (0.9 + 0.2 * chance)
    return min(now + wait, wanted_at + GIVE_UP_AFTER)


def basis_of(invoice: Invoice) -> str:
    """Return what a rendering rests on: only when it changes is the PDF looked at.

    Reminders are stamped into a new rendering too, so comparing bytes alone would send
    a reminded invoice's PDF again and again.
    """
    parts = (
        invoice.number,
        invoice.total.plain(),
        invoice.total.currency,
        invoice.invoiced_on,
        invoice.due_on,
        invoice.customer.id if invoice.customer else None,
        invoice.customer_name,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()
