"""Forgetting what was over and done with long ago.

Forgotten are periods that were run, requests that were dealt with, processed hints,
messages that were sent or given up and closed alerts. Never forgotten are invoices with
their sights, events, attempts, PDFs and invitations: an old invoice can be asked about
at any time. Runs and acts of people stay too, as proof. So does what is needed to go
on, whatever its age: the last period of each job and the latest hint.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, func, select

from storage.tables import alert, done, hint, outbox, tick
from storage.work import Work


def forget_before(work: Work, moment: datetime) -> Mapping[str, int]:
    """Delete what ended before a moment; return how many rows, by table.

    Lines of an alert go with it and are not counted.
    """
    return {
        table.name: work.connection.execute(delete(table).where(*over)).rowcount
        for table, over in _over_before(moment)
    }


def _over_before(
    moment: datetime,
) -> Iterator[tuple[Table[Any], list[ColumnElement[bool]]]]:
    yield tick, [tick.c.at < moment, _is_not_the_last_of_its_job()]
    yield done, [done.c.at < moment]
    yield hint, [hint.c.last_at < moment, hint.c.next_at.is_(None), _is_not_the_last()]
    yield outbox, [outbox.c.ended_at < moment]
    yield alert, [alert.c.closed_at < moment]


def _is_not_the_last_of_its_job() -> ColumnElement[bool]:
    of_the_job = tick.alias("of_the_job")
    last = select(func.max(of_the_job.c.slot)).where(of_the_job.c.job == tick.c.job)
    return tick.c.slot < last.scalar_subquery()


def _is_not_the_last() -> ColumnElement[bool]:
    latest = select(func.max(hint.alias("latest").c.last_at)).scalar_subquery()
    return hint.c.last_at < latest
