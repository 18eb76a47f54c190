"""The operations on notes and files."""

from __future__ import annotations

from sandbox.teamleader.answers import Operations, created, data
from sandbox.teamleader.asking import Ask, Json, refused
from sandbox.teamleader.books import Invoice, Note
from sandbox.teamleader.documents import Documents, is_ready
from sandbox.teamleader.parties import Ref
from sandbox.teamleader.settling import Settling
from sandbox.teamleader.shapes import iso, ref
from sandbox.wire import Response

_NOTED = ("invoice", "company", "contact", "subscription", "creditNote")


class Attachments:
    """Notes and files."""

    def __init__(self, desk: Settling, documents: Documents) -> None:
        self._desk = desk
        self._documents = documents

    def operations(self) -> Operations:
        """Return the operations by name."""
        return {
            "files.info": self.file,
            "files.download": self.download,
            "notes.list": self.notes,
            "notes.create": self.create_note,
        }

    def file(self, ask: Ask) -> Response:
        """Show the stored PDF of an invoice."""
        ask.expect("id")
        invoice = self._owner(ask)
        return data(
            {
                "id": invoice.file_id,
                "name": f"{invoice.number}.pdf".replace("/", "-"),
                "mime_type": "application/pdf",
                "updated_at": iso(invoice.updated_at),
                "subject": ref("invoice", invoice.id),
            }
        )

    def download(self, ask: Ask) -> Response:
        """Make a link to a file; its end has another name than for invoices."""
        ask.expect("id")
        return self._documents.download(self._owner(ask), "pdf", "expires_at")

    def _owner(self, ask: Ask) -> Invoice:
        wanted = ask.id()
        for invoice in self._desk.books.invoices.values():
            if invoice.file_id == wanted and is_ready(self._desk, invoice):
                return invoice
        raise refused("File not found", status=404)

    def notes(self, ask: Ask) -> Response:
        """List the notes on something."""
        ask.expect("filter", "page")
        subject = ask.given("filter").part("subject")
        wanted = Ref(subject.part("type").one_of(_NOTED), subject.part("id").id())
        notes = self._desk.books.notes.values()
        return data([_note(note) for note in notes if note.subject == wanted])

    def create_note(self, ask: Ask) -> Response:
        """Put a note on something."""
        ask.expect("subject", "content", "notify")
        subject = ask.given("subject")
        about = Ref(subject.part("type").one_of(_NOTED), subject.part("id").id())
        content = ask.given("content").text()
        note = Note(self._desk.mint.id(), about, content, self._desk.moment())
        self._desk.books.notes[note.id] = note
        return created("note", note.id)


def _note(note: Note) -> Json:
    return {
        "id": note.id,
        "subject": note.subject.json(),
        "content": note.content,
        "added_at": iso(note.added_at),
    }
