"""Running seeds: one, many, on several cores, until something breaks."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from tests.simulation.chance import seeded
from tests.simulation.founding import a_loop, found
from tests.simulation.invariants import judged
from tests.simulation.mistakes import listening
from tests.simulation.planted import PLANTED, planted
from tests.simulation.world import World

REPLAY = ".venv/bin/python -m tests.simulation --seed {seed}{more}"
NOTHING = ""
"""The name of no planted mistake."""

_CHUNK = 5


@dataclass(frozen=True)
class Outcome:
    """What came of a seed: what is wrong, and the digest of the whole run."""

    seed: int
    wrong: tuple[str, ...]
    digest: str
    hours: float
    strikes: tuple[str, ...]
    mistake: str = NOTHING

    def told(self) -> str:
        """Tell a failure, with the one command that replays it."""
        more = f" --with {self.mistake}" if self.mistake else ""
        lines = [f"seed {self.seed} fails:", *(f"  {each}" for each in self.wrong)]
        lines.append("  replay: " + REPLAY.format(seed=self.seed, more=more))
        return "\n".join(lines)


def run(seed: int, mistake: str = NOTHING) -> Outcome:
    """Run one seed, with a planted mistake if one is named."""
    with planted(mistake):
        world, wrong = lived(seed)
    return Outcome(
        seed,
        tuple(wrong),
        world.network.digest(),
        world.loop.time() / 3600,
        tuple(world.strikes),
        mistake,
    )


def lived(seed: int) -> tuple[World, list[str]]:
    """Let a company live through a seed, and judge it."""
    with seeded(seed) as chance, a_loop() as loop:
        world = found(seed, loop, chance)
        with listening(world.mistakes):
            try:
                loop.run_until_complete(world.passes())
            except Exception as error:  # noqa: BLE001 (a crash is a failure of the seed)
                return world, [f"it crashed: {error!r}"]
            return world, judged(world)


def run_all(
    seeds: Iterable[int], cores: int = 1, mistake: str = NOTHING
) -> Iterator[Outcome]:
    """Run seeds, in their order; on several cores if told so."""
    one = partial(run, mistake=mistake)
    if cores == 1:
        yield from map(one, seeds)
        return
    with multiprocessing.get_context("fork").Pool(cores, settle_in) as pool:
        yield from pool.imap(one, seeds, _CHUNK)


def found_after(mistake: str, seeds: Iterable[int], cores: int = 1) -> Outcome | None:
    """Return the first seed that finds a planted mistake."""
    return next((each for each in run_all(seeds, cores, mistake) if each.wrong), None)


def settle_in() -> None:
    """Spare what is loaded: collecting it again and again takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


__all__ = [
    "NOTHING",
    "PLANTED",
    "Outcome",
    "found_after",
    "lived",
    "run",
    "run_all",
    "settle_in",
]
