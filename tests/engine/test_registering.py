"""Teamleader's hints come to us, each type exactly once, and to nobody we were."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from core.adapters.teamleader import TeamleaderClient
from core.domain.reason import System
from core.errors import RemoteError, RemoteUnavailable
from core.ports import LedgerTx, Registration
from core.ports.source import HookRegistry
from core.ports.watch import ClaimedMessage
from core.registering import WANTED, Changes, Registering, former_of, surplus_of
from core.systems import Systems
from tests.engine.company import Company

BASE = "https://bot.example/teamleader/webhooks/"
HERE = BASE + "new-secret"
FORMER = BASE + "old-secret"
FOREIGN = (
    "https://other.example/teamleader/webhooks/new-secret",
    "https://bot.example:8443/teamleader/webhooks/old-secret",
    "https://bot.example/teamleader/webhooks",
    "https://bot.example/another/hook",
    "https://bot.example.evil.example/teamleader/webhooks/old-secret",
    "https://[broken/teamleader/webhooks/old-secret",
    "https://bot.example:nonsense/teamleader/webhooks/old-secret",
)


class Doubling:
    """A Teamleader that keeps a row for each registering, however often."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str]] = []
        self.orders = 0

    async def webhooks(self) -> tuple[Registration, ...]:
        urls = dict.fromkeys(url for url, _ in self.rows)
        return tuple(
            Registration(url, tuple(each for at, each in self.rows if at == url))
            for url in urls
        )

    async def register_webhooks(self, url: str, types: Sequence[str]) -> None:
        self.orders += 1
        self.rows += [(url, each) for each in types]

    async def unregister_webhooks(self, url: str, types: Sequence[str]) -> None:
        self.orders += 1
        self.rows = [(at, e) for at, e in self.rows if at != url or e not in types]


async def registering(
    company: Company, registry: HookRegistry | None = None
) -> Registering:
    systems = await company.systems()
    return Registering(systems, registry or teamleader_of(systems))


def teamleader_of(systems: Systems) -> HookRegistry:
    assert isinstance(systems.source, TeamleaderClient)
    return systems.source


async def told(company: Company) -> list[tuple[str, dict[str, object]]]:
    def claim(tx: LedgerTx) -> tuple[ClaimedMessage, ...]:
        return tx.outbox.claim("test", 60, 50)

    claimed = await company.ledger.write(claim)
    return [(each.message.kind, dict(each.message.facts)) for each in claimed]


async def test_every_wanted_type_is_registered_at_the_first_start(
    company: Company,
) -> None:
    changes = await (await registering(company)).keep(HERE)

    assert changes == Changes(WANTED)
    assert company.teamleader.hooks.registered == {HERE: set(WANTED)}
    assert len(WANTED) == 18


async def test_the_first_registration_is_nothing_to_talk_about(
    company: Company,
) -> None:
    await (await registering(company)).keep(HERE)

    assert await told(company) == []


async def test_what_is_in_order_is_left_alone(company: Company) -> None:
    await (await registering(company)).keep(HERE)
    for _ in range(3):
        assert not await (await registering(company)).keep(HERE)

    assert company.teamleader.count("webhooks.register") == 1
    assert company.teamleader.count("webhooks.unregister") == 0
    assert await told(company) == []


async def test_what_got_lost_is_registered_again_and_told(company: Company) -> None:
    await (await registering(company)).keep(HERE)
    company.teamleader.hooks.registered[HERE] -= {"invoice.booked", "company.updated"}

    changes = await (await registering(company)).keep(HERE)

    assert changes == Changes(("invoice.booked", "company.updated"))
    assert company.teamleader.hooks.registered == {HERE: set(WANTED)}
    assert await told(company) == [("hooks-repaired", {"added": 2, "removed": 0})]


async def test_everything_lost_is_everything_told(company: Company) -> None:
    await (await registering(company)).keep(HERE)
    company.teamleader.hooks.registered.clear()

    await (await registering(company)).keep(HERE)

    assert company.teamleader.hooks.registered == {HERE: set(WANTED)}
    assert await told(company) == [("hooks-repaired", {"added": 18, "removed": 0})]


async def test_types_we_do_not_want_are_taken_off(company: Company) -> None:
    company.teamleader.hooks.register(HERE, [*WANTED, "deal.won", "user.deactivated"])

    changes = await (await registering(company)).keep(HERE)

    assert changes.removed_types == 2
    assert company.teamleader.hooks.registered == {HERE: set(WANTED)}


async def test_an_address_under_an_old_secret_is_given_up(company: Company) -> None:
    company.teamleader.hooks.register(FORMER, ["invoice.booked", "deal.won"])

    changes = await (await registering(company)).keep(HERE)

    assert changes.removed == (Registration(FORMER, ("deal.won", "invoice.booked")),)
    assert company.teamleader.hooks.registered == {HERE: set(WANTED)}


async def test_the_old_address_is_given_up_last(company: Company) -> None:
    company.teamleader.hooks.register(FORMER, WANTED)
    company.teamleader.faults.add("webhooks.register", "500")
    keeper = await registering(company)
    with pytest.raises(RemoteError):
        await keeper.keep(HERE)

    assert company.teamleader.hooks.registered == {FORMER: set(WANTED)}
    await keeper.keep(HERE)
    assert company.teamleader.hooks.registered == {HERE: set(WANTED)}


@pytest.mark.parametrize("foreign", FOREIGN)
async def test_a_foreign_address_is_never_touched(
    company: Company, foreign: str
) -> None:
    company.teamleader.hooks.register(foreign, ["invoice.booked", "deal.won"])

    await (await registering(company)).keep(HERE)

    assert company.teamleader.hooks.registered == {
        foreign: {"invoice.booked", "deal.won"},
        HERE: set(WANTED),
    }


@pytest.mark.parametrize("happens", [True, False])
async def test_a_registration_with_an_unknown_outcome_ends_with_one(
    company: Company, happens: bool
) -> None:
    registry = Doubling()
    keeper = await registering(company, Unsure(registry, happens=happens))
    with pytest.raises(RemoteError):
        await keeper.keep(HERE)
    for _ in range(2):
        await keeper.keep(HERE)

    assert sorted(registry.rows) == sorted((HERE, each) for each in WANTED)


async def test_a_type_that_is_there_twice_ends_up_once(company: Company) -> None:
    registry = Doubling()
    registry.rows = [(HERE, each) for each in (*WANTED, "invoice.booked")]

    changes = await (await registering(company, registry)).keep(HERE)

    assert changes.added == ("invoice.booked",)
    assert sorted(registry.rows) == sorted((HERE, each) for each in WANTED)


async def test_two_replicas_that_start_together_register_once(
    company: Company,
) -> None:
    registry = Doubling()
    keepers = [await registering(company, registry) for _ in "12"]
    await asyncio.gather(*(keeper.keep(HERE) for keeper in keepers))

    assert sorted(registry.rows) == sorted((HERE, each) for each in WANTED)


async def test_repeats_order_nothing_more(company: Company) -> None:
    registry = Doubling()
    keeper = await registering(company, registry)
    for _ in range(5):
        await keeper.keep(HERE)

    assert registry.orders == 1


def test_our_address_in_another_spelling_is_still_ours() -> None:
    listed = [Registration("https://BOT.example:443" + HERE[19:], WANTED)]

    assert former_of(listed, HERE) == ()
    assert surplus_of(listed, HERE) == ()


class Unsure:
    """A registry whose first order goes unanswered, whether it happens or not."""

    def __init__(self, registry: Doubling, *, happens: bool) -> None:
        self._registry = registry
        self._happens = happens
        self._first = True

    async def webhooks(self) -> tuple[Registration, ...]:
        return await self._registry.webhooks()

    async def register_webhooks(self, url: str, types: Sequence[str]) -> None:
        first, self._first = self._first, False
        if not first or self._happens:
            await self._registry.register_webhooks(url, types)
        if first:
            raise RemoteUnavailable(System.TEAMLEADER, "webhooks.register", "lost")

    async def unregister_webhooks(self, url: str, types: Sequence[str]) -> None:
        await self._registry.unregister_webhooks(url, types)
