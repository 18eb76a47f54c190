"""Group commit: few writes, and nobody is told too early."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from bot.batching import MOST, MOST_WAITING, Batcher, TooManyWaiting


class Broken(Exception):
    """This one cannot be stored."""


@dataclass
class Store:
    """Takes groups; numbers below zero cannot be stored, and ``gate`` holds it up."""

    groups: list[list[int]] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, items: Sequence[int]) -> None:
        await self.gate.wait()
        if any(item < 0 for item in items):
            raise Broken
        self.groups.append(list(items))

    @property
    def stored(self) -> list[int]:
        return [item for group in self.groups for item in group]


async def test_what_comes_during_a_write_goes_together_in_the_next() -> None:
    store = Store()
    batcher = Batcher(store)
    first = asyncio.create_task(batcher.put(0))
    await asyncio.sleep(0)
    others = [asyncio.create_task(batcher.put(each)) for each in (1, 2, 3)]
    await asyncio.sleep(0)
    store.gate.set()
    await asyncio.gather(first, *others)

    assert store.groups == [[0], [1, 2, 3]]


async def test_nobody_goes_on_before_the_commit() -> None:
    store = Store()
    waiting = asyncio.create_task(Batcher(store).put(1))
    for _ in range(5):
        await asyncio.sleep(0)
    assert not waiting.done()

    store.gate.set()
    await waiting
    assert store.stored == [1]


async def test_a_group_has_a_largest_size() -> None:
    store = Store()
    store.gate.set()
    await asyncio.gather(*map(Batcher(store, most=2).put, range(5)))

    assert [len(group) for group in store.groups] == [2, 2, 1]


async def test_one_that_cannot_be_stored_takes_nobody_along() -> None:
    store = Store()
    store.gate.set()
    outcomes = await asyncio.gather(
        *map(Batcher(store).put, [1, -2, 3, -4]), return_exceptions=True
    )

    assert [type(each) for each in outcomes] == [type(None), Broken, type(None), Broken]
    assert store.stored == [1, 3]


async def test_what_nobody_waits_for_any_more_is_not_tried_again() -> None:
    store = Store()
    batcher = Batcher(store)
    gone = asyncio.create_task(batcher.put(1))
    broken = asyncio.create_task(batcher.put(-2))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    gone.cancel()
    store.gate.set()
    outcomes = await asyncio.gather(gone, broken, return_exceptions=True)

    assert [type(each) for each in outcomes] == [asyncio.CancelledError, Broken]
    assert store.stored == []


async def test_after_a_failure_it_goes_on() -> None:
    store = Store()
    store.gate.set()
    batcher = Batcher(store)
    with pytest.raises(Broken):
        await batcher.put(-1)

    await batcher.put(2)

    assert store.stored == [2]


async def test_closing_waits_for_what_is_under_way() -> None:
    store = Store()
    batcher = Batcher(store)
    await batcher.aclose(9)
    waiting = asyncio.create_task(batcher.put(1))
    await asyncio.sleep(0)
    store.gate.set()
    await batcher.aclose(9)

    assert store.stored == [1]
    await waiting


async def test_closing_does_not_wait_for_ever() -> None:
    store = Store()
    batcher = Batcher(store)
    waiting = asyncio.create_task(batcher.put(1))
    await asyncio.sleep(0)
    await batcher.aclose(0)

    assert store.stored == []
    waiting.cancel()


async def test_a_flood_that_nobody_stores_is_refused_in_the_end() -> None:
    stuck = asyncio.Event()

    async def never(items: Sequence[int]) -> None:
        await stuck.wait()

    batcher = Batcher(never)
    waiting = [
        asyncio.create_task(batcher.put(n)) for n in range(MOST + MOST_WAITING + 1)
    ]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    refused = [task for task in waiting if task.done()]
    stuck.set()
    done = await asyncio.gather(*waiting, return_exceptions=True)

    assert refused
    assert all(isinstance(task.exception(), TooManyWaiting) for task in refused)
    assert len([each for each in done if each is None]) >= MOST_WAITING
