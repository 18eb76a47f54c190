"""What must hold whatever happened, judged where the outside sees it.

Nothing is taken from our own tables, except that after the quiet nothing in them may
still be held, due or unsent. Each judge returns sentences; none means all is well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, func, select

from storage.tables import document, hint, invitation, invoice, outbox
from tests.simulation.judging_books import equal_at_both, once_or_a_reason
from tests.simulation.judging_calls import (
    acked_is_kept,
    bounded,
    invited_once,
    no_token_twice,
    within_the_window,
)
from tests.simulation.judging_slack import alerted_once
from tests.simulation.virtual import START
from tests.simulation.world import World

Judge = Callable[[World], Iterator[str]]


def judged(world: World) -> list[str]:
    """Return everything that is wrong, in sentences."""
    return [f"{name}: {wrong}" for name, judge in JUDGES for wrong in judge(world)]


def nothing_left(world: World) -> Iterator[str]:
    """After the quiet nothing is held, due or unsent."""
    now = START + timedelta(seconds=world.ended_at)
    there = {each.ref for each in world.vendors.twikey.invoices.values()}
    lost = [
        chapter.id
        for chapter in world.story.chapters
        if chapter.was_deleted_at_twikey and chapter.id not in there
    ]
    questions: dict[str, tuple[Table[Any], ColumnElement[bool]]] = {
        "hints wait": (hint, hint.c.next_at.is_not(None)),
        "messages are unsent": (outbox, outbox.c.next_at.is_not(None)),
        # Nobody tells us that a person deleted an invoice at Twikey for good.
        "documents are due": (
            document,
            (document.c.next_at <= now) & document.c.source_id.not_in(lost),
        ),
        "invoices are held": (invoice, invoice.c.lease_until > now),
        "invitations wait": (invitation, invitation.c.held_for == "batch"),
    }
    with world.database.reader.begin() as tx:
        for what, (table, which) in questions.items():
            count = tx.execute(
                select(func.count()).select_from(table).where(which)
            ).scalar_one()
            if count:
                yield f"{count} {what}"


def no_mistakes(world: World) -> Iterator[str]:
    """The program itself reports no mistake of its own."""
    yield from world.mistakes.heard[:3]


JUDGES: tuple[tuple[str, Judge], ...] = (
    ("once or a reason", once_or_a_reason),
    ("equal at both", equal_at_both),
    ("alerted once", alerted_once),
    ("within the window", within_the_window),
    ("no token twice", no_token_twice),
    ("nothing left", nothing_left),
    ("acked is kept", acked_is_kept),
    ("bounded", bounded),
    ("invited once", invited_once),
    ("no mistakes", no_mistakes),
)
