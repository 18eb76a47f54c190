"""A company for every scenario."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from core.gaps import end_gap
from tests.engine.company import Company, open_company
from tests.engine.office import Office, open_office, sends_with_the_pdf
from tests.engine.watchman import Watchman


@pytest.fixture
async def company() -> AsyncIterator[Company]:
    async with open_company() as opened:
        yield opened


@pytest.fixture
async def another_office(
    company: Company,
) -> AsyncIterator[Callable[[], Awaitable[Office]]]:
    """Open one more office on the same ledger, as a restart or a replica does."""
    async with AsyncExitStack() as stack:

        async def opens() -> Office:
            systems = await company.systems()
            return await stack.enter_async_context(open_office(company, systems))

        yield opens


@pytest.fixture
async def office(
    company: Company, another_office: Callable[[], Awaitable[Office]]
) -> Office:
    """An office at a company whose profile sends by itself with the PDF."""
    sends_with_the_pdf(company)
    return await another_office()


@pytest.fixture
async def newcomer(company: Company) -> Watchman:
    """A watch that was never started before."""
    return Watchman(company, await company.systems())


@pytest.fixture
async def watchman(newcomer: Watchman) -> Watchman:
    """A watch that took stock of empty books a day ago, and has looked ever since."""
    await newcomer.starts()
    newcomer.company.clock.advance(days=1)
    await newcomer.systems.ledger.write(end_gap)
    return newcomer
