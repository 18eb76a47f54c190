"""What people do at Teamleader while the bot works: a small random story per seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from random import Random

from sandbox.teamleader import Invoice, PdfPlan, RefusedError, TeamleaderStandIn

MOST_INVOICES = (2, 3, 3, 5)
_CENT = Decimal("0.01")
_GROWS = 0.5
_OLD = 0.3


class NothingToDo(Exception):
    """This cannot happen in the books as they are."""


@dataclass(frozen=True)
class Version:
    """How an invoice stood from a moment on."""

    since: datetime
    total: Decimal
    number: str | None
    invoice_date: date | None
    due_on: date | None
    remittance: str | None
    currency: str
    is_held: bool


@dataclass
class Chapter:
    """The life of one invoice, with everything it ever was."""

    invoice: Invoice
    versions: list[Version] = field(default_factory=list)
    is_deleted: bool = False
    by_hand: bool = False
    was_deleted_at_twikey: bool = False
    is_old: bool = False

    @property
    def id(self) -> str:
        return self.invoice.id

    @property
    def was_zero(self) -> bool:
        """Whether it was ever seen booked over nothing."""
        return any(v.total == 0 and v.number is not None for v in self.versions)

    def notes(self, moment: datetime) -> None:
        """Write down how it stands now, if that is new."""
        held = self.invoice
        now = Version(
            moment,
            held.total,
            held.number,
            held.invoice_date,
            held.due_on,
            held.payment_reference,
            held.currency,
            held.on_hold_since is not None,
        )
        self.versions.append(now)


class Story:
    """The bookkeeper's hands."""

    def __init__(self, teamleader: TeamleaderStandIn, chance: Random) -> None:
        self._desk = teamleader
        self._chance = chance
        self.chapters: list[Chapter] = []
        self.told: list[str] = []
        self._customers: list[str] = []
        self._most = chance.choice(MOST_INVOICES)

    def opens(self) -> None:
        """Set the office up: a department, customers, an invoice from before."""
        self._desk.add_department("Diensten")
        self._customers = [
            self._desk.add_company("Bakkerij Boon", email="boon@example.com"),
            self._desk.add_company("Drukkerij Dams", email="dams@example.com"),
            self._desk.add_contact("An", "Peeters", email="an@example.com"),
        ]
        if self._chance.random() < _OLD:
            self._books()
            self.chapters[-1].is_old = True

    def goes_on(self) -> None:
        """Let one more thing happen."""
        if self.anybody() is None or (
            len(self.chapters) < self._most and self._chance.random() < _GROWS
        ):
            self._books()
            return
        names = sorted(_CHANGES)
        name = self._chance.choice(names)
        try:
            _CHANGES[name](self)
        except (NothingToDo, RefusedError):
            return
        self.told.append(name)

    def changes_amounts(self) -> None:
        """Change what every invoice is over, as if to catch somebody out."""
        for chapter in self.chapters:
            if not chapter.is_deleted and chapter.invoice.total > 0:
                self._desk.update_invoice(chapter.id, total=self._amount())
        self.note_all()

    def note_all(self) -> None:
        """Write down how every invoice stands."""
        for chapter in self.chapters:
            if not chapter.is_deleted:
                chapter.notes(self._desk.moment())

    def anybody(self) -> Chapter | None:
        """Return any invoice that is booked and still there."""
        there = [c for c in self.chapters if not c.is_deleted and c.invoice.number]
        return self._chance.choice(there) if there else None

    def _books(self) -> None:
        details: dict[str, object] = {}
        total = self._amount()
        kind = self._chance.choices(
            ("plain", "zero", "dollars", "negative", "held", "draft"),
            (58, 7, 9, 3, 14, 9),
        )[0]
        if kind == "zero":
            total = Decimal(0)
        if kind == "negative":
            total = -total
        if kind == "dollars":
            details["currency"] = "USD"
        customer = self._chance.choice(self._customers)
        invoice_id = self._desk.draft_invoice(
            total,
            customer_id=customer,
            **details,  # type: ignore[arg-type]
        )
        invoice = self._desk.books.invoice(invoice_id)
        invoice.pdf = self._pdf()
        chapter = Chapter(invoice)
        self.chapters.append(chapter)
        if kind != "draft":
            self._desk.book(invoice_id)
        if kind == "held":
            self._desk.set_on_hold(invoice_id)
        chapter.notes(self._desk.moment())
        self.told.append(f"books {kind}")

    def _pdf(self) -> PdfPlan:
        ready = self._chance.choice((0.0, 0.0, 0.0, 30.0, 900.0))
        unready = self._chance.choice(("202", "404", "500"))
        return PdfPlan(ready_after=ready, unready=unready)  # type: ignore[arg-type]

    def _amount(self) -> Decimal:
        return Decimal(self._chance.randrange(1000, 99900)) * _CENT

    def _pick(self) -> Chapter:
        chapter = self.anybody()
        if chapter is None:
            raise NothingToDo
        return chapter

    def _books_a_draft(self) -> None:
        for chapter in self.chapters:
            if not chapter.is_deleted and chapter.invoice.number is None:
                self._desk.book(chapter.id)
                return
        raise NothingToDo

    def _changes_the_amount(self) -> None:
        self._desk.update_invoice(self._pick().id, total=self._amount())

    def _changes_to_zero(self) -> None:
        self._desk.update_invoice(self._pick().id, total=Decimal(0))

    def _pays(self) -> None:
        self._desk.register_payment(self._pick().id)

    def _pays_a_part(self) -> None:
        chapter = self._pick()
        part = (chapter.invoice.total / 3).quantize(_CENT)
        if part <= 0:
            raise NothingToDo
        self._desk.register_payment(chapter.id, part)

    def _takes_payments_back(self) -> None:
        chapter = self._pick()
        if not chapter.invoice.payments:
            raise NothingToDo
        self._desk.remove_payments(chapter.id)

    def _credits(self) -> None:
        self._desk.credit(self._pick().id)

    def _credits_a_part(self) -> None:
        chapter = self._pick()
        part = (chapter.invoice.total / 4).quantize(_CENT)
        if part <= 0:
            raise NothingToDo
        self._desk.credit(chapter.id, part)

    def _deletes(self) -> None:
        chapter = self._pick()
        self._desk.delete_invoice(chapter.id)
        chapter.is_deleted = True

    def _releases(self) -> None:
        chapter = self._pick()
        if chapter.invoice.on_hold_since is None:
            raise NothingToDo
        self._desk.release_hold(chapter.id)

    def _corrects_a_customer(self) -> None:
        customer = self._chance.choice(self._customers)
        number = self._chance.randrange(1000)
        self._desk.update_customer(customer, email=f"new{number}@example.com")

    def _sends(self) -> None:
        self._desk.mark_sent(self._pick().id)


_CHANGES: dict[str, Callable[[Story], None]] = {
    "amount": Story._changes_the_amount,
    "amount again": Story._changes_the_amount,
    "credit": Story._credits,
    "credit a part": Story._credits_a_part,
    "customer": Story._corrects_a_customer,
    "customer again": Story._corrects_a_customer,
    "delete": Story._deletes,
    "draft": Story._books_a_draft,
    "pay": Story._pays,
    "pay a part": Story._pays_a_part,
    "release": Story._releases,
    "sent": Story._sends,
    "take back": Story._takes_payments_back,
    "zero": Story._changes_to_zero,
}
