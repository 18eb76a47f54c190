"""The operations on credit notes."""

from __future__ import annotations

from sandbox.teamleader.answers import Operations, data, payload
from sandbox.teamleader.asking import Ask, Json
from sandbox.teamleader.books import CreditNote, found
from sandbox.teamleader.documents import FORMATS, Documents
from sandbox.teamleader.filters import (
    among_ids,
    before_day,
    from_day,
    of_customer,
    same_id,
    since,
)
from sandbox.teamleader.lists import Listing
from sandbox.teamleader.settling import Settling
from sandbox.teamleader.shapes import credit_note_row, ref
from sandbox.wire import Response


class CreditNotes:
    """Reads credit notes."""

    def __init__(self, desk: Settling, documents: Documents) -> None:
        self._desk = desk
        self._documents = documents
        self._listing = _listing(desk)

    def operations(self) -> Operations:
        """Return the operations by name."""
        return {
            "creditNotes.list": self.list,
            "creditNotes.info": self.info,
            "creditNotes.download": self.download,
        }

    def list(self, ask: Ask) -> Response:
        """List credit notes."""
        return payload(self._listing.answer(ask, self._desk.switches))

    def info(self, ask: Ask) -> Response:
        """Show one; the vendor describes ``data`` as an array, so that is a switch."""
        ask.expect("id")
        shown = self._details(self._find(ask))
        return data([shown] if self._desk.switches.credit_info_as_list else shown)

    def download(self, ask: Ask) -> Response:
        """Make a temporary link to the PDF."""
        ask.expect("id", "format")
        form = ask.given("format").one_of(FORMATS)
        return self._documents.download_note(self._find(ask), form)

    def _find(self, ask: Ask) -> CreditNote:
        return found(self._desk.books.credit_notes, ask.id(), "Credit note")

    def _details(self, note: CreditNote) -> Json:
        template_id = self._desk.books.templates[0]
        return credit_note_row(self._desk, note, frozenset()) | {
            "discounts": [],
            "grouped_lines": [],
            "currency": note.currency,
            "currency_exchange_rate": None,
            "document_template": ref("documentTemplate", template_id),
            "peppol_status": None,
        }


def _listing(desk: Settling) -> Listing[CreditNote]:
    return Listing(
        rows=lambda: desk.books.credit_notes.values(),
        show=lambda note, includes: credit_note_row(desk, note, includes),
        filters={
            "ids": among_ids(lambda note: note.id),
            "department_id": same_id(lambda note: note.department_id),
            "updated_since": since(lambda note: note.updated_at),
            "invoice_id": same_id(lambda note: note.invoice_id),
            "project_id": same_id(lambda _: None),
            "customer": of_customer(lambda note: note.customer),
            "credit_note_date_after": from_day(lambda note: note.booked_on),
            "credit_note_date_before": before_day(lambda note: note.booked_on),
        },
    )
