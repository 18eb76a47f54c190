"""The clients are what the use cases think they are, and fit the real ledger."""

from __future__ import annotations

import asyncio

import pytest
from cryptography.fernet import Fernet

from core.adapters.clock import SystemClock
from core.adapters.teamleader import Access as TeamleaderAccess
from core.adapters.teamleader import TeamleaderClient, open_teamleader
from core.adapters.twikey import Access as TwikeyAccess
from core.adapters.twikey import TwikeyClient, open_twikey
from core.errors import ConnectionRevoked
from core.ports import Clock, InvoiceSource, InvoiceTarget
from sandbox.teamleader import TeamleaderStandIn
from sandbox.twikey import TwikeyStandIn
from sandbox.wire import StandInTransport
from storage.ledger import open_ledger
from tests.adapters.doubles import JumpingClock


# The type checker proves these three; they are never called with anything else.
def source(client: TeamleaderClient) -> InvoiceSource:
    return client


def target(client: TwikeyClient) -> InvoiceTarget:
    return client


def clock(clock: SystemClock) -> Clock:
    return clock


async def test_the_wall_clock_is_utc_and_only_grows() -> None:
    wall = clock(SystemClock())
    before = wall.monotonic()

    await wall.sleep(-1)

    assert wall.now().utcoffset() is not None
    assert wall.monotonic() >= before


async def test_tokens_live_in_the_real_ledger_and_are_refreshed_once() -> None:
    jumping = JumpingClock()
    standin = TeamleaderStandIn(jumping)
    standin.switches.old_access_dies = True
    access = TeamleaderAccess(
        "https://api.example",
        "https://auth.example/oauth2",
        "demo-client",
        "demo-secret",
        standin.refresh_token,
    )
    key = Fernet.generate_key().decode()
    transport = StandInTransport(standin.handle)
    async with (
        open_ledger("sqlite://", [key], jumping.now) as ledger,
        open_teamleader(access, ledger, jumping, transport=transport) as one,
        open_teamleader(access, ledger, jumping, transport=transport) as other,
    ):
        for _ in range(2):
            calls = [each.departments() for each in (one, other) for _ in "123"]
            await asyncio.gather(*calls)
            jumping.advance(4000)
        standin.auth.revoke_all()
        with pytest.raises(ConnectionRevoked):
            await one.departments()

    assert standin.count("oauth2/access_token") == 3


async def test_a_login_lives_in_the_real_ledger() -> None:
    jumping = JumpingClock()
    standin = TwikeyStandIn(jumping)
    access = TwikeyAccess("https://api.example/creditor", standin.api_key)
    key = Fernet.generate_key().decode()
    transport = StandInTransport(standin.handle)
    async with open_ledger("sqlite://", [key], jumping.now) as ledger:
        for _ in range(2):
            async with open_twikey(
                access, ledger, jumping, transport=transport
            ) as client:
                assert await client.merchant() == "6120"

    assert len(standin.logins) == 1
