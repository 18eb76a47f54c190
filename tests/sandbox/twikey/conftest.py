from __future__ import annotations

import pytest

from sandbox.twikey import TwikeyStandIn
from sandbox.wire import ManualClock
from tests.sandbox.twikey.client import (
    PLAIN,
    RESTING,
    SENDS,
    SENDS_WITH_PDF,
    START,
    Caller,
)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def twikey(clock: ManualClock) -> TwikeyStandIn:
    standin = TwikeyStandIn(clock)
    for number, send, pdf in (
        (PLAIN, False, False),
        (SENDS, True, False),
        (SENDS_WITH_PDF, True, True),
    ):
        standin.add_profile(number, f"P{number}", send_on_booking=send, include_pdf=pdf)
    standin.add_profile(
        RESTING, "Resting", send_on_booking=True, include_pdf=False, active=False
    )
    return standin


@pytest.fixture
def stranger(twikey: TwikeyStandIn, clock: ManualClock) -> Caller:
    """A caller who has not logged in."""
    return Caller(twikey, clock)


@pytest.fixture
async def caller(stranger: Caller) -> Caller:
    """A caller who has logged in."""
    await stranger.login()
    return stranger
