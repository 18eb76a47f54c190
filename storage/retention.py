"""Forgetting what was over and done with long ago.

Worked off are periods that were run, requests that were dealt with, processed hints,
messages that were sent or given up and closed alerts. Kept, whatever its age, is what
is needed to go on: the last period of each job, the latest hint and the last run.

The history of an invoice is forgotten as a whole and only when it is finished: gone or
paid in Teamleader, and not seen to differ since. Half a history would say when things
changed, and be wrong. The invoice itself, what was created for it, its PDF and its
invitation are never forgotten: they decide what may be done.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, delete, func, or_, select

from core.domain.invoice import InvoiceStatus
from core.ports.retention import Keep
from storage.tables import (
    alert,
    audit,
    done,
    event,
    hint,
    invoice,
    outbox,
    run,
    snapshot,
    tick,
)
from storage.work import Work

_Over = tuple[Table[Any], list[ColumnElement[bool]]]


def forget(work: Work, keep: Keep) -> Mapping[str, int]:
    """Delete what is no longer kept; return how many rows, by table.

    Lines of an alert and of a run go with it and are not counted.
    """
    return {
        table.name: work.connection.execute(delete(table).where(*over)).rowcount
        for table, over in _over(keep)
    }


def _over(keep: Keep) -> Iterator[_Over]:
    if keep.inbox is not None:
        yield from _worked_off_before(keep.inbox)
    if keep.history is not None:
        yield from _finished_before(keep.history)
    if keep.audit is not None:
        yield audit, [audit.c.at < keep.audit]


def _worked_off_before(moment: datetime) -> Iterator[_Over]:
    yield tick, [tick.c.at < moment, _is_not_the_last_of_its_job()]
    yield done, [done.c.at < moment]
    yield hint, [hint.c.last_at < moment, hint.c.next_at.is_(None), _is_not_the_last()]
    yield outbox, [outbox.c.ended_at < moment]
    yield alert, [alert.c.closed_at < moment]


def _finished_before(moment: datetime) -> Iterator[_Over]:
    quiet = _quiet_since(moment)
    # The events first: which invoices are quiet is read off their sights.
    yield event, [event.c.source_id.in_(quiet), event.c.at < moment]
    yield snapshot, [snapshot.c.source_id.in_(quiet)]
    yield run, [run.c.started_at < moment, _is_not_the_last_run()]


def _quiet_since(moment: datetime) -> Select[Any]:
    """Select the finished invoices that were last seen to differ before a moment."""
    finished = or_(
        invoice.c.gone_at < moment, invoice.c.status == InvoiceStatus.MATCHED.value
    )
    return (
        select(invoice.c.source_id)
        .join(snapshot, snapshot.c.source_id == invoice.c.source_id)
        .where(finished)
        .group_by(invoice.c.source_id)
        .having(func.max(snapshot.c.seen_at) < moment)
    )


def _is_not_the_last_run() -> ColumnElement[bool]:
    latest = run.alias("latest_run")
    # A run that is still going on, or broke off, has no end: it is never the last.
    last = select(func.max(latest.c.finished_at)).where(~latest.c.preview)
    ended_earlier = run.c.finished_at < last.scalar_subquery()
    return or_(run.c.finished_at.is_(None), run.c.preview, ended_earlier)


def _is_not_the_last_of_its_job() -> ColumnElement[bool]:
    of_the_job = tick.alias("of_the_job")
    last = select(func.max(of_the_job.c.slot)).where(of_the_job.c.job == tick.c.job)
    return tick.c.slot < last.scalar_subquery()


def _is_not_the_last() -> ColumnElement[bool]:
    latest = select(func.max(hint.alias("latest").c.last_at)).scalar_subquery()
    return hint.c.last_at < latest
