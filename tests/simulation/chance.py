"""All chance from one seed, also where the program asks the machine for it."""

from __future__ import annotations

import os
import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from core.adapters import http


@contextmanager
def seeded(seed: int) -> Iterator[random.Random]:
    """Let every source of chance in this process follow from the seed while inside.

    Ids, jitter and keys come from the machine's entropy in the end; that one door is
    what is exchanged.
    """
    entropy = random.Random(f"entropy {seed}")

    def urandom(size: int) -> bytes:
        return entropy.randbytes(size)

    before = (os.urandom, random._urandom, http.user_agent)  # type: ignore[attr-defined]
    state = random.getstate()
    os.urandom = urandom
    random._urandom = urandom  # type: ignore[attr-defined]
    # Asking the installed packages for our version at every start takes longest.
    http.user_agent = lambda: "twikey-bot/simulated"
    random.seed(seed)
    try:
        yield random.Random(f"story {seed}")
    finally:
        os.urandom, random._urandom, http.user_agent = before  # type: ignore[attr-defined]
        random.setstate(state)


def made_id(chance: random.Random) -> str:
    """Make an id from the seed."""
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))
