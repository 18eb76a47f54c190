"""PDFs: when they are there, the temporary links to them, and what a link serves.

A link is meant to be fetched without the bearer token; requests are kept in
``cdn_requests`` so that a test can look.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.teamleader.asking import refused
from sandbox.teamleader.books import CreditNote, Invoice
from sandbox.teamleader.pdf import make_pdf
from sandbox.teamleader.settling import Settling
from sandbox.teamleader.switches import PdfPlan
from sandbox.wire import Request, Response

FORMATS = ("pdf", "ubl/e-fff", "ubl/peppol_bis_3", "ubl/xrechnung")
_HTML = b"<!doctype html><title>Teamleader</title><p>Something went wrong</p>"


@dataclass(frozen=True)
class Link:
    """A temporary address of one document."""

    subject_id: str
    form: str
    expires_at: datetime


def plan_of(desk: Settling, invoice: Invoice) -> PdfPlan:
    """Return the plan of an invoice, or the one for all."""
    return invoice.pdf or desk.switches.pdf


def is_ready(desk: Settling, invoice: Invoice) -> bool:
    """Tell whether the PDF has been rendered by now."""
    plan = plan_of(desk, invoice)
    if plan.ready_after is None:
        return False
    start = invoice.booked_at or invoice.created_at
    return desk.clock.now() >= start + timedelta(seconds=plan.ready_after)


def state_of(desk: Settling, invoice: Invoice) -> str:
    """Return "ready", "waiting" or "never"."""
    if plan_of(desk, invoice).ready_after is None:
        return "never"
    return "ready" if is_ready(desk, invoice) else "waiting"


class Documents:
    """Makes links and serves what is behind them."""

    def __init__(self, desk: Settling) -> None:
        self.cdn_requests: list[Request] = []
        self._desk = desk
        self._links: dict[str, Link] = {}
        self._fetches = 0

    def download(self, invoice: Invoice, form: str, expires: str) -> Response:
        """Answer with a link, or as the plan says while there is no PDF."""
        plan = plan_of(self._desk, invoice)
        if form != "pdf" and invoice.number is None:
            raise refused("A draft has no electronic form", "format")
        if not is_ready(self._desk, invoice):
            return _unready(plan)
        return self._linked(invoice.id, form, plan.link_seconds, expires)

    def download_note(self, note: CreditNote, form: str) -> Response:
        """Answer with a link to the PDF of a credit note, which is always there."""
        seconds = self._desk.switches.pdf.link_seconds
        return self._linked(note.id, form, seconds, "expires")

    def _linked(
        self, subject_id: str, form: str, seconds: float, expires: str
    ) -> Response:
        key = self._desk.mint.key()
        ends = self._desk.clock.now() + timedelta(seconds=seconds)
        self._links[key] = Link(subject_id, form, ends)
        data = {
            "location": f"{self._desk.public_url}/cdn/{key}",
            expires: ends.isoformat(timespec="seconds"),
        }
        return Response.of_json({"data": data})

    def fetch(self, request: Request) -> Response:
        """Serve a link: 403 once it has expired, 404 if there is nothing behind it."""
        self.cdn_requests.append(request)
        key, _, own = request.path.removeprefix("/cdn/").partition("/")
        link = self._links.get(key)
        if link is None:
            return _plain(404, "NoSuchKey")
        if link.expires_at <= self._desk.clock.now():
            return _plain(403, "AccessDenied: the link has expired")
        note = self._desk.books.credit_notes.get(link.subject_id)
        if note is not None:
            return _file(make_pdf([f"Creditnota {note.number}", f"{note.total}"]))
        invoice = self._desk.books.invoices.get(link.subject_id)
        if invoice is None:
            return _plain(404, "NoSuchKey")
        redirect = plan_of(self._desk, invoice).redirect
        if redirect is None or own:
            return self._serve(invoice, link)
        place = f"/cdn/{key}/file" if redirect == "own" else redirect
        return Response(302, b"", {"Location": place})

    def _serve(self, invoice: Invoice, link: Link) -> Response:
        plan = plan_of(self._desk, invoice)
        if link.form != "pdf":
            return _xml(invoice)
        if plan.content == "html":
            return Response(200, _HTML, {"Content-Type": "text/html"})
        if plan.content == "empty":
            return _file(b"")
        pdf = self.render(invoice, plan)
        return _file(pdf[: len(pdf) // 2] if plan.content == "cut" else pdf)

    def render(self, invoice: Invoice, plan: PdfPlan) -> bytes:
        """Make the PDF of an invoice; its bytes change with every revision."""
        self._fetches += plan.fresh
        lines = [
            f"Factuur {invoice.number or 'ontwerp'}",
            invoice.name,
            f"Totaal {invoice.total} {invoice.currency}",
            f"Versie {invoice.revision}" + (f".{self._fetches}" * plan.fresh),
        ]
        return make_pdf(lines, plan.megabytes)


def _unready(plan: PdfPlan) -> Response:
    if plan.unready == "202":
        return Response(202)
    raise refused("The document is not available", status=int(plan.unready))


def _plain(status: int, text: str) -> Response:
    return Response(status, text.encode(), {"Content-Type": "text/plain"})


def _file(content: bytes) -> Response:
    return Response(200, content, {"Content-Type": "application/pdf"})


def _xml(invoice: Invoice) -> Response:
    text = f"<Invoice><ID>{invoice.number}</ID></Invoice>"
    return Response(200, text.encode(), {"Content-Type": "application/xml"})
