"""What must hold of every invoice: once at Twikey, and equal, or one reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from core.domain.diagnosis import Diagnosis
from core.domain.verdict import Blocked
from sandbox.twikey import Invoice as AtTwikey
from tests.simulation.judging_calls import was_lost
from tests.simulation.story import Chapter, Version
from tests.simulation.virtual import START
from tests.simulation.world import World

READING_SECONDS = 600.0
"""How old what was read may be when it is sent."""


def once_or_a_reason(world: World) -> Iterator[str]:
    """Every booked invoice is at Twikey exactly once, or has one reason not to be."""
    there = Counter(each.ref for each in _ours(world))
    for chapter in world.story.chapters:
        if there[chapter.id] > 1:
            yield f"{named(chapter)} is at Twikey {there[chapter.id]} times"
        if chapter.is_deleted or there[chapter.id]:
            continue
        yield from _reason_to_be_out(world, chapter)


def _reason_to_be_out(world: World, chapter: Chapter) -> Iterator[str]:
    answer = world.answers.get(chapter.id)
    if not isinstance(answer, Diagnosis) or not isinstance(answer.verdict, Blocked):
        verdict = getattr(answer, "verdict", answer)
        told = type(verdict).__name__
        yield f"{named(chapter)} is not at Twikey and nobody can say why: {told}"
        return
    reason = answer.verdict.decisive.reason.value
    allowed = set(_reasons(world, chapter))
    if reason not in allowed:
        yield f"{named(chapter)} is out for {reason}, but {sorted(allowed)} hold"


def _reasons(world: World, chapter: Chapter) -> Iterator[str]:
    """Return the reasons that hold for an invoice, by its books alone."""
    held = chapter.invoice
    standing = world.vendors.teamleader.standing(held)
    notes = world.vendors.teamleader.books.credited(held)
    taken = {each.number for each in world.vendors.twikey.invoices.values()}
    holds = {
        "draft": held.number is None,
        "zero-amount": held.total == 0,
        "negative-amount": held.total < 0,
        "credited": bool(notes) and sum(n.total for n in notes) >= held.total,
        "paid": standing.paid or standing.due <= 0,
        "currency": held.currency != "EUR",
        "before-start": chapter.is_old,
        "was-zero": chapter.was_zero,
        "on-hold": held.on_hold_since is not None,
        "number-taken": held.number in taken,
        # Somebody else's invoice stood at Twikey under this number and this amount.
        # Or a person deleted ours there, which nobody tells.
        "already-imported": held.number in taken or chapter.was_deleted_at_twikey,
    }
    return (name for name, is_so in holds.items() if is_so)


def equal_at_both(world: World) -> Iterator[str]:
    """Amount, days, customer and PDF at Twikey are those of Teamleader."""
    chapters = {chapter.id: chapter for chapter in world.story.chapters}
    for held in _ours(world):
        chapter = chapters.get(str(held.ref))
        if chapter is None:
            yield f"{held.number} at Twikey belongs to no invoice"
            continue
        fits = any(_is_same(held, v) for v in _versions(chapter, held.created_at))
        if not fits and not _stood_at_the_door(world, "POST /creditor/invoice"):
            yield f"{named(chapter)} was created as it never stood: {held.sent}"
        yield from _same_customer(world, chapter, held)
        yield from _same_pdf(world, chapter, held)


def _stood_at_the_door(world: World, operation: str) -> bool:
    """Whether a process froze when its call was all but out.

    No look at its lease can come so late; Twikey takes what is old by then.
    """
    places = (f"before {operation}", "before commit of Renewal.current")
    return any(
        " freeze " in strike and place in strike
        for strike in world.strikes
        for place in places
    )


def _is_same(held: AtTwikey, version: Version) -> bool:
    ours = (held.amount, held.number, held.date, held.duedate, held.remittance)
    v = version
    return ours == (v.total, v.number, v.invoice_date, v.due_on, v.remittance)


def _versions(chapter: Chapter, at: datetime) -> Iterator[Version]:
    """Return how an invoice stood not too long before it was created."""
    oldest = at - timedelta(seconds=READING_SECONDS)
    for version, after in zip(
        chapter.versions, [*chapter.versions[1:], None], strict=True
    ):
        ended = after is not None and after.since < oldest
        if version.since <= at and not ended:
            yield version


def _same_customer(world: World, chapter: Chapter, held: AtTwikey) -> Iterator[str]:
    if held.customer.number != chapter.invoice.customer.id:
        yield f"{named(chapter)} is billed to {held.customer.number}"
    customer = world.vendors.teamleader.books.customer(chapter.invoice.customer.id)
    told = held.customer.email
    acked = _acked_customer_hint(world, customer.id, held.created_at)
    if acked and told != customer.email:
        yield f"{named(chapter)}: Twikey mails {told}, Teamleader said {customer.email}"


def _acked_customer_hint(world: World, customer_id: str, since: datetime) -> bool:
    """Whether our door took the latest correction, some time after the create."""
    hooks = world.vendors.teamleader.hooks
    told = [
        each.at
        for each in hooks.announced
        if each.subject.id == customer_id and each.type.endswith(".updated")
    ]
    if not told or told[-1] <= since or not _knows(world, customer_id, told[-1]):
        return False
    return any(
        each.status == 200 and each.at >= told[-1] and customer_id in str(each.body)
        for each in hooks.deliveries
    )


def _knows(world: World, customer_id: str, before: datetime) -> bool:
    """Whether a create that names a customer was heard of before a moment.

    What changes before an unanswered create is found is made up for by a job that does
    not run here.
    """
    seconds = (before - START).total_seconds()
    return any(
        not was_lost(trip) and trip.left < seconds
        for trip in world.network.trips
        if trip.operation == "POST /creditor/invoice"
        and customer_id.encode() in trip.request.body
    )


def _same_pdf(world: World, chapter: Chapter, held: AtTwikey) -> Iterator[str]:
    if chapter.is_deleted:
        return
    documents = world.vendors.teamleader.documents
    plan = chapter.invoice.pdf or world.vendors.teamleader.switches.pdf
    if held.pdf != documents.render(chapter.invoice, plan) and not _only_stamped(
        chapter, held
    ):
        what = "no PDF" if held.pdf is None else "another PDF"
        yield f"{named(chapter)} has {what} at Twikey"


def _only_stamped(chapter: Chapter, held: AtTwikey) -> bool:
    """Whether the PDF differs in its revision only, which nothing else shows."""
    total = f"Totaal {chapter.invoice.total} ".encode()
    return held.pdf is not None and total in held.pdf


def _ours(world: World) -> list[AtTwikey]:
    return [e for e in world.vendors.twikey.invoices.values() if e.source == "api"]


def named(chapter: Chapter) -> str:
    return f"{chapter.invoice.number or 'a draft'} ({chapter.id[:8]})"
