"""What people decide in Slack about how the bot works, with who and when."""

from __future__ import annotations

import json
from datetime import time

from core.domain.policy import Policy
from core.domain.reason import Alert, Reason
from core.ports import LedgerTx
from core.systems import Systems

ALERT_LEVELS, DIGEST_AT, AUTO_IMPORT = "ALERT_LEVELS", "DIGEST_AT", "AUTO_IMPORT"


class Choices:
    """Changes settings; what is out of Twikey is judged again after each change."""

    def __init__(self, systems: Systems) -> None:
        self._systems = systems

    async def present(self) -> Policy:
        """Return the settings in force."""
        return await self._systems.policy()

    async def alert_level(self, reason: Reason, level: Alert, by: str) -> None:
        """Let a cause alert, go to the digest, or stay silent."""
        levels = {**(await self.present()).alert_levels, reason.value: level}
        text = json.dumps({code: chosen.value for code, chosen in levels.items()})
        await self._put(ALERT_LEVELS, text, by)

    async def digest_at(self, at: time, by: str) -> None:
        """Tell the overview at another time of business days."""
        await self._put(DIGEST_AT, f"{at:%H:%M}", by)

    async def automatic_import(self, by: str, *, on: bool) -> None:
        """Switch the automatic import on or off; what happens meanwhile is recorded."""
        await self._put(AUTO_IMPORT, "true" if on else "false", by)

    async def _put(self, name: str, value: str, by: str) -> None:
        def unit(tx: LedgerTx) -> None:
            tx.settings.put(name, value, by)
            tx.audit.add(by, "setting-changed", name, {"value": value})
            tx.watched.judge_all_again()

        await self._systems.ledger.write(unit)


def read_levels(text: str) -> dict[str, Alert]:
    """Read stored alert levels; what is not understood is left to the table."""
    try:
        stored = json.loads(text) if text else {}
        return {str(Reason(code)): Alert(level) for code, level in stored.items()}
    except (ValueError, AttributeError):
        return {}


def read_time(text: str) -> time | None:
    """Read a time of day written ``HH:MM``; ``None`` for anything else."""
    try:
        return time.fromisoformat(text) if len(text) == len("HH:MM") else None
    except ValueError:
        return None
