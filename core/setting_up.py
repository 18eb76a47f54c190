"""Setting the bot up: what is done, what a person vouches for, and the test alert."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.detours import Trouble, read_detours
from core.domain.policy import Policy
from core.domain.reason import Facts, System
from core.domain.set_up import Done, SetUp, Step, Tick, Vouched, read_vouched
from core.ports import LedgerTx
from core.ports.watch import OutboxMessage
from core.standing import lost_since
from core.systems import Systems

STRICT_MODE: Final = "strict_mode_confirmed"
TEST_ASKED: Final = "test_alert_asked"
TEST_ARRIVED: Final = "test_alert_arrived"
TEST_ALERT: Final = "test-alert"


class SettingUp:
    """Tells how far the set-up is, and does the steps that are done in Slack."""

    def __init__(self, systems: Systems) -> None:
        self._systems = systems

    async def present(self) -> SetUp:
        """Return how far the set-up is now, from what is remembered alone."""
        policy = await self._systems.policy()
        known = await self._systems.ledger.read(_known)
        if known.arrived_at is not None and TEST_ARRIVED not in known.settings:
            # The message itself is forgotten one day; that it arrived is not.
            at = known.arrived_at.isoformat()
            await self._systems.ledger.write(
                lambda tx: tx.settings.put_once(TEST_ARRIVED, at)
            )
        return set_up(known, policy)

    async def confirm_strict(self, by: str) -> None:
        """Remember that somebody vouches for Teamleader's strict mode."""

        def unit(tx: LedgerTx) -> None:
            tx.settings.put(STRICT_MODE, Vouched(by, tx.now).spelled(), by)
            tx.audit.add(by, "strict-mode-confirmed", "teamleader", {})

        await self._systems.ledger.write(unit)

    async def send_test_alert(self, by: str) -> None:
        """Ask for a test alert, on the way that every alert takes."""

        def unit(tx: LedgerTx) -> None:
            asked = Vouched(by, tx.now)
            facts = {"by": by, "at": tx.now.isoformat()}
            tx.settings.put(TEST_ASKED, asked.spelled(), by)
            tx.outbox.put(OutboxMessage(TEST_ALERT, TEST_ALERT, facts))
            tx.audit.add(by, "test-alert-asked", "slack", {})

        await self._systems.ledger.write(unit)


@dataclass(frozen=True)
class Known:
    """What is remembered that tells how far the set-up is.

    ``connected`` holds the systems that let us in at the last try. ``arrived_at`` is
    when a test alert last reached its channel.
    """

    now: datetime
    connected: Mapping[System, bool]
    settings: Mapping[str, str]
    troubles: tuple[Trouble, ...]
    arrived_at: datetime | None


def set_up(known: Known, policy: Policy) -> SetUp:
    """Return how far the set-up is."""
    return SetUp(
        (
            _connected(known, Step.TEAMLEADER, System.TEAMLEADER),
            _connected(known, Step.TWIKEY, System.TWIKEY),
            _strict(known),
            _profile(policy),
            _channel(known),
            _test(known),
        )
    )


def _known(tx: LedgerTx) -> Known:
    return Known(
        now=tx.now,
        connected={
            system: _lets_us_in(tx, system)
            for system in (System.TEAMLEADER, System.TWIKEY)
        },
        settings=tx.settings.all(),
        troubles=tuple(read_detours(tx).troubles.values()),
        arrived_at=tx.outbox.reached(TEST_ALERT),
    )


def _lets_us_in(tx: LedgerTx, system: System) -> bool:
    kept = tx.credentials.get(system.value)
    return kept is not None and system not in lost_since(tx)


def _connected(known: Known, step: Step, system: System) -> Tick:
    return Tick(step, Done.YES if known.connected[system] else Done.NO)


def _strict(known: Known) -> Tick:
    said = read_vouched(known.settings.get(STRICT_MODE))
    if said is None:
        return Tick(Step.STRICT, Done.NO)
    return Tick(Step.STRICT, Done.YES, _facts(said))


def _profile(policy: Policy) -> Tick:
    names = [one.name for one in policy.profiles]
    done = Done.YES if names else Done.NO
    return Tick(Step.PROFILE, done, {"profiles": names} if names else {})


def _channel(known: Known) -> Tick:
    if known.troubles:
        worst = known.troubles[0]
        facts = {"channel": worst.channel, "code": worst.code}
        return Tick(Step.CHANNEL, Done.NO, facts)
    arrived = _arrived_at(known) is not None
    return Tick(Step.CHANNEL, Done.YES if arrived else Done.UNKNOWN)


def _test(known: Known) -> Tick:
    asked = read_vouched(known.settings.get(TEST_ASKED))
    if _arrived_at(known) is not None:
        return Tick(Step.TEST, Done.YES, _facts(asked) if asked else {})
    if asked is not None:
        return Tick(Step.TEST, Done.WAITS, _facts(asked))
    return Tick(Step.TEST, Done.NO)


def _arrived_at(known: Known) -> datetime | None:
    stored = known.settings.get(TEST_ARRIVED)
    return known.arrived_at or (datetime.fromisoformat(stored) if stored else None)


def _facts(said: Vouched) -> Facts:
    return {"by": said.by, "at": said.at}
