"""A company for every scenario."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.engine.company import Company, open_company


@pytest.fixture
async def company() -> AsyncIterator[Company]:
    async with open_company() as opened:
        yield opened
