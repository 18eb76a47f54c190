"""Open and closed alerts, one per cause at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Row,
    and_,
    bindparam,
    case,
    func,
    literal,
    select,
    update,
)

from core.domain.alert import AlertLine, AlertRecord, LineState
from core.domain.invoice import SourceId
from core.domain.money import Money
from storage.departments import told_apart
from storage.tables import alert, alert_line, department, invoice, target_invoice
from storage.tables.watch import NOT_CLOSED
from storage.types import Moment
from storage.work import IDS, Book, chunks

_KEY: Final = (alert_line.c.alert_id, alert_line.c.source_id)


class SqlAlerts(Book):
    """Implements ``core.ports.watch.AlertBook``; lines stay in the order they came."""

    def open(self) -> tuple[AlertRecord, ...]:
        """Return the alerts that are not closed, with their lines, oldest first."""
        return self._records(self._connection.execute(_OPEN).all())

    def get(self, cause: str) -> AlertRecord | None:
        """Return the latest alert of a cause, open or closed, with its lines."""
        latest = self._connection.execute(_LATEST, {"of": cause}).all()
        records = self._records(latest)
        return records[0] if records else None

    def put_lines(self, cause: str, lines: Sequence[AlertLine]) -> None:
        """Open an alert if need be, and add or change its lines by source id.

        Without lines too: some causes concern no single invoice.
        """
        alert_id = self._opened(cause)
        once = {line.source_id: line for line in lines}
        rows = [_row(alert_id, line) for line in once.values()]
        if not rows:
            return
        put = self._work.insert(alert_line)
        told = {name: put.excluded[name] for name in rows[0] if name not in _IDS}
        self._connection.execute(
            put.on_conflict_do_update(index_elements=_KEY, set_=told), rows
        )

    def close(self, cause: str) -> None:
        """Close the alert of a cause; a later one of the same cause is a new one."""
        self._connection.execute(
            update(alert)
            .where(alert.c.cause == cause, alert.c.closed_at.is_(None))
            .values(closed_at=self._work.now)
        )

    def reopen(self, cause: str) -> None:
        """Let the latest alert of a cause go on as if it had not been closed."""
        latest = select(func.max(alert.c.id)).where(alert.c.cause == cause)
        self._connection.execute(
            update(alert)
            .where(
                alert.c.id == latest.scalar_subquery(), alert.c.closed_at.is_not(None)
            )
            .values(closed_at=None)
        )

    def posted(self, cause: str, channel: str, ts: str) -> None:
        """Remember where the message of an alert stands: of the latest of its cause."""
        latest = select(func.max(alert.c.id)).where(alert.c.cause == cause)
        now = literal(self._work.now, Moment())
        self._connection.execute(
            update(alert)
            .where(alert.c.id == latest.scalar_subquery())
            .values(channel=channel, ts=ts, posted_at=_posted_at(channel, ts, now))
        )

    def move(self, cause: str) -> None:
        """Let the open alert of a cause be told in a new message."""
        self._connection.execute(
            update(alert)
            .where(alert.c.cause == cause, alert.c.closed_at.is_(None))
            .values(channel=None, ts=None, moved_at=self._work.now)
        )

    def _opened(self, cause: str) -> int:
        put = self._work.insert(alert).values(cause=cause, opened_at=self._work.now)
        # Changes nothing of an open one, but locks it and tells its id.
        found = put.on_conflict_do_update(
            index_elements=[alert.c.cause],
            index_where=NOT_CLOSED,
            set_={"cause": put.excluded.cause},
        ).returning(alert.c.id)
        return self._connection.execute(found).scalar_one()

    def _records(self, rows: Sequence[Row[Any]]) -> tuple[AlertRecord, ...]:
        lines = self._lines([row.id for row in rows]) if rows else {}
        return tuple(_record(row, lines.get(row.id, ())) for row in rows)

    def _lines(self, ids: Sequence[int]) -> dict[int, list[AlertLine]]:
        rows = self._connection.execute(_LINES, {"ids": ids}).all()
        urls = self._target_urls({_target_id(row) for row in rows})
        lines: dict[int, list[AlertLine]] = defaultdict(list)
        for row in rows:
            lines[row.alert_id].append(_line(row, urls.get(_target_id(row))))
        return lines

    def _target_urls(self, ids: Iterable[str | None]) -> dict[str | None, str | None]:
        found: dict[str | None, str | None] = {}
        for chunk in chunks(one for one in ids if one):
            for row in self._connection.execute(_TARGET_URLS, {"ids": chunk}):
                found[row.id] = row.url
        return found


_OPEN: Final = select(alert).where(alert.c.closed_at.is_(None)).order_by(alert.c.id)
_LATEST: Final = (
    select(alert)
    .where(alert.c.cause == bindparam("of"))
    .order_by(alert.c.id.desc())
    .limit(1)
)
_LINES: Final = (
    select(
        alert_line,
        invoice.c.web_url,
        invoice.c.target_id,
        told_apart().label("department"),
    )
    .outerjoin(invoice, invoice.c.source_id == alert_line.c.source_id)
    .outerjoin(department, department.c.id == alert_line.c.department_id)
    .where(alert_line.c.alert_id.in_(IDS))
    .order_by(alert_line.c.id)
)
_TARGET_URLS: Final = select(target_invoice.c.id, target_invoice.c.url).where(
    target_invoice.c.id.in_(IDS)
)
_IDS: Final = frozenset({"alert_id", "source_id"})


def _posted_at(
    channel: str, ts: str, now: ColumnElement[datetime]
) -> ColumnElement[Any]:
    """Return when the message was new: changing it in place makes it no newer."""
    same = and_(alert.c.channel == channel, alert.c.ts == ts)
    return case((same, alert.c.posted_at), else_=now)


def _row(alert_id: int, line: AlertLine) -> dict[str, object]:
    return {
        "alert_id": alert_id,
        "source_id": line.source_id,
        "number": line.number,
        "department_id": line.department_id,
        "customer_name": line.customer_name,
        "amount": line.amount.amount,
        "currency": line.amount.currency,
        "due_on": line.due_on,
        "state": line.state.value,
        "changed_at": line.changed_at,
        "facts": line.facts,
    }


def _record(row: Row[Any], lines: Iterable[AlertLine]) -> AlertRecord:
    return AlertRecord(
        cause=row.cause,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        channel=row.channel,
        ts=row.ts,
        posted_at=row.posted_at,
        moved_at=row.moved_at,
        lines=tuple(lines),
    )


def _target_id(row: Row[Any]) -> str | None:
    """Return under which id Twikey has it, if the alert or the invoice tells."""
    named = row.facts.get("target_id")
    return str(named) if named else row.target_id


def _line(row: Row[Any], target_url: str | None) -> AlertLine:
    return AlertLine(
        source_id=SourceId(row.source_id),
        number=row.number,
        department_id=row.department_id,
        customer_name=row.customer_name,
        amount=Money(row.amount, row.currency),
        due_on=row.due_on,
        state=LineState(row.state),
        changed_at=row.changed_at,
        facts=row.facts,
        web_url=row.web_url,
        target_url=target_url,
        department=row.department,
    )
