"""Values for tests: every default imports cleanly, a test states what matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.domain.evidence import Evidence
from core.domain.history import Memory
from core.domain.invoice import (
    Address,
    CreditNote,
    Customer,
    CustomerId,
    CustomerKind,
    CustomerRef,
    DepartmentId,
    Invoice,
    InvoiceDetail,
    InvoiceStatus,
    SourceId,
)
from core.domain.money import Money
from core.domain.policy import Policy
from core.domain.profile import ProfileChoice, ProfileLevel
from core.domain.reason import Trigger
from core.domain.target import (
    Namesake,
    TargetId,
    TargetInvoice,
    TargetSight,
    TargetState,
)

BRUSSELS = ZoneInfo("Europe/Brussels")
NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
ACCOUNT = "3ceaaf30-8142-08ea-91d9-3080f9b439fc"
SOURCE_ID = SourceId("b120a366-f0bb-09cf-42f2-dc05873f9bd0")
COMPANY = CustomerRef(
    CustomerKind.COMPANY, CustomerId("6fced11d-2bd8-01e6-047a-8387cdde8d51")
)
CONTACT = CustomerRef(
    CustomerKind.CONTACT, CustomerId("3a124c64-7e02-0f05-b7c1-dce27f7695f5")
)


def euro(text: str) -> Money:
    """An amount in euro."""
    return Money.of(text)


def an_invoice(**changes: object) -> Invoice:
    """A booked, open invoice of EUR 302.50, due in three weeks."""
    invoice = Invoice(
        source_id=SOURCE_ID,
        number="2026 / 118",
        status=InvoiceStatus.OUTSTANDING,
        department_id=DepartmentId("6301bbfc-a0c5-054e-0ff9-bb510944fe0c"),
        customer=COMPANY,
        customer_name="Brouwerij De Vlinder BV",
        total=euro("302.50"),
        due=euro("302.50"),
        created_at=NOW - timedelta(days=2),
        updated_at=NOW - timedelta(days=2),
        invoiced_on=date(2026, 3, 8),
        due_on=date(2026, 3, 31),
        payment_reference="+++120/3304/47171+++",
        web_url="https://focus.teamleader.eu/invoice_detail.php?id=b120",
    )
    return replace(invoice, **changes)  # type: ignore[arg-type]


def a_draft(**changes: object) -> Invoice:
    """A draft: no number, no days."""
    return an_invoice(
        **{
            "number": None,
            "status": InvoiceStatus.DRAFT,
            "invoiced_on": None,
            "due_on": None,
            **changes,
        }
    )


def a_detail(**changes: object) -> InvoiceDetail:
    """The rest of the full invoice: an address, no payments, not on hold."""
    detail = InvoiceDetail(SOURCE_ID, email="boekhouding@devlinder.example")
    return replace(detail, **changes)  # type: ignore[arg-type]


def a_company(**changes: object) -> Customer:
    """A complete company."""
    customer = Customer(
        ref=COMPANY,
        company_name="Brouwerij De Vlinder BV",
        primary_email="info@devlinder.example",
        invoicing_email="boekhouding@devlinder.example",
        language="nl",
        vat_number="BE 0123.456.749",
        address=Address("Vlasmarkt 8", "9000", "Gent", "BE"),
    )
    return replace(customer, **changes)  # type: ignore[arg-type]


def a_person(**changes: object) -> Customer:
    """A complete contact."""
    customer = Customer(
        ref=CONTACT,
        first_name="Lotte",
        last_name="Peeters",
        primary_email="lotte.peeters@mail.example",
        language="nl",
        mobile="+32 470 55 01 99",
        address=Address("Kersenlaan 21 bus 3", "2600", "Antwerpen", "BE"),
    )
    return replace(customer, **changes)  # type: ignore[arg-type]


def a_policy(**changes: object) -> Policy:
    """The policy of a company that imports by itself since long."""
    policy = Policy(time_zone=BRUSSELS, automatic_since=NOW - timedelta(days=365))
    return replace(policy, **changes)  # type: ignore[arg-type]


def a_memory(**changes: object) -> Memory:
    """The memory of an invoice that was first seen booked two days ago."""
    seen = NOW - timedelta(days=2)
    memory = Memory(
        number="2026 / 118",
        first_seen_at=seen,
        first_booked_at=seen,
        booked_when_first_seen=True,
    )
    return replace(memory, **changes)  # type: ignore[arg-type]


def a_target(**changes: object) -> TargetInvoice:
    """The same invoice as :func:`an_invoice`, as Twikey holds it."""
    invoice = TargetInvoice(
        id=TargetId("3dea6693-f8d0-5e24-b663-614695729f88"),
        number="2026 / 118",
        state=TargetState.BOOKED,
        amount=euro("302.50"),
        invoiced_on=date(2026, 3, 8),
        due_on=date(2026, 3, 31),
        remittance="+++120/3304/47171+++",
        customer_number=COMPANY.id,
    )
    return replace(invoice, **changes)  # type: ignore[arg-type]


def nothing_at_twikey(**changes: object) -> TargetSight:
    """Twikey was read to the end and has nothing of this invoice."""
    return replace(TargetSight(is_complete=True), **changes)  # type: ignore[arg-type]


def a_namesake(tied_to: SourceId | None = None, **changes: object) -> Namesake:
    """An invoice at Twikey under our number."""
    return Namesake(a_target(**changes), tied_to)


def a_credit_note(amount: str, number: str = "2026 / 9") -> CreditNote:
    """A credit note on the invoice."""
    return CreditNote("cn-1", SOURCE_ID, number, euro(amount), NOW)


def evidence(**changes: object) -> Evidence:
    """Complete evidence of an invoice that may be imported."""
    complete = Evidence(
        trigger=Trigger.AUTOMATIC,
        asked_as="2026 / 118",
        now=NOW,
        policy=a_policy(),
        source=an_invoice(),
        memory=a_memory(),
        target=nothing_at_twikey(),
        detail=a_detail(),
        customer=a_company(),
        profile=ProfileChoice(ProfileLevel.DEFAULT, "4021"),
        account=ACCOUNT,
    )
    return replace(complete, **changes)  # type: ignore[arg-type]
