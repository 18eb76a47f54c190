"""What is remembered of Twikey's invoices: a mirror of its feed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from functools import cache
from typing import Any, Final

from sqlalchemy import Executable, Row, bindparam, case, delete, func, or_, select

from core.domain.history import AttemptState
from core.domain.invoice import DepartmentId, SourceId
from core.domain.money import Money
from core.domain.number import fold
from core.domain.target import Namesake, TargetId, TargetInvoice, TargetState
from core.ports.target import FeedPage
from storage.tables import attempt, customer_sent, feed, invoice, target_invoice
from storage.work import Book, Inserting, chunks

_FEED: Final = "invoices"
_key = target_invoice.c.id
_UNANSWERED: Final = (AttemptState.STARTED.value, AttemptState.UNKNOWN.value)


class SqlTargets(Book):
    """Implements ``core.ports.ledger.TargetBook``."""

    def position(self) -> int | None:
        """Return where to go on in the feed; ``None`` before the first reading."""
        return self._connection.scalar(_POSITION)

    def is_complete(self) -> bool:
        """Whether the feed was read from its start to its end once."""
        return self._connection.scalar(_COMPLETE_AT) is not None

    def store_page(self, page: FeedPage) -> None:
        """Keep a page and, in the same transaction, the position after it.

        A page without a position leaves the position where it was.
        """
        self._put(page.invoices)
        if page.position is not None:
            self._put_feed(position=page.position)

    def complete(self) -> None:
        """Remember that the end of the feed was reached."""
        if not self.is_complete():
            self._put_feed(complete_at=self._work.now)

    def put(self, invoice: TargetInvoice) -> None:
        """Keep one invoice that Twikey just told us of.

        What this answer leaves out stays as it was told before.
        """
        self._put([invoice])

    def drop(self, target_id: TargetId) -> None:
        """Forget an invoice that Twikey no longer has."""
        self._connection.execute(delete(target_invoice).where(_key == target_id))

    def get(self, target_id: TargetId) -> TargetInvoice | None:
        """Return an invoice by its id at Twikey."""
        row = self._connection.execute(_GET, {"of": target_id}).one_or_none()
        return None if row is None else _target_invoice(row)

    def namesakes(self, numbers: Sequence[str]) -> Mapping[str, tuple[Namesake, ...]]:
        """Return the invoices under each folded number, with who is tied to them.

        An invoice is tied to the source invoice we created it for, else to the one
        whose id it carries as its reference.
        """
        found: dict[str, list[Namesake]] = {fold(number): [] for number in numbers}
        for chunk in chunks(found):
            rows = self._connection.execute(_NAMESAKES, {"numbers": chunk})
            for row in rows:
                found.setdefault(row.folded_number, []).append(_namesake(row))
        return {number: tuple(namesakes) for number, namesakes in found.items()}

    def knows_customer(self, number: str) -> bool:
        """Whether a customer number has invoices at Twikey, as far as is known."""
        return bool(self._connection.scalar(_KNOWS_CUSTOMER, {"number": number}))

    def last_profile(self, customer_number: str) -> str | None:
        """Return the profile we last sent for a customer, if any.

        A create whose answer is still missing counts: if Twikey knows the customer by
        now, it is from that one.
        """
        asked = {"number": customer_number}
        known = self._connection.execute(_SENT, asked).first()
        if known is None:
            return self._connection.scalar(_SENT_UNANSWERED, asked)
        named: str | None = known.profile_id
        return named

    def _put(self, told: Iterable[TargetInvoice]) -> None:
        once: dict[TargetId, TargetInvoice] = {}
        for invoice_told in told:
            once[invoice_told.id] = _over(once.get(invoice_told.id), invoice_told)
        rows = [self._row(once[target_id]) for target_id in sorted(once)]
        for chunk in chunks(rows):
            self._connection.execute(_put(self._work.insert), chunk)

    def _row(self, told: TargetInvoice) -> dict[str, object]:
        row = _fields(told)
        amount = row.pop("amount")
        return {
            **row,
            "state": told.state.value,
            "folded_number": fold(told.number),
            "amount": amount.amount if amount else None,
            "currency": amount.currency if amount else None,
            "told_at": self._work.now,
        }

    def _put_feed(self, **mark: object) -> None:
        self._work.put(feed, {"name": _FEED, **mark})


_POSITION: Final = select(feed.c.position).where(feed.c.name == _FEED)
_COMPLETE_AT: Final = select(feed.c.complete_at).where(feed.c.name == _FEED)
_GET: Final = select(target_invoice).where(_key == bindparam("of"))
_told = select(_key).where(target_invoice.c.customer_number == bindparam("number"))
_sent = customer_sent.c.customer_number == bindparam("number")
_SENT: Final = select(customer_sent.c.profile_id).where(_sent)
_KNOWS_CUSTOMER: Final = select(or_(_told.exists(), _SENT.exists()))
_SENT_UNANSWERED: Final = (
    select(attempt.c.profile_id)
    .where(
        attempt.c.customer_number == bindparam("number"),
        attempt.c.state.in_(_UNANSWERED),
        attempt.c.one_off.is_not(True),
    )
    .order_by(attempt.c.id.desc())
    .limit(1)
)
_created = invoice.alias("created")
_referred = invoice.alias("referred")
_NAMESAKES: Final = (
    select(
        target_invoice,
        func.coalesce(_created.c.source_id, _referred.c.source_id).label("tied_to"),
        case(
            (_created.c.source_id.is_not(None), _created.c.number),
            else_=_referred.c.number,
        ).label("tied_number"),
        func.coalesce(_created.c.department_id, _referred.c.department_id).label(
            "tied_department"
        ),
        func.coalesce(_created.c.customer_name, _referred.c.customer_name).label(
            "tied_customer"
        ),
    )
    .outerjoin_from(target_invoice, _created, _created.c.target_id == _key)
    .outerjoin(_referred, _referred.c.source_id == target_invoice.c.ref)
    .where(target_invoice.c.folded_number.in_(bindparam("numbers", expanding=True)))
    .order_by(target_invoice.c.told_at, _key)
)


@cache
def _put(inserting: Inserting) -> Executable:
    put = inserting(target_invoice)
    told = {
        column.name: func.coalesce(put.excluded[column.name], column)
        for column in target_invoice.c
        if column is not _key
    }
    return put.on_conflict_do_update(index_elements=[_key], set_=told)


def _namesake(row: Row[Any]) -> Namesake:
    tied_to = None if row.tied_to is None else SourceId(row.tied_to)
    department = row.tied_department
    return Namesake(
        _target_invoice(row),
        tied_to,
        row.tied_number,
        None if department is None else DepartmentId(department),
        row.tied_customer,
    )


def _target_invoice(row: Row[Any]) -> TargetInvoice:
    return TargetInvoice(
        id=TargetId(row.id),
        number=row.number,
        state=TargetState(row.state),
        amount=None if row.amount is None else Money(row.amount, row.currency),
        invoiced_on=row.invoiced_on,
        due_on=row.due_on,
        remittance=row.remittance,
        title=row.title,
        ref=row.ref,
        customer_number=row.customer_number,
        profile_id=row.profile_id,
        url=row.url,
    )


def _over(old: TargetInvoice | None, new: TargetInvoice) -> TargetInvoice:
    if old is None:
        return new
    told = _fields(new).items()
    return replace(old, **{name: value for name, value in told if value is not None})


def _fields(told: TargetInvoice) -> dict[str, Any]:
    return {field.name: getattr(told, field.name) for field in fields(told)}
