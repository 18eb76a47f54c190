"""``python -m tests.chaos``: the full set, more than an hour on two cores.

Every kill point on both engines five times, storms of a hundred kills with two and
three workers, replicas that freeze, and replicas over many periods, windows and token
rounds. Ends with 1 if anything was wrong.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable
from functools import partial
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.chaos import replicas
from tests.chaos.deaths import ENGINES, Trial, Verdicts, every_death, several
from tests.chaos.points import POINTS
from tests.chaos.server import Server
from tests.chaos.storms import Storm, blow
from tests.storage.postgres import binaries

REPEATS = 5
KILLS = 100
BACKLOG = 200
PERIODS = 60
LIMIT, CALLS = 60, 150
ROUNDS = 100


async def main() -> int:
    """Carry everything out; returns how many trials went wrong."""
    found = binaries()
    if found is None:
        tell("There is no PostgreSQL: install the test requirements.")
        return 1
    server = Server(found)
    try:
        with TemporaryDirectory(prefix="chaos-") as folder:
            return await _everything(Path(folder), server)
    finally:
        server.stop()


async def _everything(folder: Path, server: Server) -> int:
    wrong = 0
    deaths = list(product(POINTS, ENGINES))
    for turn in range(1, REPEATS + 1):
        place = _made(folder / f"deaths-{turn}")
        title = f"every kill point, {turn} of {REPEATS}"
        wrong += await _told(title, every_death(deaths, place, server))
    for title, trials in _others().items():
        place = _made(folder / title.replace(" ", "-"))
        wrong += await _told(title, several(trials, place, server))
    return wrong


def _others() -> dict[str, dict[tuple[str, str], Trial]]:
    storms: dict[tuple[str, str], Trial] = {
        (f"{workers}-workers", engine): partial(blow, Storm(KILLS, workers, workers))
        for workers in (2, 3)
        for engine in ENGINES
    }
    frozen: dict[tuple[str, str], Trial] = {
        (name, "postgresql"): partial(replicas.freeze_and_thaw, name)
        for name in replicas.FREEZES
    }
    shared: dict[str, Trial] = {
        "backlog": partial(replicas.share_the_work, invoices=BACKLOG),
        "periods": partial(replicas.take_turns, periods=PERIODS),
        "window": partial(replicas.share_the_window, limit=LIMIT, calls=CALLS),
        "tokens": partial(replicas.renew_together, rounds=ROUNDS),
    }
    return {
        f"storms of {KILLS} kills": storms,
        "frozen replicas": frozen,
        "three replicas": {(name, "postgresql"): one for name, one in shared.items()},
    }


async def _told(title: str, trials: Awaitable[Verdicts]) -> int:
    began = time.monotonic()
    verdicts = await trials
    wrong = {key: error for key, error in verdicts.items() if error is not None}
    seconds = time.monotonic() - began
    tell(f"{title}: {len(verdicts)} trials, {len(wrong)} wrong, {seconds:.0f} s")
    for (name, engine), error in wrong.items():
        tell(f"--- {name} on {engine}: {type(error).__name__}\n{error}")
    return len(wrong)


def _made(place: Path) -> Path:
    place.mkdir()
    return place


def tell(text: str) -> None:
    """Write a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(1 if asyncio.run(main()) else 0)
