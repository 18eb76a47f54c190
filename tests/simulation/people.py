"""People beside the bookkeeper: one imports by hand, one mends the connection."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TYPE_CHECKING

from core.errors import RemoteError
from core.scope import ImportOrder, NumbersScope
from tests.simulation.weather import MINUTE
from tests.simulation.worker import CALLBACK, Worker

if TYPE_CHECKING:
    from tests.simulation.world import World


MOST_TRIES = 20
"""How often somebody tries to import an invoice again before giving in."""


async def asks(world: World) -> None:
    """Let a person import a number while everything else goes on."""
    while True:
        await asyncio.sleep(world.chance.uniform(1, 5) * MINUTE * world.weather.pace)
        chapter, worker = world.story.anybody(), world.chance.choice(world.workers)
        if chapter is None or not worker.life.is_alive:
            continue
        chapter.by_hand = True
        order = ImportOrder(NumbersScope((chapter.id,)))
        worker.life.begins(_harmless(world, worker.engine.run(order)))


async def creates_anew(world: World, target_id: str) -> None:
    """Let a person delete an invoice at Twikey, and import it until it is there."""
    held = world.vendors.twikey.invoices[target_id]
    chapters = [each for each in world.story.chapters if each.id == held.ref]
    if not chapters or chapters[0].is_deleted:
        return
    (chapter,) = chapters
    chapter.by_hand = chapter.was_deleted_at_twikey = True
    world.vendors.twikey.delete(target_id)
    for _ in range(MOST_TRIES):
        if any(e.ref == chapter.id for e in world.vendors.twikey.invoices.values()):
            return
        worker = world.chance.choice(world.workers)
        if worker.life.is_alive and not worker.life.is_frozen:
            order = ImportOrder(NumbersScope((chapter.id,)))
            work = worker.life.begins(_harmless(world, worker.engine.run(order)))
            await asyncio.wait([work])
        await asyncio.sleep(5.0)


async def mends(world: World) -> None:
    """Let an admin connect Teamleader again once Slack says that it is lost."""
    answered = 0
    while True:
        await asyncio.sleep(45.0)
        asked = _lost_messages(world)
        worker = world.chance.choice(world.workers)
        if asked <= answered or not worker.life.is_alive or worker.life.is_frozen:
            continue
        if await _consents(world, worker):
            answered = asked


async def _consents(world: World, worker: Worker) -> bool:
    """Let a person click through the consent; whether it worked."""
    code = world.vendors.teamleader.auth.consent("demo-client", CALLBACK)
    clicked = worker.life.begins(worker.consent.complete(code))
    await asyncio.wait([clicked])
    return not clicked.cancelled() and clicked.exception() is None


def _lost_messages(world: World) -> int:
    posted = world.vendors.slack.posted
    return sum("connect" in each.text.lower() for each in posted)


async def _harmless(world: World, work: Awaitable[object]) -> None:
    """Do what a person asked for; a system that does not answer is told to them."""
    try:
        await work
    except RemoteError:
        return
    except Exception as error:  # noqa: BLE001 (nobody waits for the answer)
        world.mistakes.heard.append(f"by hand: {error!r}")
