"""One PostgreSQL for all the chaos."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.chaos.server import Server
from tests.storage.postgres import binaries


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    found = binaries()
    if found is None:
        pytest.skip("no PostgreSQL: install the test requirements")
    server = Server(found)
    yield server
    server.stop()
