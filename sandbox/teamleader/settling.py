"""What the vendor's user does to settle invoices: payments and credit notes."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sandbox.teamleader.asking import refused
from sandbox.teamleader.books import CreditNote, Invoice, Payment
from sandbox.teamleader.invoicing import Invoicing
from sandbox.teamleader.parties import Department
from sandbox.teamleader.sums import Amount, Standing, cents, standing


class Settling(Invoicing):
    """Payments and credit notes, and where they leave an invoice."""

    def standing(self, invoice: Invoice) -> Standing:
        """Return status, paid and due as the API shows them now."""
        return standing(invoice, self.books.credited(invoice), self.switches)

    def register_payment(
        self,
        invoice_id: str,
        amount: Amount | None = None,
        *,
        paid_at: datetime | None = None,
    ) -> None:
        """Register money received; by default all that is open."""
        invoice = self._booked(invoice_id)
        now = self.standing(invoice)
        if now.status == "matched":
            raise refused("The invoice is already paid", "id")
        received = now.due if amount is None else cents(amount)
        invoice.payments.append(Payment(received, paid_at or self.moment()))
        self._touch_if(self.switches.payments_touch, invoice)
        self.announce("invoice.paymentRegistered", invoice.id)

    def remove_payments(self, invoice_id: str) -> None:
        """Remove every payment; Teamleader renders the PDF again."""
        invoice = self._booked(invoice_id)
        invoice.payments.clear()
        invoice.revision += 1
        self._touch_if(self.switches.payments_touch, invoice)
        self.announce("invoice.paymentRemoved", invoice.id)

    def credit(
        self, invoice_id: str, amount: Amount | None = None, *, on: date | None = None
    ) -> str:
        """Book a credit note, by default over all that is left of the invoice."""
        invoice = self._booked(invoice_id)
        notes = self.books.credited(invoice)
        left = invoice.total - sum((note.total for note in notes), Decimal(0))
        if left <= 0 and amount is None:
            raise refused("The invoice is already credited")
        total = left if amount is None else abs(cents(amount))
        note = self._credit_note(invoice, total, on or self.today())
        invoice.credit_note_ids.append(note.id)
        self._touch_if(self.switches.credits_touch, invoice)
        self.announce("creditNote.booked", note.id)
        return note.id

    def _credit_note(self, invoice: Invoice, total: Decimal, on: date) -> CreditNote:
        now = self.moment()
        note = CreditNote(
            id=self.mint.id(),
            department_id=invoice.department_id,
            customer=invoice.customer,
            name=invoice.name,
            vat_number=invoice.vat_number,
            number=self._credit_number(self.books.departments[invoice.department_id]),
            booked_on=on,
            total=total,
            currency=invoice.currency,
            created_at=now,
            updated_at=now,
            invoice_id=invoice.id,
        )
        self.books.credit_notes[note.id] = note
        return note

    def _credit_number(self, department: Department) -> str:
        joint = " / " if self.switches.credit_number_spaces else "/"
        number = f"{department.prefix}{joint}{department.next_credit_number}"
        department.next_credit_number += 1
        return number
