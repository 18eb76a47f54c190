"""The per-minute bucket in front of single-object reads."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from sandbox.twikey.model import ApiKey
from sandbox.twikey.problems import Answered, too_many
from sandbox.twikey.world import World

MINUTE = 60


@dataclass
class Limits:
    """Counts reads per API key; a bucket is full again at every whole minute."""

    world: World
    _used: dict[str, tuple[int, int]] = field(default_factory=dict)

    def take(self, key: ApiKey) -> int:
        """Use one read, return how many are left; raises ``Answered`` when empty."""
        moment = self.world.now().timestamp()
        minute = int(moment // MINUTE)
        at, used = self._used.get(key.key, (minute, 0))
        used = used if at == minute else 0
        left = self.world.switches.reads_per_minute - used - 1
        if left < 0:
            raise Answered(too_many(math.ceil((minute + 1) * MINUTE - moment)))
        self._used[key.key] = (minute, used + 1)
        return left
