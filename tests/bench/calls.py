"""How many vendor calls an imported invoice costs."""

from __future__ import annotations

import time
from collections import Counter

from bot.bootstrap.core import Core, open_core
from bot.settings import load_settings
from core.domain.outcome import Outcome
from core.domain.policy import Window
from core.scope import ImportOrder, WindowScope
from sandbox.together import StandIns
from tests.bench.world import Figure, open_world

INVOICES, CUSTOMERS = 300, 40


async def measure() -> list[Figure]:
    """Import a book in one manual run, then see to its PDFs and invitations."""
    async with (
        open_world() as (stand_ins, env),
        open_core(load_settings(env, env_file=None)) as core,
    ):
        _fill(stand_ins)
        began = time.perf_counter()
        await _import(core)
        seconds = time.perf_counter() - began
        importing = _calls(stand_ins)
        await core.documents.retrieve_due()
        await _invite(core, stand_ins)
        following = _calls(stand_ins) - importing
    return [
        Figure("Teamleader calls to import one", _each(importing, "teamleader")),
        Figure("Twikey calls to import one", _each(importing, "twikey")),
        Figure("which", _told(importing)),
        Figure("calls for the PDF and the invitation of one", _each(following, "")),
        Figure("which", _told(following)),
        Figure("the whole import without latency", f"{seconds:.1f} s"),
    ]


def _fill(stand_ins: StandIns) -> None:
    teamleader = stand_ins.teamleader
    customers = [
        teamleader.add_company(f"Klant {number}", email=f"klant{number}@example.be")
        for number in range(CUSTOMERS)
    ]
    for number in range(INVOICES):
        customer = customers[number % CUSTOMERS]
        teamleader.book(teamleader.draft_invoice("121.00", customer_id=customer))


async def _import(core: Core) -> None:
    policy = await core.systems.policy()
    window = Window.of_days(30, policy.day_of(core.systems.clock.now()))
    run = await core.engine.run(ImportOrder(WindowScope(window)))
    imported = len(run.of(Outcome.IMPORTED))
    if imported != INVOICES:
        raise RuntimeError(f"only {imported} invoices were imported")


async def _invite(core: Core, stand_ins: StandIns) -> None:
    """Do what the schedule does every few seconds: a few invitations at a time."""
    while len(stand_ins.twikey.outbox) < INVOICES:
        before = len(stand_ins.twikey.outbox)
        await core.inviting.send_due()
        if len(stand_ins.twikey.outbox) == before:
            raise RuntimeError(f"only {before} invitations went out")


def _calls(stand_ins: StandIns) -> Counter[str]:
    teamleader = [f"teamleader {one.operation}" for one in stand_ins.teamleader.calls]
    links = ["link followed" for _ in stand_ins.teamleader.cdn_requests]
    twikey = [f"twikey {one.operation}" for one in stand_ins.twikey.calls]
    return Counter(teamleader + links + twikey)


def _each(calls: Counter[str], system: str) -> str:
    total = sum(count for name, count in calls.items() if name.startswith(system))
    return f"{total / INVOICES:.2f}"


def _told(calls: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in calls.most_common())
