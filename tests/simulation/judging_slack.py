"""What must hold of alerts, by what people saw in Slack."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator

from core.domain.diagnosis import Diagnosis
from core.domain.verdict import Blocked
from sandbox.slack.model import Posted
from tests.simulation.judging_books import named
from tests.simulation.judging_calls import was_lost
from tests.simulation.virtual import START
from tests.simulation.world import World

POST = "POST /api/chat.postMessage"
ALARMING = {"currency", "on-hold", "was-zero", "number-taken"}
"""Reasons that people have to be told of."""


def alerted_once(world: World) -> Iterator[str]:
    """At most one standing alert per cause, and one for all that people must mend."""
    yield from _standing_twice(world)
    shown = json.dumps(
        [
            [message.text, message.blocks]
            for room in world.vendors.slack.messages.values()
            for message in room
        ],
        ensure_ascii=False,
    )
    for chapter in world.story.chapters:
        answer = world.answers.get(chapter.id)
        if chapter.by_hand or chapter.is_old or not isinstance(answer, Diagnosis):
            continue
        if not isinstance(answer.verdict, Blocked):
            continue
        reason = answer.verdict.decisive.reason.value
        if reason in ALARMING and str(chapter.invoice.number) not in shown:
            yield f"nobody was told that {named(chapter)} is out for {reason}"


def _standing_twice(world: World) -> Iterator[str]:
    standing: dict[str, dict[str, str]] = defaultdict(dict)
    for posted in world.vendors.slack.posted:
        cause = _cause(posted)
        for open_ones in standing.values():
            open_ones.pop(posted.ts, None)
        if cause is None:
            continue
        again = posted.method == "chat.postMessage" and standing[cause]
        if again and not _post_was_unheard(world, posted):
            yield f"two alerts stand for {cause}"
        standing[cause][posted.ts] = posted.text


def _cause(posted: Posted) -> str | None:
    """Return the cause of an alert that is open: it is in the value of its buttons."""
    for block in posted.blocks:
        for element in block.get("elements", []):
            if str(element.get("action_id", "")).startswith("alert"):
                header = next(b for b in posted.blocks if b["type"] == "header")
                return str(header["text"]["text"]).partition(":")[0].split(" (")[0]
    return None


def _post_was_unheard(world: World, posted: Posted) -> bool:
    """Whether an earlier post never got its answer to a living sender.

    It may then be doubled, and nobody knows of one of the two.
    """
    at = (posted.at - START).total_seconds()
    posts = [
        trip
        for trip in world.network.trips
        if trip.operation == POST and trip.left < at - 0.0001
    ]
    return any(was_lost(trip) for trip in posts)
