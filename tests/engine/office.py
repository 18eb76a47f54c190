"""The office of a test company: whoever sees to PDFs and invitations there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from core.adapters.teamleader import TeamleaderClient, open_documents
from core.aftercare import Aftercare, Fetched
from core.documents import Documents, Retrieval
from core.domain.history import DocumentRecord, InvitationRecord
from core.domain.invoice import SourceId
from core.domain.profile import Profile
from core.inviting import Inviting
from core.systems import Systems
from sandbox.teamleader import Invoice, PdfPlan
from sandbox.twikey import Mail
from sandbox.wire import StandInTransport
from tests.engine.company import PROFILE, Company

FIRST_WAIT = timedelta(seconds=60)
DOWNLOAD = ("GET", "/cdn/")
ATTACH = ("PUT", "/creditor/invoice/")
INVITE = ("POST", "/creditor/invoice/")
LATE = timedelta(hours=1)
"""When a late PDF is there."""


@dataclass(frozen=True)
class Office:
    """One worker's part of the company after an import."""

    company: Company
    documents: Documents
    inviting: Inviting
    aftercare: Aftercare

    async def works(self) -> tuple[Retrieval, ...]:
        """Do once what the schedule does all day."""
        done = await self.documents.retrieve_due()
        await self.inviting.send_due()
        return done

    async def fetches(self, invoice: Invoice) -> Retrieval:
        """Fetch one PDF by hand."""
        done = await self.aftercare.fetch(invoice.id)
        assert isinstance(done, Fetched), done
        return done.retrieval

    async def imports(self, *, late: bool = False) -> Invoice:
        """Book and import an invoice whose PDF is there at once, or late."""
        invoice = self.company.booked()
        if late:
            invoice.pdf = PdfPlan(ready_after=LATE.total_seconds())
        await self.company.imports(invoice.id)
        return invoice

    async def document(self, invoice: Invoice) -> DocumentRecord:
        """Return where a PDF stands."""
        return (await self.company.remembers(invoice)).document

    async def invitation(self, invoice: Invoice) -> InvitationRecord:
        """Return where an invitation stands."""
        return (await self.company.remembers(invoice)).invitation

    async def stands(self, invoice: Invoice) -> tuple[str, str | None]:
        """Return the state of an invitation and what it is held for."""
        record = await self.invitation(invoice)
        return record.state.value, record.held_for

    async def events(self, invoice: Invoice, what: str) -> list[str]:
        """Return what the time line tells of documents or of invitations."""
        source_id = SourceId(invoice.id)
        told = await self.company.ledger.read(
            lambda tx: tx.invoices.timeline(source_id)
        )
        return [entry.event for entry in told if entry.event.startswith(what)]

    def mails(self, invoice: Invoice) -> list[Mail]:
        """Return what went out to the customer of an invoice."""
        outbox = self.company.twikey.outbox
        return [mail for mail in outbox if mail.number == invoice.number]

    def attached(self, invoice: Invoice) -> bytes | None:
        """Return the PDF that Twikey has of an invoice."""
        return self.company.held(invoice).pdf

    @property
    def attachments(self) -> int:
        """How many PDFs were brought to Twikey."""
        return len(self.company.twikey.calls_of("invoice.update"))

    @property
    def actions(self) -> int:
        """How many times Twikey was asked to invite."""
        return len(self.company.twikey.calls_of("invoice.action"))

    @property
    def downloads(self) -> int:
        """How many links were followed."""
        return len(self.company.teamleader.cdn_requests)


def rendered(company: Company, invoice: Invoice) -> bytes:
    """Return the PDF as Teamleader has it now."""
    plan = invoice.pdf or company.teamleader.switches.pdf
    return company.teamleader.documents.render(invoice, plan)


def configures(company: Company, *, send: bool, pdf: bool) -> None:
    """Confirm what the two switches of the profile are thought to be."""
    profile = Profile(str(PROFILE), "Standaard", send, pdf)
    company.decides(profiles=(profile,))


def switches(company: Company, *, send: bool, pdf: bool) -> None:
    """Turn the two switches that the profile really has at Twikey."""
    company.twikey.add_profile(
        PROFILE, "Standaard", send_on_booking=send, include_pdf=pdf
    )


def sends_with_the_pdf(company: Company) -> None:
    """The usual profile: send by itself, once the PDF is there."""
    configures(company, send=True, pdf=True)
    switches(company, send=True, pdf=True)


@asynccontextmanager
async def open_office(company: Company, systems: Systems) -> AsyncIterator[Office]:
    """Open an office over the connections of one worker."""
    assert isinstance(systems.source, TeamleaderClient)
    async with open_documents(
        systems.source,
        "https://api.teamleader.example",
        transport=StandInTransport(company.teamleader_door),
        resolve=_addresses,
    ) as source:
        documents = Documents(systems, source, FIRST_WAIT)
        inviting = Inviting(systems)
        aftercare = Aftercare(systems, documents, inviting)
        yield Office(company, documents, inviting, aftercare)


async def _addresses(host: str, port: int) -> Sequence[str]:
    """Give every host a public address, but one."""
    return ["10.0.0.7"] if host == "inside.example" else ["93.184.216.34"]
