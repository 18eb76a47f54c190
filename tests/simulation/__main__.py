"""The simulation from the command line; exit status 1 if a seed fails."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterable, Sequence

from tests.simulation.planted import planted
from tests.simulation.running import (
    PLANTED,
    Outcome,
    found_after,
    lived,
    run,
    run_all,
    settle_in,
)
from tests.simulation.virtual import START

MOST_PLANTED = 200
MOST_SHOWN = 10


def main(given: Sequence[str] | None = None) -> int:
    """Run what was asked for; returns the exit status."""
    asked = _parser().parse_args(given)
    settle_in()
    if asked.planted:
        return _planted(asked.names or sorted(PLANTED), asked.cores)
    if asked.seed is not None:
        return _one(asked.seed, asked.mistake)
    return _many(range(asked.first, asked.first + asked.seeds), asked.cores)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--seeds", type=int, default=1000, help="how many seeds")
    parser.add_argument("--from", type=int, default=0, dest="first", metavar="SEED")
    parser.add_argument("--seed", type=int, help="one seed, with all it did")
    parser.add_argument(
        "--with",
        default="",
        choices=["", *PLANTED],
        dest="mistake",
        metavar="MISTAKE",
    )
    parser.add_argument("--planted", action="store_true", help="find the planted ones")
    parser.add_argument("names", nargs="*", help="which of the planted ones")
    parser.add_argument("--cores", type=int, default=os.cpu_count() or 1)
    return parser


def _many(seeds: Iterable[int], cores: int) -> int:
    began, done, failed = time.monotonic(), [], 0
    for outcome in run_all(seeds, cores):
        done.append(outcome)
        if outcome.wrong:
            failed += 1
            if failed <= MOST_SHOWN:
                _say(outcome.told())
    _say(_summary(done, failed, time.monotonic() - began))
    return 1 if failed else 0


def _summary(done: Sequence[Outcome], failed: int, seconds: float) -> str:
    hours = sum(each.hours for each in done)
    strikes = [strike for each in done for strike in each.strikes]
    kills = sum(" kill " in strike for strike in strikes)
    return (
        f"{len(done)} seeds, {failed} failed: {hours:.0f} virtual hours, {kills} kills,"
        f" {len(strikes) - kills} freezes in {seconds:.0f} s"
    )


def _one(seed: int, mistake: str) -> int:
    """Run one seed twice: to show what it did, and that it does the same again."""
    with planted(mistake):
        world, wrong = lived(seed)
    for trip in world.network.trips:
        _say(
            f"{trip.left:10.3f} {trip.life.name:10} {trip.system:10} {trip.operation}"
            f" {trip.trouble} -> {trip.status}"
        )
    _say(f"story (began {START.isoformat()}): {', '.join(world.story.told)}")
    for strike in world.strikes:
        _say(f"struck at {strike}")
    for each in wrong:
        _say(f"WRONG: {each}")
    again = run(seed, mistake)
    same = again.digest == world.network.digest()
    _say(f"digest {again.digest}, {'the same' if same else 'NOT THE SAME'} twice")
    return 1 if wrong or not same else 0


def _planted(names: Iterable[str], cores: int) -> int:
    missed = 0
    for name in names:
        began = time.monotonic()
        found = found_after(name, range(MOST_PLANTED), cores)
        took = time.monotonic() - began
        missed += found is None
        how = f"not found in {MOST_PLANTED} seeds"
        if found is not None:
            how = f"found after {found.seed + 1} seeds: {found.wrong[0][:90]}"
        _say(f"{name}: {how} ({took:.0f} s)")
    return 1 if missed else 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
