"""What must hold of the calls that reached the vendors."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from urllib.parse import parse_qs

from tests.simulation.network import Trip
from tests.simulation.world import World

WINDOW = 59.0
"""A little less than a minute: calls arrive closer together than they left."""

SAVING_SECONDS = 60.0
"""For how long after an answer a process may not have written it down yet."""

MOST_TRIES = 40
IN_TIME = 3600.0
"""How soon after the trouble a hint is followed; later on a check looks at all."""

_LOOKS = (
    "POST /invoices.list",
    "POST /invoices.info",
    "POST /creditNotes.info",
)


def within_the_window(world: World) -> Iterator[str]:
    """Never more calls in a window than Teamleader admits."""
    limit = world.weather.rate_limit
    arrivals = sorted(
        trip.arrived
        for trip in world.network.trips
        if trip.system == "teamleader"
        and trip.arrived is not None
        and "/oauth2/" not in trip.operation
        and "/cdn/" not in trip.operation
        and not _was_held_up(trip)
    )
    for at, first in enumerate(arrivals):
        within = bisect_right(arrivals, first + WINDOW - 0.001) - at
        if within > limit:
            yield f"{within} calls in a minute where {limit} are admitted"
            return


def _was_held_up(trip: Trip) -> bool:
    """Whether a call left or travelled long after it was allowed to."""
    late = trip.arrived is not None and trip.arrived - trip.left > 1
    return late or any(trip.left - WINDOW < at <= trip.left for at in trip.life.thaws)


def no_token_twice(world: World) -> Iterator[str]:
    """No refresh token is used again once its answer was heard and could be kept."""
    uses: dict[str, list[Trip]] = defaultdict(list)
    for trip in world.network.trips:
        if trip.operation.endswith("/oauth2/access_token"):
            sent = parse_qs(trip.request.body.decode())
            for token in sent.get("refresh_token", []):
                uses[token].append(trip)
    for trips in uses.values():
        for before, after in pairwise(trips):
            if not was_lost(before):
                yield f"{after.life.name} used a refresh token that was spent"


def acked_is_kept(world: World) -> Iterator[str]:
    """Whatever the door answered with 200 was looked at afterwards."""
    asked: dict[str, float] = {}
    subjects = list(_subjects(world))
    was_cut_off = any("connection" in each.text for each in world.vendors.slack.posted)
    in_time = world.ended_at if was_cut_off else world.quiet_since + IN_TIME
    for trip in world.network.trips:
        if trip.operation in _LOOKS and trip.left < in_time:
            for known in subjects:
                if known.encode() in trip.request.body:
                    asked[known] = trip.left
    for entered, body in world.acked:
        subject = json.loads(body)["subject"]
        if subject["type"] not in ("invoice", "creditNote"):
            continue
        if asked.get(subject["id"], -1.0) < entered:
            yield f"a hint of {subject['type']} {subject['id'][:8]} was lost"


def _subjects(world: World) -> Iterable[str]:
    announced = world.vendors.teamleader.hooks.announced
    return dict.fromkeys(each.subject.id for each in announced)


def bounded(world: World) -> Iterator[str]:
    """No sequence of tries goes on and on, and in the end all is quiet."""
    tries = Counter(
        (trip.operation, trip.request.body)
        for trip in world.network.trips
        if trip.left < world.quiet_since
        and trip.system != "slack"
        and "/creditor/invoice/" in trip.operation
    )
    for (operation, _), count in tries.items():
        if count > MOST_TRIES:
            yield f"{operation} was called {count} times"
    late = [
        trip.operation
        for trip in world.network.trips
        if trip.left > world.ended_at - 600 and "POST /creditor" in trip.operation
    ]
    if late:
        yield f"still at it in the end: {late[:3]}"


def invited_once(world: World) -> Iterator[str]:
    """Nobody gets two mails because of an automatic step."""
    mails = Counter(mail.invoice_id for mail in world.vendors.twikey.outbox)
    for invoice_id, count in mails.items():
        if count > 1:
            yield f"{invoice_id[:8]} was mailed {count} times"


def was_lost(trip: Trip) -> bool:
    if trip.heard is None or not trip.is_understood or trip.status != 200:
        return True
    died = trip.life.died_at
    froze = trip.life.froze_at
    soon = trip.heard + SAVING_SECONDS
    return (died is not None and died <= soon) or any(
        trip.left <= at <= soon for at in froze
    )
