"""Three replicas on one ledger: what each did is seen at the vendors."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from tests.chaos.judging import comes_to_rest, judge
from tests.chaos.points import POINTS
from tests.chaos.town import Town, open_town, until
from tests.chaos.worker import Worker

CLOCKS = (0.0, 600.0, -600.0)
"""How many seconds each replica's clock is ahead of the true one."""

FREEZES = (
    "after-claim-commit",
    "before-create-call",
    "after-create-call",
    "before-created-commit",
    "after-document-fetch",
    "before-attached-commit",
    "before-invite-call",
    "before-invited-commit",
    "before-second-token-call",
    "before-slack-post",
    "before-posted-commit",
)
"""The points at which a replica is frozen past its leases, and thawed."""

_FEW = 3
_MANY = 10_000
_A_WHILE = 3.0


async def share_the_work(folder: Path, url: str, invoices: int) -> Counter[str]:
    """Import a backlog with three replicas; returns who created how many."""
    async with open_town(folder, url) as town:
        town.stand_ins.teamleader.limits.limit = _MANY
        for _ in range(invoices):
            town.books()
        workers = await _three(town, {"TEAMLEADER_RATE_LIMIT": str(_MANY)})
        await town.hints(*workers)
        await comes_to_rest(town)
        judge(town)
        return creators(town)


async def take_turns(folder: Path, url: str, periods: int) -> int:
    """Sweep once a second with three replicas; returns how many sweeps there were."""
    async with open_town(folder, url) as town:
        workers = await _three(town, {"SWEEP_SECONDS": "1"})
        await town.has_taken_stock(workers[0])
        began = len(_sweeps(town))

        async def enough() -> bool:
            return len(_sweeps(town)) >= began + periods

        await until(enough, f"{periods} sweeps", *workers)
        moments = [call.moment for call in town.stand_ins.teamleader.calls]
        seconds = (moments[-1] - moments[0]).total_seconds()
        # One at each end may belong to a period that is only partly in this time.
        assert len(_sweeps(town)) <= seconds + 2
        return len(_sweeps(town)) - began


async def share_the_window(folder: Path, url: str, limit: int, calls: int) -> int:
    """Want more calls than Teamleader admits; returns how many it turned away.

    Ends when so many were made and, for a while, nobody dares another one.
    """
    async with open_town(folder, url) as town:
        town.stand_ins.teamleader.limits.limit = limit
        for _ in range(2 * calls):
            town.books()
        workers = await _three(town, {"TEAMLEADER_RATE_LIMIT": str(limit)})
        await town.hints(*workers)

        async def enough() -> bool:
            return len(town.stand_ins.teamleader.calls) >= calls

        await until(enough, f"{calls} calls", *workers, patience=400)
        await _comes_to_a_halt(town)
        return town.refused_calls


async def renew_together(folder: Path, url: str, rounds: int) -> int:
    """Let tokens end all the time, on clocks that disagree; returns refusals."""
    async with open_town(folder, url) as town:
        town.stand_ins.teamleader.switches.access_seconds = 2
        workers = [
            town.start(env={"SWEEP_SECONDS": "1"}, clock_off=off) for off in CLOCKS
        ]

        async def enough() -> bool:
            return town.stand_ins.teamleader.count("oauth2/access_token") >= rounds

        await until(enough, f"{rounds} new tokens", *workers, patience=300)
        town.books()
        town.books_in_dollars()
        await comes_to_rest(town)
        judge(town)
        return town.refused_refreshes


async def freeze_and_thaw(name: str, folder: Path, url: str) -> None:
    """Freeze a replica at a point, let another take over, thaw it, and judge."""
    (point,) = (one for one in POINTS if one.name == name)
    async with open_town(folder, url) as town:
        if "second-token" in name:
            town.stand_ins.teamleader.switches.access_seconds = 2
        for _ in range(_FEW):
            town.books()
        town.books_in_dollars()
        frozen = town.start(point, end=signal.SIGSTOP)
        if await town.is_up(frozen) and await town.has_taken_stock(frozen):
            await town.hints(frozen)
        await _stands_still(frozen)
        survivor = town.start(env=town.sweeps_if_nothing_is_stored())
        assert await town.is_up(survivor), survivor.told()
        await town.hints(survivor)
        await comes_to_rest(town)
        frozen.thaw()
        await _is_at_work(town, frozen)
        await comes_to_rest(town)
        judge(town)
        if name == "after-document-fetch":
            assert _attached(town) == {1}
        # What was on its way when it froze goes out once more, and does no harm.
        assert town.refused_refreshes <= ("token" in name)


def creators(town: Town) -> Counter[str]:
    """Return which worker created how many invoices at Twikey."""
    calls = town.stand_ins.twikey.calls_of("invoice.create")
    return Counter(call.request.headers["user-agent"] for call in calls)


async def _three(town: Town, env: Mapping[str, str] | None = None) -> list[Worker]:
    workers = [town.start(env=env) for _ in range(3)]
    for worker in workers:
        assert await town.is_up(worker), worker.told()
    await town.has_taken_stock(workers[0])
    return workers


async def _stands_still(worker: Worker) -> None:
    async def still() -> bool:
        return worker.is_frozen

    await until(still, "the worker stands still", worker)


async def _is_at_work(town: Town, worker: Worker) -> None:
    async def at_work() -> bool:
        return await town.answers(worker)

    await until(at_work, "the thawed worker goes on", worker)


async def _comes_to_a_halt(town: Town) -> None:
    made, since = -1, 0.0

    async def quiet() -> bool:
        nonlocal made, since
        now = time.monotonic()
        if len(town.stand_ins.teamleader.calls) != made:
            made, since = len(town.stand_ins.teamleader.calls), now
        return now - since > _A_WHILE

    await until(quiet, "everybody waits", *town.workers)


def _sweeps(town: Town) -> list[str]:
    """Return who asked for the list of invoices, once per time it was asked."""
    return [
        request.headers["user-agent"]
        for request in town.stand_ins.teamleader.requests
        if request.path == "/invoices.list"
    ]


def _attached(town: Town) -> set[int]:
    """Return how often a PDF was brought to Twikey, over all invoices."""
    calls = town.stand_ins.twikey.calls_of("invoice.update")
    return set(Counter(call.path for call in calls).values())
